"""One process drawn over several pools runs as the one pool with a lane for each that was meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import hypothesis
from hypothesis import strategies as st

from bpmn import diagram as dg
from bpmn import prepare, settings
from bpmn import prepared as pp
from bpmn.lint import finding
from runner import outcome
from tests.runner import blocks, builder, driving

POOLS = ("P", "Một cửa", "Thuế", "Địa chính")
STEPS = 25
answers = st.fixed_dictionaries({f"v{number}": st.integers(0, 1) for number in range(3)})


def placed(draw: st.DrawFn, drawn: builder.Drawing) -> dict[str, str]:
    """Which agency each node belongs to; the case begins with the first, what is called is nobody's of them."""
    found: dict[str, str] = {}
    for node in drawn.nodes.values():
        around = found.get(node.parent or node.attached_to or "")
        if node.process != "P":
            continue
        begins = node.type == "startEvent" and node.parent is None
        found[node.id] = around or (POOLS[0] if begins else draw(st.sampled_from(POOLS)))
    return found


def whole(drawn: builder.Drawing, lane_of: Mapping[str, str], nodes: dict[str, dg.Node]) -> dg.Diagram:
    return dg.Diagram(
        processes=drawn.processes,
        pools=drawn.pools,
        lanes={key: lane_for(key, nodes) for key in dict.fromkeys(lane_of.values())},
        nodes=nodes,
        flows=drawn.flows,
        lane_of=lane_of,
    )


def lane_for(key: str, nodes: Mapping[str, dg.Node]) -> dg.Lane:
    """A lane whose label is the agency's name, whether it is a pool or a lane of one."""
    label = key.rpartition("/")[2]
    return dg.Lane(key, label, label=label, pool=key.partition("/")[0], pool_itself="/" not in key)


def in_lanes(drawn: builder.Drawing, place: Mapping[str, str]) -> dg.Diagram:
    """One pool with a lane for each agency."""
    lane_of = {id_: f"pool_P/{place[id_]}" if id_ in place else f"pool_{n.process}" for id_, n in drawn.nodes.items()}
    return whole(drawn, lane_of, drawn.nodes)


def in_pools(draw: st.DrawFn, drawn: builder.Drawing, place: Mapping[str, str]) -> dg.Diagram:
    """A pool for each agency, sequence flows between them, and here and there a start event out of habit."""
    lane_of = {id_: place.get(id_, f"pool_{node.process}") for id_, node in drawn.nodes.items()}
    nodes = {id_: replace(node, process=place.get(id_, node.process)) for id_, node in drawn.nodes.items()}
    flows = {id_: replace(one, process=nodes[one.source].process) for id_, one in drawn.flows.items()}
    for number, agency in enumerate(POOLS[1:]):
        ways = [f for f in flows.values() if nodes[f.target].process == agency != nodes[f.source].process]
        into = [f for f in ways if nodes[f.source].type != "eventBasedGateway"]
        kind = draw(st.sampled_from(["none", "beside", "before"])) if into else "none"
        if kind == "none":
            continue
        taken, start = draw(st.sampled_from(into)), f"habit{number}"
        nodes[start] = dg.Node(start, "startEvent", process=agency)
        lane_of[start] = agency
        flows[f"{start}>"] = dg.Flow(f"{start}>", start, taken.target, process=agency)
        if kind == "before":
            flows[taken.id] = replace(taken, target=start)
    there = {node.process for node in nodes.values()}
    return dg.Diagram(
        processes={one: dg.Process(one, one, executable=True) for one in (*POOLS, *drawn.processes) if one in there},
        pools={one: dg.Pool(one, one, one) for one in there},
        lanes={key: lane_for(key, nodes) for key in dict.fromkeys(lane_of.values())},
        nodes=nodes,
        flows=flows,
        lane_of=lane_of,
    )


def ready(drawn: dg.Diagram) -> pp.Prepared:
    made, told = prepare.prepare(drawn, settings.Settings())
    assert [one for one in told if one.level is finding.Level.ERROR] == []
    return made


def rests(run: driving.Run, prepared: pp.Prepared) -> list[tuple[str, str]]:
    """Where the case rests: steps with their agencies, whichever of them the engine came to first."""
    drawn = prepared.diagram
    return sorted((element, drawn.lanes[drawn.lane_of[element]].label) for element in run.open())


def went(run: driving.Run, kind: str, which: int, told: dict[str, int], message: str) -> str:
    """One step; the code of the incident where it isn't taken."""
    try:
        waits = sorted(run.waits(), key=lambda one: (one.element, one.seq))
        if kind == "time":
            run.later(hours=1 + which % 3)
        elif kind == "message" and message:
            run.send(message)
        elif waits[which % len(waits)].kind is outcome.WaitKind.TASK:
            run.complete(waits[which % len(waits)].seq, **told)
        else:
            run.later(hours=4)
    except (outcome.StepError, outcome.NotOpenError) as stopped:
        return type(stopped).__name__
    return ""


@st.composite
def pairs(draw: st.DrawFn) -> tuple[dg.Diagram, dg.Diagram]:
    """A procedure drawn as one pool with lanes, and as several pools."""
    drawn = draw(blocks.drawings())
    place = placed(draw, drawn)
    return in_lanes(drawn, place), in_pools(draw, drawn, place)


@hypothesis.given(pairs(), st.data())
def test_joined_pools_run_step_by_step_as_the_lanes_of_one_pool(
    pair: tuple[dg.Diagram, dg.Diagram], play: st.DataObject
):
    lanes, pools = (ready(drawn) for drawn in pair)
    assert pools.starts == ("P",)
    one, other = (driving.Run(drawn, {"v0": 0, "v1": 1, "v2": 0}) for drawn in (lanes, pools))
    messages = sorted({"", *(event.name or "" for node in lanes.diagram.nodes.values() for event in node.events)})
    for _ in range(STEPS):
        assert (rests(one, lanes), one.ended) == (rests(other, pools), other.ended)
        if one.ended:
            return
        kind = play.draw(st.sampled_from(["do", "do", "do", "time", "message"]))
        which, told = play.draw(st.integers(0, 5)), play.draw(answers)
        message = play.draw(st.sampled_from(messages))
        assert went(one, kind, which, told, message) == went(other, kind, which, told, message)
