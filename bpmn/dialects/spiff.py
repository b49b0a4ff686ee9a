"""SpiffWorkflow's modeler: forms by file name, service tasks by operator."""

from __future__ import annotations

from bpmn import markup, vocabulary
from bpmn.dialects import extension

_NS = vocabulary.SPIFF
_SCRIPTS = ("preScript", "postScript")
_FORM, _LAYOUT = "formJsonSchemaFilename", "formUiSchemaFilename"


def read(element: markup.Element, extensions: markup.Element | None) -> extension.Extension:
    """What SpiffWorkflow's extensions say of an element."""
    if extensions is None:
        return extension.NOTHING
    files: dict[str, str] = {}
    for one in extensions.iterfind(f"{{{_NS}}}properties/{{{_NS}}}property"):
        if (value := (one.get("value") or "").strip()) and (name := one.get("name")) in (_FORM, _LAYOUT):
            files[name] = markup.nfc(extension.cut(value, "/"))
    operator = markup.child(extensions, "serviceTaskOperator", _NS)
    name = "" if operator is None else (operator.get("id") or "").strip()
    scripts = [markup.text(markup.child(extensions, name, _NS)) for name in _SCRIPTS]
    beside = "\n".join(filter(None, scripts)) if markup.local(element) != "scriptTask" else ""
    return extension.Extension(
        form=files.get(_FORM),
        form_layout=files.get(_LAYOUT),
        script=beside or None,
        implementation=f"operator:{name}" if name else None,
    )
