"""SpiffWorkflow's modeler: forms by file name, service tasks by operator."""

from __future__ import annotations

from bpmn import markup, vocabulary
from bpmn.dialects import extension

_NS = vocabulary.SPIFF
_SCRIPTS = ("preScript", "postScript")
_FORM = "formJsonSchemaFilename"


def read(element: markup.Element, extensions: markup.Element | None) -> extension.Extension:
    """What SpiffWorkflow's extensions say of an element."""
    if extensions is None:
        return extension.NOTHING
    form = None
    for one in extensions.iterfind(f"{{{_NS}}}properties/{{{_NS}}}property"):
        if one.get("name") == _FORM:
            form = (one.get("value") or "").strip() or None
    operator = markup.child(extensions, "serviceTaskOperator", _NS)
    name = "" if operator is None else (operator.get("id") or "").strip()
    scripts = [markup.text(markup.child(extensions, name, _NS)) for name in _SCRIPTS]
    beside = "\n".join(filter(None, scripts)) if markup.local(element) != "scriptTask" else ""
    return extension.Extension(form=form, script=beside or None, implementation=f"operator:{name}" if name else None)
