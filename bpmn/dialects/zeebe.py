"""Camunda 8: elements of ``http://camunda.org/schema/zeebe/1.0``, with forms embedded in the process."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bpmn import markup, vocabulary
from bpmn.dialects import extension

_NS = vocabulary.ZEEBE
_EMBEDDED = "camunda-forms:bpmn:"
_LARGEST_FORM = 1_000_000


def read(element: markup.Element, extensions: markup.Element | None) -> extension.Extension:
    """What Camunda 8 says of an element."""
    if extensions is None:
        loop = _loop(element)
        return extension.NOTHING if loop is None else _with_loop(loop)
    form, fields, trouble = _form(element, extensions)
    called = _attribute(extensions, "calledElement", "processId")
    inputs, outputs = _mappings(extensions) if markup.local(element) == "callActivity" else ((), ())
    loop = _loop(element)
    return extension.Extension(
        form=form,
        form_fields=fields,
        trouble=trouble,
        implementation=_implementation(extensions),
        called=called,
        called_inputs=inputs,
        called_outputs=outputs,
        correlation=_attribute(extensions, "subscription", "correlationKey"),
        script=_attribute(extensions, "script", "expression"),
        collection=_of(loop, "inputCollection"),
        item=_of(loop, "inputElement"),
        output_collection=_of(loop, "outputCollection"),
        output_item=_of(loop, "outputElement"),
    )


def _attribute(extensions: markup.Element, name: str, key: str) -> str | None:
    return _of(markup.child(extensions, name, _NS), key)


def _of(element: markup.Element | None, key: str) -> str | None:
    return None if element is None else markup.nfc((element.get(key) or "").strip()) or None


def _loop(element: markup.Element) -> markup.Element | None:
    return element.find(f"{{*}}multiInstanceLoopCharacteristics/{{*}}extensionElements/{{{_NS}}}loopCharacteristics")


def _with_loop(loop: markup.Element) -> extension.Extension:
    return extension.Extension(
        collection=_of(loop, "inputCollection"),
        item=_of(loop, "inputElement"),
        output_collection=_of(loop, "outputCollection"),
        output_item=_of(loop, "outputElement"),
    )


def _implementation(extensions: markup.Element) -> str | None:
    if job := _attribute(extensions, "taskDefinition", "type"):
        return f"topic:{job}"
    decision = _attribute(extensions, "calledDecision", "decisionId")
    return f"decision:{decision}" if decision else None


def _mappings(extensions: markup.Element) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    outer = markup.child(extensions, "ioMapping", _NS)
    if outer is None:
        return (), ()

    def pairs(name: str) -> tuple[tuple[str, str], ...]:
        return tuple(
            (target, source)
            for one in markup.children(outer, name)
            if (target := (one.get("target") or "").strip()) and (source := (one.get("source") or "").strip())
        )

    return pairs("input"), pairs("output")


def _form(
    element: markup.Element, extensions: markup.Element
) -> tuple[str | None, tuple[Mapping[str, object], ...], str | None]:
    """Form reference, embedded components, and what is wrong with them."""
    definition = markup.child(extensions, "formDefinition", _NS)
    if definition is None:
        return None, (), None
    key = _of(definition, "formKey") or ""
    if not key.startswith(_EMBEDDED):
        return _of(definition, "formId") or _of(definition, "externalReference") or key or None, (), None
    name = key.removeprefix(_EMBEDDED)
    for outer in element.iterancestors():
        for one in outer.iterfind(f"{{*}}extensionElements/{{{_NS}}}userTaskForm"):
            if one.get("id") == name:
                fields, trouble = embedded(markup.text(one))
                return None, fields, trouble
    return name, (), None


def embedded(written: str) -> tuple[tuple[Mapping[str, object], ...], str | None]:
    """Components of a form-js form that is written in the diagram, and what is wrong with it."""
    if len(written) > _LARGEST_FORM:
        return (), "too large"
    try:
        form = json.loads(written)
    except (ValueError, RecursionError) as error:
        return (), str(error)[:120]
    components = form.get("components") if isinstance(form, dict) else None
    if not isinstance(components, list) or not all(isinstance(one, dict) for one in components):
        return (), "components"
    return tuple(components), None
