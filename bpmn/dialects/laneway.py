"""Our own namespace: limit, role and output of a step, limit of a process.

An analyst whose modeler has our element template can say them in the diagram; what stands beside the file wins.
"""

from __future__ import annotations

from bpmn import markup, vocabulary
from bpmn.dialects import extension

_PREFIX = "laneway:"
_OURS = f"{{{vocabulary.LANEWAY}}}"
_LISTS = (
    (f"{{{vocabulary.CAMUNDA}}}properties", f"{{{vocabulary.CAMUNDA}}}property"),
    (f"{{{vocabulary.ZEEBE}}}properties", f"{{{vocabulary.ZEEBE}}}property"),
)


def read(element: markup.Element, extensions: markup.Element | None) -> extension.Extension:
    """Attributes ``laneway:*`` of the element, and properties named ``laneway:*`` that modelers can write."""
    said: dict[str, str] = {}
    for outer, inner in _LISTS if extensions is not None else ():
        assert extensions is not None
        for one in extensions.iterfind(f"{outer}/{inner}"):
            name, value = one.get("name", ""), one.get("value", "")
            if name.startswith(_PREFIX):
                said[name.removeprefix(_PREFIX)] = markup.nfc(value.strip())
    for attribute in map(str, element.attrib):
        if attribute.startswith(_OURS):
            said[attribute.removeprefix(_OURS)] = markup.nfc((element.get(attribute) or "").strip())
    return extension.Extension(properties=said) if said else extension.NOTHING
