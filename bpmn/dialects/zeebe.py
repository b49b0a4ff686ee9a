"""Camunda 8: elements of ``http://camunda.org/schema/zeebe/1.0``, with forms embedded in the process."""

from __future__ import annotations

import json

from bpmn import markup, vocabulary
from bpmn.dialects import extension

_NS = vocabulary.ZEEBE
_EMBEDDED = "camunda-forms:bpmn:"


def read(element: markup.Element, extensions: markup.Element | None) -> extension.Extension:
    """What Camunda 8 says of an element."""
    if extensions is None:
        loop = _loop(element)
        return extension.NOTHING if loop is None else _with_loop(loop)
    form, embedded = _form(extensions)
    called = _attribute(extensions, "calledElement", "processId")
    inputs, outputs = _mappings(extensions)
    calls = markup.local(element) == "callActivity"
    loop = _loop(element)
    return extension.Extension(
        form=form,
        embedded=embedded,
        implementation=_implementation(extensions),
        called=called,
        called_inputs=inputs if calls else (),
        called_outputs=outputs if calls else (),
        inputs=() if calls else inputs,
        outputs=() if calls else outputs,
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
            (target, _value(source))
            for one in markup.children(outer, name)
            if (target := (one.get("target") or "").strip()) and (source := (one.get("source") or "").strip())
        )

    return pairs("input"), pairs("output")


def _value(source: str) -> str:
    """A source without ``=`` is a text, not an expression."""
    return source if source.startswith("=") else "=" + json.dumps(source, ensure_ascii=False)


def _form(extensions: markup.Element) -> tuple[str | None, str | None]:
    """Reference to a form, and id of the form in the file where it is one."""
    definition = markup.child(extensions, "formDefinition", _NS)
    if definition is None:
        return None, None
    key = _of(definition, "formKey") or ""
    if key.startswith(_EMBEDDED):
        return None, key.removeprefix(_EMBEDDED)
    return _of(definition, "formId") or _of(definition, "externalReference") or key or None, None
