"""Links whose ends don't find each other as drawn (10.5.5): flows and what is left over tell what was meant.

A link that is thrown has ways in only, one that is caught ways out only. Tools export the wrong one of the two, lose
the link's name, or name its ends otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bpmn import diagram as dg
from bpmn import graph
from bpmn.lint import finding, words
from bpmn.repairs import draft

TURNED = words.Words(
    "link-direction",
    finding.Level.WARNING,
    "Sự kiện liên kết «{name}» được vẽ là nơi {drawn_vi}, nhưng mũi tên của nó là của nơi {meant_vi}; được đọc theo "
    "mũi tên. Trong phần mềm vẽ: đổi loại sự kiện liên kết.",
    "Link event “{name}” is drawn as the end that {drawn}, and its flows are those of the end that {meant}; it is "
    "read by its flows. In the modeler: change the kind of link event.",
)
PASSED = words.Words(
    "link-passed",
    finding.Level.WARNING,
    "Sự kiện liên kết «{name}» có cả mũi tên vào và mũi tên ra; được đọc như sự kiện thường, đi thẳng qua. Trong phần "
    "mềm vẽ: xóa một phía, hoặc dùng sự kiện trung gian thường.",
    "Link event “{name}” has flows on both sides; it is read as a plain event that is passed. In the modeler: delete "
    "those of one side, or use a plain intermediate event.",
)
PAIRED = words.Words(
    "link-paired",
    finding.Level.WARNING,
    "Liên kết «{name}» không có điểm đến cùng tên; được nối với «{target}», điểm đến duy nhất còn lại ở cùng cấp. "
    "Trong phần mềm vẽ: đặt tên liên kết giống nhau ở hai đầu.",
    "Link “{name}” has no catching end of its name; it is joined to “{target}”, the only one left on its level. In "
    "the modeler: give the link the same name at both ends.",
)
TYPES = frozenset({"intermediateThrowEvent", "intermediateCatchEvent"})
THROWS, CATCHES = "intermediateThrowEvent", "intermediateCatchEvent"
Level = tuple[str, str | None]


def repair(work: draft.Draft) -> None:
    """Read each end by its flows, then join the two that are left over on a level."""
    for node in work.of_type(TYPES):
        if graph.is_link(node) and len(node.events) == 1:
            _by_flows(work, node)
    thrown, caught = _ends(work, THROWS), _ends(work, CATCHES)
    for level, sources in thrown.items():
        targets = caught.get(level, [])
        landings, begun = _names(targets), _names(sources)
        lonely = [one for one in sources if graph.link(one) not in landings or not graph.link(one)[-1]]
        left = [one for one in targets if graph.link(one) not in begun or not graph.link(one)[-1]]
        if lonely and len(left) == 1:
            _join(work, lonely, left[0])


def _by_flows(work: draft.Draft, node: dg.Node) -> None:
    into, out = bool(work.incoming(node.id)), bool(work.outgoing(node.id))
    if into and out:
        work.tell(PASSED, node.id)
        work.put_node(replace(node, type=THROWS, events=()))
    elif into and node.type == CATCHES:
        _turn(work, node, THROWS, ("nhận", "gửi"), ("catches", "throws"))
    elif out and node.type == THROWS:
        _turn(work, node, CATCHES, ("gửi", "nhận"), ("throws", "catches"))


def _turn(work: draft.Draft, node: dg.Node, meant: str, vi: tuple[str, str], en: tuple[str, str]) -> None:
    work.tell(TURNED, node.id, drawn_vi=vi[0], meant_vi=vi[1], drawn=en[0], meant=en[1])
    work.put_node(replace(node, type=meant))


def _ends(work: draft.Draft, kind: str) -> dict[Level, list[dg.Node]]:
    found: dict[Level, list[dg.Node]] = {}
    for node in work.of_type({kind}):
        if graph.is_link(node):
            found.setdefault((node.process, node.parent), []).append(node)
    return found


def _names(ends: Iterable[dg.Node]) -> set[tuple[str, str | None, str]]:
    return {graph.link(one) for one in ends}


def _join(work: draft.Draft, lonely: list[dg.Node], target: dg.Node) -> None:
    """Ends of one name, or of none, are one link; of several names it isn't known which was meant."""
    if len(_names(lonely)) > 1:
        return
    name = graph.link(target)[-1] or target.id
    work.put_node(replace(target, events=(replace(target.events[0], name=name),)))
    for one in lonely:
        work.tell(PAIRED, one.id, target=target)
        work.put_node(replace(one, events=(replace(one.events[0], name=name),)))
