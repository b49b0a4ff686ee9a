"""Small diagrams for tests, written as an analyst would draw them: elements, flows, lanes, pools."""

from __future__ import annotations

import itertools
from html import escape

from bpmn import diagram as dg
from bpmn import prepare, reader
from bpmn import prepared as pp
from bpmn import settings as st
from bpmn.forms import form
from bpmn.lint import finding

_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:laneway="urn:laneway:bpmn:1" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:flowable="http://flowable.org/bpmn" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'id="d" targetNamespace="t">'
)


def node(kind: str, of: str, name: str = "", inside: str = "", **attributes: str) -> str:
    """Any element; `inside` is XML."""
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    title = f' name="{escape(name)}"' if name else ""
    return f'<{kind} id="{of}"{title}{written}>{inside}</{kind}>'


def start(of: str = "s", inside: str = "", name: str = "") -> str:
    return node("startEvent", of, name, inside)


def end(of: str = "e") -> str:
    return node("endEvent", of)


def user(of: str, name: str = "", inside: str = "") -> str:
    return node("userTask", of, name or f"Bước {of}", inside)


def xor(of: str, name: str = "", default: str = "") -> str:
    return node("exclusiveGateway", of, name, **({"default": default} if default else {}))


def flow(source: str, target: str, name: str = "", condition: str | None = None, of: str = "") -> str:
    inside = ""
    if condition is not None:
        inside = f'<conditionExpression xsi:type="tFormalExpression">{escape(condition)}</conditionExpression>'
    return node("sequenceFlow", of or f"{source}-{target}", name, inside, sourceRef=source, targetRef=target)


def chain(*ids: str) -> str:
    """Plain flows from each to the next."""
    return "".join(flow(one, other) for one, other in itertools.pairwise(ids))


def message(ref: str = "") -> str:
    return f'<messageEventDefinition messageRef="{ref}"/>' if ref else "<messageEventDefinition/>"


def timer(text: str, kind: str = "timeDuration") -> str:
    return f"<timerEventDefinition><{kind}>{escape(text)}</{kind}></timerEventDefinition>"


def event(kind: str, inside: str = "", **attributes: str) -> str:
    """An event definition."""
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{kind}EventDefinition{written}>{inside}</{kind}EventDefinition>"


def catch(of: str, inside: str = "", name: str = "") -> str:
    return node("intermediateCatchEvent", of, name, inside)


def throw(of: str, inside: str = "", name: str = "") -> str:
    return node("intermediateThrowEvent", of, name, inside)


def border(of: str, host: str, inside: str, **attributes: str) -> str:
    """A boundary event."""
    return node("boundaryEvent", of, "", inside, attachedToRef=host, **attributes)


def sub(of: str, *parts: str, kind: str = "subProcess", **attributes: str) -> str:
    """A subprocess with its content."""
    return node(kind, of, f"Phần {of}", "".join(parts), **attributes)


def associated(source: str, target: str) -> str:
    """An association, which has no arrow of its own."""
    return node("association", f"{source}_{target}", sourceRef=source, targetRef=target)


def lanes(**of: tuple[str, ...]) -> str:
    """Lane id → nodes; the label is the id with spaces for underscores."""
    told = ""
    for lane, ids in of.items():
        refs = "".join(f"<flowNodeRef>{one}</flowNodeRef>" for one in ids)
        told += f'<lane id="{lane}" name="{lane.replace("_", " ")}">{refs}</lane>'
    return f'<laneSet id="lanes">{told}</laneSet>'


def process(*parts: str, of: str = "P", executable: str = "true") -> str:
    return f'<process id="{of}" isExecutable="{executable}">{"".join(parts)}</process>'


def pools(*pairs: tuple[str, str | None], flows: str = "") -> str:
    """Pool id and process id, None for a black box; `flows` are message flows."""
    told = "".join(node("participant", pool, pool, **({"processRef": to} if to else {})) for pool, to in pairs)
    return f'<collaboration id="C">{told}{flows}</collaboration>'


def sends(source: str, target: str, name: str = "", of: str = "") -> str:
    return node("messageFlow", of or f"{source}~{target}", name, sourceRef=source, targetRef=target)


def file(*parts: str) -> bytes:
    """A whole file."""
    return (_HEAD + "".join(parts) + "</definitions>").encode()


def read(*parts: str) -> dg.Diagram:
    """What the reader makes of a file."""
    return reader.read(file(*parts)).diagram


def prepared(
    *parts: str, settings: st.Settings | None = None, forms: dict[str, form.Form] | None = None
) -> tuple[pp.Prepared, dict[str, list[finding.Finding]]]:
    """A prepared file, and its findings by rule."""
    made, told = prepare.prepare(read(*parts), settings or st.Settings(), forms)
    by_rule: dict[str, list[finding.Finding]] = {}
    for one in told:
        by_rule.setdefault(one.rule, []).append(one)
    return made, by_rule
