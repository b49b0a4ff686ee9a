"""All families, asked in turn: the one place that lists them."""

from __future__ import annotations

from bpmn import markup
from bpmn.dialects import camunda7, extension, flowable_activiti, laneway, spiff, zeebe

_FAMILIES = (laneway.read, zeebe.read, camunda7.read, flowable_activiti.read, spiff.read)


def read(element: markup.Element) -> extension.Extension:
    """What any family says of an element; the first in the list counts where two say something."""
    extensions = markup.child(element, "extensionElements")
    if extensions is None and not any(str(name).startswith("{") for name in element.attrib) and len(element) == 0:
        return extension.NOTHING
    return extension.merged(tuple(family(element, extensions) for family in _FAMILIES))
