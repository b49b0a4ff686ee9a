"""Diagrams in a line: `s > a > x; x {'a' in test}> b > e; x *> c > e2` is a whole process.

Ids say the type of what isn't drawn otherwise: `s` starts, `e` ends, `x` `o` `p` `v` are exclusive, inclusive,
parallel and event-based gateways (with a number behind, or none), everything else is a person's task. `{…}>` is a
conditional flow, `*>` the default one. Expressions stand in `«…»` wherever they are drawn and are spelled in Python's
or JUEL's way when the file is made.
"""

from __future__ import annotations

import re
from html import escape

from tests.bpmn import drawing

TYPES = {
    "s": "startEvent",
    "e": "endEvent",
    "x": "exclusiveGateway",
    "o": "inclusiveGateway",
    "p": "parallelGateway",
    "v": "eventBasedGateway",
}
JUEL = {
    "'a' in test": "${test.contains('a')}",
    "'b' in test": "${test.contains('b')}",
    "'c' in test": "${test.contains('c')}",
    'test == "a"': "${test == 'a'}",
    'test != "a"': "${test ne 'a'}",
    "n < 3": "#{n lt 3}",
    "n > 5 and not late": "${n > 5 && !late}",
    "n in (1, 2)": "${n == 1 || n == 2}",
    "len(items) > 1": "${items.size() > 1}",
    "not items": "${empty items}",
    "done": "${done}",
    "done == True": "${done == true}",
    "go is not None": "${not empty go}",
    "numberOfCompletedInstances >= 2": "${nrOfCompletedInstances >= 2}",
    "numberOfActiveInstances == 1": "${nrOfActiveInstances == 1}",
    "item == 'stop'": "${item == 'stop'}",
    "ok == True": "${ok}",
    "loopCounter < 3": "${loopCounter < 3}",
    "count": "${count}",
    "count < 3": "${count < 3}",
    "count + 1": "${count + 1}",
    "items": "${items}",
    "text + '!'": "${text.concat('!')}",
    "length": "${length}",
    "key": "${key}",
}
"""An expression as Python writes it, and as JUEL does."""
_WAY = re.compile(r"\s*(?:\{(?P<condition>[^}]*)\}|(?P<default>\*))?>\s*(?P<target>[\w.-]+)")
_SAID = re.compile("«([^»]*)»")
_FIRST_ID = re.compile(r"^<[\w:]+ id=\"([^\"]*)\"")


def content(ways: str, *parts: str) -> str:
    """The elements and flows of one level; `parts` are elements as XML."""
    drawn = {found[1]: part for part in parts if (found := _FIRST_ID.match(part))}
    rest = [part for part in parts if not _FIRST_ID.match(part)]
    nodes: dict[str, str] = {}
    flows: dict[tuple[str, str], str] = {}
    defaults: dict[str, str] = {}
    for statement in filter(None, (one.strip() for one in re.split(r"[;\n](?![^{]*\})", ways))):
        head = re.match(r"[\w.-]+", statement)
        assert head is not None, statement
        source, at = head[0], head.end()
        nodes.setdefault(source, "")
        while at < len(statement):
            way = _WAY.match(statement, at)
            assert way is not None, statement[at:]
            target, at = way["target"], way.end()
            nodes.setdefault(target, "")
            of = (
                f"{source}-{target}"
                if (source, f"{source}-{target}") not in flows
                else f"{source}-{target}-{len(flows)}"
            )
            condition = None if way["condition"] is None else f"«{way['condition'].strip()}»"
            flows[source, of] = drawing.flow(source, target, condition=condition, of=of)
            if way["default"]:
                defaults[source] = of
            source = target
    for node in nodes:
        nodes[node] = _with_default(drawn.pop(node, "") or _usual(node), defaults.get(node))
    return "".join((*nodes.values(), *drawn.values(), *rest, *flows.values()))


def _usual(node: str) -> str:
    kind = TYPES.get(node[0]) if re.fullmatch(r"[a-z]\d*", node) else None
    return drawing.node(kind or "userTask", node, "" if kind else f"Bước {node}")


def _with_default(element: str, default: str | None) -> str:
    if default is None:
        return element
    return re.sub(r"^<([\w:]+) ", lambda found: f'<{found[1]} default="{default}" ', element, count=1)


def process(ways: str, *parts: str, of: str = "P", executable: str = "true") -> str:
    """A process."""
    return drawing.process(content(ways, *parts), of=of, executable=executable)


def file(*parts: str) -> str:
    """A whole file, its expressions not yet spelled."""
    return drawing.file(*parts).decode().replace(' id="d" ', ' id="Definitions" ', 1)


def one(ways: str, *parts: str, roots: str = "") -> str:
    """A file with one process; `roots` are messages, signals and the like beside it."""
    return file(roots, process(ways, *parts))


def spelled(drawn: str, dialect: str) -> bytes:
    """The file's bytes, its expressions in Python's or JUEL's way."""

    def say(found: re.Match[str]) -> str:
        python = found[1].replace("&#x27;", "'").replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">")
        return escape(python if dialect == "python" else JUEL[python], quote=False)

    return _SAID.sub(say, drawn).encode()


def speaks(drawn: str) -> tuple[str, ...]:
    """The dialects that a drawing can be spelled in."""
    return ("python", "juel") if _SAID.search(drawn) else ("python",)


# -- elements that a sketch can't say ---------------------------------------------------------------------------------


def sub(of: str, ways: str, *parts: str, kind: str = "subProcess", inside: str = "", **attributes: str) -> str:
    """A subprocess with its content."""
    return drawing.node(kind, of, f"Con {of}", inside + content(ways, *parts), **attributes)


def event_sub(of: str, ways: str, *parts: str) -> str:
    """An event subprocess."""
    return sub(of, ways, *parts, triggeredByEvent="true")


def catch(of: str, inside: str) -> str:
    """An intermediate catch event."""
    return drawing.node("intermediateCatchEvent", of, f"Chờ {of}", inside)


def throw(of: str, inside: str = "") -> str:
    """An intermediate throw event."""
    return drawing.node("intermediateThrowEvent", of, f"Gửi {of}", inside)


def boundary(of: str, on: str, inside: str, *, cancels: bool = True) -> str:
    """A boundary event."""
    return drawing.node("boundaryEvent", of, "", inside, attachedToRef=on, cancelActivity=str(cancels).lower())


def begin(of: str, inside: str, *, interrupts: bool = True) -> str:
    """A start event with a trigger."""
    return drawing.node("startEvent", of, "", inside, isInterrupting=str(interrupts).lower())


def end(of: str, inside: str) -> str:
    """An end event with a result."""
    return drawing.node("endEvent", of, "", inside)


def signal(ref: str) -> str:
    return f'<signalEventDefinition signalRef="{ref}"/>'


def error(ref: str = "") -> str:
    return f'<errorEventDefinition errorRef="{ref}"/>' if ref else "<errorEventDefinition/>"


def escalation(ref: str = "") -> str:
    return f'<escalationEventDefinition escalationRef="{ref}"/>' if ref else "<escalationEventDefinition/>"


def link(name: str) -> str:
    return f'<linkEventDefinition name="{name}"/>'


def when(condition: str) -> str:
    return (
        '<conditionalEventDefinition><condition xsi:type="tFormalExpression">'
        f"«{condition}»</condition></conditionalEventDefinition>"
    )


TERMINATE = "<terminateEventDefinition/>"
CANCEL = "<cancelEventDefinition/>"


def several(inside: str = "", *, sequential: bool = False, **attributes: str) -> str:
    """Characteristics of a multi-instance; `camunda_collection` is an attribute of Camunda's."""
    written = "".join(f' {name.replace("_", ":")}="{escape(value)}"' for name, value in attributes.items())
    told = f'isSequential="{str(sequential).lower()}"{written}'
    return f"<multiInstanceLoopCharacteristics {told}>{inside}</multiInstanceLoopCharacteristics>"


def loop(condition: str = "", **attributes: str) -> str:
    """Characteristics of a standard loop."""
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    inside = f'<loopCondition xsi:type="tFormalExpression">«{condition}»</loopCondition>' if condition else ""
    return f"<standardLoopCharacteristics{written}>{inside}</standardLoopCharacteristics>"
