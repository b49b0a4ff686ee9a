"""Small diagrams written down for tests, and where the shared corpora stand."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.support import shares

SHARED = Path(__file__).parents[3] / "shared"
HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:activiti="http://activiti.org/bpmn" xmlns:flowable="http://flowable.org/bpmn"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" xmlns:laneway="urn:laneway:bpmn:1"'
    ' id="Definitions_1" targetNamespace="t">'
)
XML = '<?xml version="1.0" encoding="UTF-8"?>'


def file(body: str) -> bytes:
    """A file with these children of `definitions`."""
    return f"{XML}\n{HEAD}\n{body}\n</bpmn:definitions>".encode()


def process(body: str, attributes: str = "") -> bytes:
    """A file with one process."""
    return file(f'<bpmn:process id="P" {attributes}>{body}</bpmn:process>')


def flow(source: str, target: str, more: str = "", name: str = "") -> str:
    """A sequence flow named after its ends."""
    return f'<bpmn:sequenceFlow id="{name or f"{source}_{target}"}" sourceRef="{source}" targetRef="{target}" {more}/>'


def line(*nodes: str) -> str:
    """Flows through nodes in order."""
    return "".join(flow(one, other) for one, other in itertools.pairwise(nodes))


def shape(element: str, x: float, y: float, width: float = 100, height: float = 80) -> str:
    """A shape of the first plane."""
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
    return f'<bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}">{bounds}</bpmndi:BPMNShape>'


def picture(*shapes: str) -> str:
    """A diagram with one plane."""
    plane = f'<bpmndi:BPMNPlane id="Plane_1" bpmnElement="P">{"".join(shapes)}</bpmndi:BPMNPlane>'
    return f'<bpmndi:BPMNDiagram id="D">{plane}</bpmndi:BPMNDiagram>'


def exchanged(share: float = 0.2) -> list[Path]:
    """Files that other tools wrote: some of each tool's, all of them when soaking."""
    return corpus("corpora/miwg", "*.bpmn")[:: 1 if shares.soaking() else round(1 / share)]


def corpus(name: str, pattern: str) -> list[Path]:
    """Files of a shared corpus; the test is skipped where it is missing."""
    found = sorted((SHARED / name).rglob(pattern))
    if not found:
        pytest.skip(f"the shared corpus {name} is not beside this checkout")
    return found
