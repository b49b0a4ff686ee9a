"""Every element and attribute of BPMN 2.0.2: what the engine does with it, and a probe that shows it."""
