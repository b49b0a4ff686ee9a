"""Whole files in a line: flows name the nodes, and those that nothing draws are drawn by what their ids begin with."""

from __future__ import annotations

import itertools
import re

from tests.bpmn.drawing import chain, end, flow, node, process, start, user

START, END = re.compile(r"i?s\d?"), re.compile(r"i?e\d?")


def content(flows: str, *parts: str) -> str:
    """What stands in a process or subprocess.

    Parameters:
        flows: ids in the order of a path, paths separated by semicolons. An id that no part draws becomes a start event
            (``s``, ``is``, ``s2``), an end event (``e``, ``ie``, ``e2``) or a user task.
        parts: elements, flows with conditions among them.
    """
    paths = [path.split() for path in flows.split(";")]
    written = "".join(parts)
    drawn = set(re.findall(r'\bid="([^"]+)"', written))
    ends = re.findall(r'<sequenceFlow [^>]*sourceRef="([^"]+)" targetRef="([^"]+)"', written)
    wanted = dict.fromkeys(itertools.chain(*paths, *ends))
    return written + "".join(_node(one) for one in wanted if one not in drawn) + "".join(chain(*path) for path in paths)


def _node(of: str) -> str:
    if START.fullmatch(of):
        return start(of)
    return end(of) if END.fullmatch(of) else user(of)


def draw(flows: str, *parts: str, beside: str = "", of: str = "P") -> str:
    """A process with this content, and what stands beside it in the file."""
    return process(content(flows, *parts), of=of) + beside


def boundary(definition: str, of: str = "b", host: str = "a", **attributes: str) -> str:
    """A boundary event."""
    return node("boundaryEvent", of, "", definition, attachedToRef=host, **attributes)


def catch(definition: str, of: str = "c", **attributes: str) -> str:
    """An intermediate catch event."""
    return node("intermediateCatchEvent", of, "", definition, **attributes)


def throw(definition: str = "", of: str = "t", **attributes: str) -> str:
    """An intermediate throw event."""
    return node("intermediateThrowEvent", of, "", definition, **attributes)


def ending(definition: str, of: str = "e", **attributes: str) -> str:
    """An end event."""
    return node("endEvent", of, "", definition, **attributes)


def beginning(definition: str, of: str = "is", **attributes: str) -> str:
    """A start event."""
    return node("startEvent", of, "", definition, **attributes)


def sub(inside: str, of: str = "w", kind: str = "subProcess", **attributes: str) -> str:
    """A subprocess."""
    return node(kind, of, "", inside, **attributes)


def handler(definition: str, of: str = "h", **attributes: str) -> str:
    """An event subprocess that leads to the task ``i``."""
    return sub(content("is i ie", beginning(definition, **attributes)), of, triggeredByEvent="true")


def when(source: str, target: str, condition: str) -> str:
    """A flow with a condition."""
    return flow(source, target, condition=condition)


def timer(text: str = "P2D", kind: str = "timeDuration") -> str:
    """A timer definition."""
    return f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"


def condition(text: str = "x = 1") -> str:
    """A conditional definition."""
    return f"<conditionalEventDefinition><condition>{text}</condition></conditionalEventDefinition>"


def refers(kind: str, ref: str, **attributes: str) -> str:
    """The definition of a message, signal, error or escalation event."""
    more = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<{kind}EventDefinition {kind}Ref="{ref}"{more}/>'


MESSAGE = '<message id="m" name="M"/>'
SIGNAL = '<signal id="sig" name="S"/>'
ERROR = '<error id="err" name="Lỗi" errorCode="E1"/>'
ESCALATION = '<escalation id="esc" name="Trình" escalationCode="C1"/>'


def instances(inside: str, attributes: str) -> str:
    """A multi-instance with a boundary event that takes a signal beside it, and a definition ``sd`` of that signal."""
    loop = f"<multiInstanceLoopCharacteristics{attributes}>{inside}</multiInstanceLoopCharacteristics>"
    taken = boundary(refers("signal", "sig"), cancelActivity="false")
    beside = SIGNAL + '<signalEventDefinition id="sd" signalRef="sig"/>'
    return draw("s a e; b z e2", node("userTask", "a", "A", loop), taken, beside=beside)
