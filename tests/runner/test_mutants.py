"""Files that went wrong are read and run, or refused with a reason; what means the same is understood the same."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from bpmn import study
from bpmn.lint import finding
from runner import engine, loader, outcome
from tests.bpmn import files
from tests.bpmn.mutants import making, renamed
from tests.support import shares

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
WHOLE, SHARE = 100_000, 0.015
BATCHES = 10
LONGEST_SECONDS = 5.0
"""Of processor time, for one file; most take a thousandth of it."""
OF_SETTINGS = "lane-unbound"
"""An error of what stands beside the file, not of the file."""
OF_DATA = {"unknown_variable", "no_flow_taken", "deadlock"}
"""Incidents of a case that begins without the data that its conditions read, or goes the way that its gateways lead."""
OF_THE_FILE = {"definitions"}
OF_THE_FIRST = {"case-without-limit", "not-drawn", "lane-names-near"} | {
    "deadlock",
    "lack-of-synchronisation",
    "ends-with-work-left",
    "never-reached",
    "cannot-end",
    "soundness-bound",
}
"""Rules that name one of several elements: the first in the file, or on the first way that shows it."""


@pytest.fixture(scope="module")
def exchanged() -> list[Path]:
    return files.corpus("corpora/miwg", "*.bpmn")


def studied(one: making.Mutant) -> study.Study | study.ReadError:
    try:
        return study.study(one.data)
    except study.ReadError as refused:
        return refused


def elements(judged: study.Study) -> set[str]:
    """Ids of all that was read, made or made up."""
    known = {judged.diagram.id, *OF_THE_FILE}
    for drawn in (judged.diagram, judged.prepared.diagram):
        for those in (drawn.nodes, drawn.flows, drawn.items, drawn.processes, drawn.pools, drawn.message_flows):
            known.update(those)
        known.update(lane.id for lane in drawn.lanes.values())
    told = [one for one in judged.findings if one.rule in ("missing-id", "duplicate-id", "long-id", "unknown-element")]
    return known | {one.element or "" for one in told}


def nameless(one: making.Mutant, judged: study.Study) -> list[finding.Finding]:
    """Findings that name no element of the file, but for what they call elements that have no id."""
    known = elements(judged)
    return [
        said
        for said in judged.findings
        if not (said.element and said.message and said.message_en)
        or not (said.element in known or said.line or said.element.encode() in one.data)
    ]


def started(judged: study.Study) -> str:
    """Why it can't be run although nothing says so; empty where it runs, or an error says why not."""
    if {one.rule for one in judged.findings if one.level is finding.Level.ERROR} - {OF_SETTINGS}:
        return ""
    try:
        engine.start(loader.program(judged.prepared), {}, now=NOW)
    except outcome.StepError as stopped:
        return "" if stopped.incident.code in OF_DATA else str(stopped)
    except loader.UnsupportedError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_file_that_went_wrong_is_read_and_runs_or_says_why_not(batch: int, exchanged: list[Path]):
    many = shares.soak_share(WHOLE // BATCHES, SHARE)
    seen: Counter[str] = Counter()
    for number in range(batch * WHOLE, batch * WHOLE + many):
        one = making.mutant(exchanged, number)
        begun = time.process_time()
        judged = studied(one)
        if isinstance(judged, study.ReadError):
            assert judged.message, (number, one.ways)
            assert judged.message_en, (number, one.ways)
        else:
            assert nameless(one, judged) == [], (number, one.ways)
            assert started(judged) == "", (number, one.ways)
        assert time.process_time() - begun < LONGEST_SECONDS, (number, one.ways)
        seen[type(judged).__name__] += 1
    assert seen["Study"] > many / 2
    assert seen["ReadError"]


def understood(root: etree._Element, back: Mapping[str, str]) -> dict[str, object]:
    """What is read of a file, without ids; `back` says what they were, for labels and names that are made of them."""
    judged = study.study(etree.tostring(root, encoding="UTF-8", xml_declaration=True))
    drawn, prepared = judged.diagram, judged.prepared.diagram

    def named(text: str) -> str:
        return back.get(text, text)

    ends = ((drawn.nodes[flow.source], drawn.nodes[flow.target], flow) for flow in drawn.flows.values())
    return {
        "steps": several((r.name, r.type, named(r.lane_label), r.personal, r.added) for r in judged.steps),
        "lanes": several((named(lane.label), named(lane.pool), lane.steps) for lane in judged.lanes),
        "findings": several(
            (f.rule, f.level, "" if f.rule in OF_THE_FIRST else named(f.name))
            for f in judged.findings
            if f.rule != "id-not-name"
        ),
        "nodes": several((node.type, node.name) for node in drawn.nodes.values()),
        "flows": several((source.name, target.name, flow.name) for source, target, flow in ends),
        "prepared": several((node.type, named(node.name)) for node in prepared.nodes.values()),
        "prepared flows": len(prepared.flows),
    }


def several(those: Iterable[object]) -> Counter[object]:
    return Counter(those)


@pytest.mark.parametrize("way", ["ids", "prefixes", "order"])
def test_other_ids_prefixes_and_orders_mean_the_same(way: str, exchanged: list[Path]):
    changed = 0
    for path in exchanged[:: round(len(exchanged) / shares.soak_share(len(exchanged), 0.1))]:
        chance = random.Random(path.name)  # noqa: S311 - a repeatable choice, no secret
        root = making.parsed(path)
        before = understood(root, {})
        new: dict[str, str] = {}
        if way == "ids":
            new = renamed.ids(root)
        else:
            root = renamed.prefixes(root, chance) if way == "prefixes" else renamed.order(root, chance)
        assert understood(root, {fresh: old for old, fresh in new.items()}) == before, path
        changed += bool(new) or way != "ids"
    assert changed > 10
