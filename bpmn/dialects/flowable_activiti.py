"""Flowable and Activiti: Camunda's older relatives, with form properties of their own."""

from __future__ import annotations

from bpmn import markup, vocabulary
from bpmn.dialects import camunda7, extension

_NAMESPACES = (vocabulary.FLOWABLE, vocabulary.ACTIVITI)


def read(element: markup.Element, extensions: markup.Element | None) -> extension.Extension:
    """What Flowable or Activiti says of an element."""
    return extension.merged(
        tuple(
            camunda7.family(element, extensions, namespace, _form_properties(extensions, namespace))
            for namespace in _NAMESPACES
        )
    )


def _form_properties(extensions: markup.Element | None, namespace: str) -> tuple[dict[str, object], ...]:
    """``formProperty`` elements as form-js components; what isn't readable is left out, as there."""
    if extensions is None:
        return ()
    return tuple(
        _field(one)
        for one in markup.children(extensions, "formProperty", namespace)
        if (one.get("id") or "").strip() and markup.truth(one.get("readable"), True)
    )


def _field(one: markup.Element) -> dict[str, object]:
    required = markup.truth(one.get("required"), False)
    return camunda7.component(
        (one.get("variable") or one.get("id") or "").strip(),
        one.get("name") or "",
        one.get("type") or "string",
        default=one.get("default"),
        options=[(value.get("id") or "", value.get("name") or "") for value in markup.children(one, "value")],
        validate={"required": True} if required else None,
        pattern=one.get("datePattern"),
        readonly=not markup.truth(one.get("writable"), True),
    )
