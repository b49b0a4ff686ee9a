"""Our subclasses of SpiffWorkflow's parsers and specs, one BPMN element a file."""
