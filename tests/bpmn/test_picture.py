"""The picture shows what is drawn and can't act."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from bpmn import diagram as dg
from bpmn import picture, reader

HOSTILE = '<script>alert(1)</script>" onload="x\u0001 ]]>'
DRAWN = Path(__file__).parents[2] / "bpmn" / "procedures" / "land-change" / "v1.bpmn"


def shaped(name: str) -> dg.Diagram:
    return dg.Diagram(
        id=name,
        nodes={name: dg.Node(name, "userTask", name)},
        shapes={name: dg.Shape(name, 0, 0, 100, 80)},
    )


def test_texts_of_a_diagram_are_shown_as_text():
    drawn = picture.svg(shaped(HOSTILE), {HOSTILE: picture.Mark("error", HOSTILE)}, title=HOSTILE)
    root = etree.fromstring(drawn.encode())
    tags = {etree.QName(element).localname for element in root.iter()}
    assert "script" not in tags
    assert not [key for element in root.iter() for key in element.attrib if key.startswith("on") or "href" in key]


def test_every_shape_and_flow_of_a_procedure_is_drawn_and_marks_stand_out():
    diagram = reader.read(DRAWN.read_bytes()).diagram
    step = next(n for n in diagram.nodes.values() if n.type == "userTask")
    drawn = picture.svg(diagram, {step.id: picture.Mark("added", "mới", 3)})
    assert set(re.findall(r'data-element="([^"]*)"', drawn)) == {*diagram.shapes, *diagram.edges}
    assert drawn.count(picture.COLOURS["added"]) == 2
    assert ">3</text>" in drawn


def test_broken_coordinates_are_left_out():
    broken = dg.Diagram(
        nodes={"a": dg.Node("a", "task")},
        shapes={"a": dg.Shape("a", float("nan"), 0, 1, 1), "b": dg.Shape("b", 0, 0, 1e12, 1)},
        edges={"f": dg.Edge("f", ((float("inf"), 0), (0, 0)))},
    )
    assert "data-element" not in picture.svg(broken)
    assert "nan" not in picture.svg(broken)
