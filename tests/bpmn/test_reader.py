"""Any file that can be a diagram becomes one, and what can't be kept is told by name."""

from __future__ import annotations

import pickle

import pytest

from bpmn import diagram, reader
from bpmn.lint import finding
from tests.bpmn import files

SIMPLE = (
    '<bpmn:startEvent id="s" name="Nộp  hồ sơ"/><bpmn:userTask id="t" name="Thẩm định"/><bpmn:endEvent id="e"/>'
    + files.line("s", "t", "e")
)


def read(data: bytes, **limits: int) -> reader.Reading:
    return reader.read(data, limits=reader.Limits(**limits))


def drawn(body: str, attributes: str = "") -> diagram.Diagram:
    return read(files.process(body, attributes)).diagram


def rules(reading: reader.Reading) -> list[tuple[str, str | None]]:
    return [(one.rule, one.element) for one in reading.findings]


def refused(data: bytes, **limits: int) -> reader.ReadError:
    with pytest.raises(reader.ReadError) as caught:
        read(data, **limits)
    return caught.value


def test_an_ordinary_diagram_is_read_without_findings() -> None:
    reading = read(files.process(SIMPLE, 'isExecutable="true" name="Khai sinh"'))
    assert reading.findings == ()
    assert list(reading.diagram.nodes) == ["s", "t", "e"]
    assert reading.diagram.nodes["s"].name == "Nộp hồ sơ"
    assert [(f.source, f.target) for f in reading.diagram.flows.values()] == [("s", "t"), ("t", "e")]
    assert reading.diagram.processes["P"] == diagram.Process("P", "Khai sinh", True, diagram.Place(3))
    assert reading.diagram.nodes["t"].place.line == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1", "cp1252", "utf-32"])
def test_any_encoding_is_read(encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "cp1252": "windows-1252"}.get(encoding, encoding)
    text = files.process('<bpmn:task id="t" name="Größe é"/>').decode().replace("UTF-8", declared)
    data = text.encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    assert read(data).diagram.nodes["t"].name == "Größe é"


@pytest.mark.parametrize(
    "mend",
    [
        lambda text: b"\r\n  " + text.encode(),
        lambda text: text.replace("UTF-8", "utf-16").encode(),
        lambda text: b"\xef\xbb\xbf" + text.replace("UTF-8", "ISO-8859-1").encode(),
        lambda text: text.partition("?>")[2].encode(),
    ],
)
def test_slips_of_programs_that_write_files_are_mended(mend: object) -> None:
    assert callable(mend)
    data = mend(files.process('<bpmn:task id="t" name="Cấp đổi"/>').decode())
    assert read(data).diagram.nodes["t"].name == "Cấp đổi"


@pytest.mark.parametrize("prefix", ["bpmn", "bpmn2", "semantic", "x-y"])
def test_any_prefix_is_read(prefix: str) -> None:
    data = (
        files.process(SIMPLE)
        .replace(b"bpmn:", prefix.encode() + b":")
        .replace(b"xmlns:bpmn=", f"xmlns:{prefix}=".encode())
    )
    assert list(read(data).diagram.nodes) == ["s", "t", "e"]


def test_bytes_that_are_not_in_the_declared_encoding_are_read_and_told() -> None:
    data = files.process('<bpmn:task id="t" name="Größe"/>').decode().encode("cp1252")
    reading = read(data)
    assert reading.diagram.nodes["t"].name == "Größe"
    assert rules(reading) == [("encoding-guessed", "definitions")]


def test_undeclared_prefixes_are_taken_as_usually_meant_and_told() -> None:
    data = files.process('<bpmn:task id="t" x:y="1" zeebe:z="2"/>').replace(b"xmlns:bpmn=", b"xmlns:old=")
    reading = read(data)
    assert list(reading.diagram.nodes) == ["t"]
    assert rules(reading) == [("prefix-undeclared", "definitions")]
    assert reading.findings[0].values["prefixes"] == "bpmn, x"


def test_a_file_without_namespace_is_read_and_told() -> None:
    reading = read(b'<definitions><process id="P"><startEvent id="s"/></process></definitions>')
    assert list(reading.diagram.nodes) == ["s"]
    assert rules(reading) == [("no-namespace", "definitions")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\x00", "empty"),
        (b"PK\x03\x04 archive", "archive"),
        (b"\x89PNG\r\n\x1a\n", "not_xml"),
        (b"<html><body/></html>", "not_bpmn"),
        (b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>', "not_bpmn"),
        (files.process(SIMPLE)[:-30], "not_xml"),
        (b'<?xml version="1.0" encoding="EBCDIC-NOPE"?><a/>', "not_bpmn"),
        (b'<!DOCTYPE d SYSTEM "http://127.0.0.1/x.dtd"><d/>', "doctype"),
        (b'<?xml version="1.0"?><!-- x --><!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>', "doctype"),
        ('<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "b">]><d/>'.encode("utf-16"), "doctype"),
    ],
)
def test_what_is_no_diagram_is_refused_with_its_reason(data: bytes, code: str) -> None:
    error = refused(data)
    assert error.code == code
    assert error.message
    assert error.message_en == str(error)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - it crosses from the import's child process
    assert (again.code, again.message) == (error.code, error.message)


def test_a_refusal_says_where() -> None:
    error = refused(b"<a>\n<b>\n</a>")
    assert (error.line, error.column) == (3, 5)


def test_a_doctype_written_in_a_text_is_only_text() -> None:
    data = files.process("<bpmn:documentation><![CDATA[<!DOCTYPE html>]]></bpmn:documentation>")
    assert read(data).diagram.processes["P"].documentation == "<!DOCTYPE html>"


def test_size_elements_and_depth_have_limits() -> None:
    data = files.process(SIMPLE)
    assert refused(data, size=100).code == "too_large"
    assert refused(data, elements=5).code == "too_many_elements"
    assert refused(data, depth=2).code == "too_deep"
    assert refused(b"<a>" * 100_000).code == "too_deep"
    assert refused(b"<definitions>" + b"<a/>" * 400_000).code == "too_many_elements"


def test_a_hundred_nested_subprocesses_are_read() -> None:
    body = "".join(f'<bpmn:subProcess id="sub{n}">' for n in range(100)) + SIMPLE + "</bpmn:subProcess>" * 100
    nodes = drawn(body).nodes
    assert nodes["t"].parent == "sub99"
    assert nodes["sub0"].parent is None


def test_overlong_ids_and_texts_are_shortened_and_told() -> None:
    long = "i" * 1_000_000
    body = f'<bpmn:startEvent id="s"/><bpmn:userTask id="{long}"/>' + files.flow("s", long, name="f")
    reading = read(files.process(body))
    (new,) = (one for one in reading.diagram.nodes if one != "s")
    assert len(new) < 100
    assert reading.diagram.flows["f"].target == new
    assert rules(reading) == [("long-id", new)]
    doc = f'<bpmn:task id="t"><bpmn:documentation>{"A " * 200_000}</bpmn:documentation></bpmn:task>'
    reading = read(files.process(doc))
    assert len(reading.diagram.nodes["t"].documentation) == reader.DEFAULT.text_length
    assert rules(reading) == [("long-text", "t")]


def test_missing_ids_are_made_up_and_stay_when_others_are_added() -> None:
    bare = '<bpmn:sequenceFlow sourceRef="a" targetRef="b"/>'
    tasks = '<bpmn:task id="a"/><bpmn:task id="b"/><bpmn:task id="c"/>'
    one = read(files.process(tasks + bare * 2))
    assert list(one.diagram.flows) == ["sequenceFlow_a_b", "sequenceFlow_a_b_2"]
    more = '<bpmn:sequenceFlow sourceRef="b" targetRef="c"/>'
    assert list(drawn(tasks + more + bare * 2).flows)[1:] == ["sequenceFlow_a_b", "sequenceFlow_a_b_2"]
    assert rules(one) == [("missing-id", "sequenceFlow_a_b")]
    assert one.findings[0].values["count"] == "2"


def test_a_doubled_id_is_told_and_both_elements_stay() -> None:
    body = '<bpmn:startEvent id="s"/><bpmn:task id="t" name="một"/><bpmn:task id="t" name="hai"/>' + files.line(
        "s", "t"
    )
    reading = read(files.process(body))
    assert [node.name for node in reading.diagram.nodes.values()] == ["", "một", "hai"]
    assert reading.diagram.flows["s_t"].target == "t"
    assert rules(reading) == [("duplicate-id", "t_2")]
    assert "hai" in reading.findings[0].message


def test_two_elements_of_one_id_are_told_apart_by_what_refers_to_them() -> None:
    body = '<bpmn:startEvent id="s"/><bpmn:subProcess id="P"/><bpmn:endEvent id="e"/>' + files.line("s", "P", "e")
    reading = read(files.process(body))
    assert [(f.source, f.target) for f in reading.diagram.flows.values()] == [("s", "P_2"), ("P_2", "e")]


def test_fifty_thousand_elements_of_one_id_are_read_at_once() -> None:
    reading = read(files.process('<bpmn:task id="t"/>' * 50_000), elements=60_000)
    assert len(reading.diagram.nodes) == 50_000
    assert len(reading.findings) == 101


def test_flows_to_nothing_are_left_out_by_name() -> None:
    reading = read(files.process('<bpmn:startEvent id="s"/>' + files.flow("s", "nowhere", name="f")))
    assert reading.diagram.flows == {}
    assert rules(reading) == [("flow-dangles", "f")]
    assert "nowhere" in reading.findings[0].message_en


def test_a_flow_that_lost_an_end_is_mended_from_the_lists_of_the_steps() -> None:
    body = (
        '<bpmn:task id="a"><bpmn:outgoing>f</bpmn:outgoing></bpmn:task>'
        '<bpmn:task id="b"><bpmn:incoming>f</bpmn:incoming></bpmn:task><bpmn:sequenceFlow id="f" sourceRef="a"/>'
    )
    reading = read(files.process(body))
    assert (reading.diagram.flows["f"].source, reading.diagram.flows["f"].target) == ("a", "b")
    assert rules(reading) == [("flow-mended", "f")]


def test_flows_between_levels_and_processes_are_left_out_by_name() -> None:
    inner = '<bpmn:subProcess id="sub"><bpmn:task id="in"/></bpmn:subProcess><bpmn:task id="out"/>'
    reading = read(files.process(inner + files.flow("out", "in", name="f")))
    assert (rules(reading), reading.diagram.flows) == ([("flow-leaves-level", "f")], {})
    calls = '<bpmn:process id="Q"><bpmn:task id="b"/><bpmn:callActivity id="c" calledElement="P"/></bpmn:process>'
    between = files.flow("a", "b", name="f")
    reading = read(files.file(f'<bpmn:process id="P"><bpmn:task id="a"/>{between}</bpmn:process>{calls}'))
    assert (rules(reading), reading.diagram.flows) == ([("flow-leaves-level", "f")], {})


def test_a_flow_between_two_processes_is_kept_as_drawn() -> None:
    between = files.flow("a", "b", name="f")
    other = '<bpmn:process id="Q"><bpmn:task id="b"/></bpmn:process>'
    reading = read(files.file(f'<bpmn:process id="P"><bpmn:task id="a"/>{between}</bpmn:process>{other}'))
    kept = reading.diagram.flows["f"]
    assert (kept.source, kept.target, kept.process, reading.findings) == ("a", "b", "P", ())
    assert set(reading.diagram.processes) == {"P", "Q"}


NODES = '<bpmn:startEvent id="first"/><bpmn:task id="in"/><bpmn:task id="last"/>'
INNER = f'<bpmn:subProcess id="S">{NODES}{files.line("first", "in", "last")}</bpmn:subProcess>'
OUTER = INNER + '<bpmn:task id="a"/><bpmn:task id="z"/>'


@pytest.mark.parametrize(
    ("drawn", "rule", "ends"),
    [
        (files.flow("a", "first", name="f"), "flow-into-subprocess", ("a", "S")),
        (files.flow("S", "first", name="f"), "flow-leaves-level", None),
        (files.flow("a", "in", name="f"), "flow-leaves-level", None),
        (files.flow("last", "z", name="f"), "flow-out-of-subprocess", ("S", "z")),
        (files.flow("last", "z", name="f") + files.flow("S", "z"), "flow-out-of-subprocess", None),
        (files.flow("last", "z", name="f") + files.flow("S", "a"), "flow-leaves-level", None),
        (files.flow("in", "z", name="f"), "flow-leaves-level", None),
    ],
    ids=["to-its-start", "from-itself", "into-its-middle", "from-its-end", "beside-its-own", "against", "from-middle"],
)
def test_a_flow_across_the_border_of_a_subprocess_is_read_where_it_means_one_thing(
    drawn: str, rule: str, ends: tuple[str, str] | None
) -> None:
    reading = read(files.process(OUTER + drawn))
    kept = reading.diagram.flows.get("f")
    assert (rules(reading), kept and (kept.source, kept.target)) == ([(rule, "f")], ends)


def test_a_flow_written_in_another_process_belongs_where_its_ends_stand() -> None:
    tasks = '<bpmn:process id="Q"><bpmn:task id="a"/><bpmn:task id="b"/></bpmn:process>'
    reading = read(files.file(f'<bpmn:process id="P">{files.flow("a", "b", name="f")}</bpmn:process>{tasks}'))
    assert reading.diagram.flows["f"].process == "Q"
    assert reading.findings == ()


def test_a_step_written_into_the_wrong_process_goes_where_its_flows_go() -> None:
    body = (
        '<bpmn:collaboration id="C"><bpmn:participant id="pool" processRef="Q"/></bpmn:collaboration>'
        '<bpmn:process id="P"><bpmn:subProcess id="sub"><bpmn:task id="in"/></bpmn:subProcess></bpmn:process>'
        f'<bpmn:process id="Q"><bpmn:task id="a"/>{files.flow("a", "sub")}</bpmn:process>'
    )
    reading = read(files.file(body))
    assert {reading.diagram.nodes[one].process for one in ("sub", "in", "a")} == {"Q"}
    assert list(reading.diagram.flows) == ["a_sub"]
    assert rules(reading) == [("node-adopted", "sub")]


def test_a_boundary_event_on_nothing_is_left_out_by_name() -> None:
    body = '<bpmn:task id="t"/><bpmn:boundaryEvent id="b" attachedToRef="zzz"/>' + files.flow("b", "t", name="f")
    reading = read(files.process(body))
    assert list(reading.diagram.nodes) == ["t"]
    assert rules(reading) == [("boundary-host-missing", "b"), ("flow-dangles", "f")]


def test_default_flows_are_known_at_both_ends() -> None:
    body = '<bpmn:exclusiveGateway id="g" default="f"/><bpmn:task id="t" default="zz"/>' + files.flow(
        "g", "t", name="f"
    )
    reading = read(files.process(body))
    assert reading.diagram.nodes["g"].default == "f"
    assert reading.diagram.flows["f"].default is True
    assert reading.diagram.nodes["t"].default is None
    assert rules(reading) == [("default-missing", "t")]


def test_foreign_and_unknown_elements_are_told() -> None:
    body = '<bpmn:hexagonTask id="h"/><x:userTask xmlns:x="urn:x" id="u"/><x:grid xmlns:x="urn:x"/>'
    reading = read(files.process(body))
    assert reading.diagram.extra_types == ("hexagonTask", "userTask")
    assert rules(reading) == [("unknown-element", "h"), ("unknown-element", "u")]
    assert {one.level for one in reading.findings} == {finding.Level.ERROR}


def test_choreographies_and_conversations_are_told() -> None:
    body = '<bpmn:choreography id="ch"/><bpmn:collaboration id="C"><bpmn:conversation id="cv"/></bpmn:collaboration>'
    reading = read(files.file(body))
    assert [one.element for one in reading.findings] == ["ch", "cv", "Definitions_1"]
    assert reading.findings[-1].rule == "no-process"
    assert reading.findings[-1].level is finding.Level.ERROR


def test_findings_bear_the_lane_the_line_and_both_languages() -> None:
    lane = '<bpmn:lane id="L" name="Hộ tịch"><bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane>'
    lanes = f"<bpmn:laneSet>{lane}</bpmn:laneSet>"
    reading = read(files.process(f'{lanes}\n<bpmn:task id="t" name="Đăng ký" default="zz"/>'))
    (found,) = reading.findings
    assert (found.rule, found.element, found.name, found.lane, found.line) == (
        "default-missing",
        "t",
        "Đăng ký",
        "Hộ tịch",
        4,
    )
    assert found.message.startswith("Nhánh mặc định của «Đăng ký»")
    assert found.message_en.startswith("The default flow of “Đăng ký”")


def test_labels_with_braces_are_told_as_they_are() -> None:
    reading = read(files.process('<bpmn:task id="t" name="{x} {0}" default="{line}"/>'))
    assert "«{x} {0}»" in reading.findings[0].message
    assert "«{line}»" in reading.findings[0].message


@pytest.mark.parametrize(
    ("data", "place", "vi", "en"),
    [
        (
            b"<a>\n<b>\n</a>",
            (3, 5),
            "thẻ <b> mở ở dòng 2 lại bị đóng bằng </a>",
            "the tag <b> that opens in line 2 is closed by </a>",
        ),
        (b"<a>\n<b>", (2, 4), "tệp bị cắt ngang: thẻ <b> mở ở dòng 2", "the file is cut off: the tag <b>"),
        (b"<a>\n<b id=x/></a>", (2, 7), "thuộc tính không nằm trong dấu nháy", "value is not in quotes"),
        (b"<a>\n<b id='1' id='2'/></a>", (2, 17), "thuộc tính id được ghi hai lần", "attribute id stands twice"),
        (b"<a>\n1 < 2</a>", (2, 4), "phải viết là &lt;", "must be written &lt;"),
    ],
)
def test_a_broken_file_is_refused_in_the_readers_language(
    data: bytes, place: tuple[int, int], vi: str, en: str
) -> None:
    """The parser's own English stands behind, for who mends the file."""
    error = refused(data)
    assert (error.line, error.column) == place
    assert vi in error.message
    assert en in error.message_en
    assert error.values["detail"] in error.message


def test_an_undeclared_entity_is_named_with_its_line() -> None:
    reading = read(files.process('<bpmn:startEvent id="s" name="&amp;\n&oops;"/>'))
    [found] = [one for one in reading.findings if one.rule == "xml-mended"]
    assert "ký hiệu “&oops;” không có trong XML" in found.message
    assert "the entity “&oops;” is not known in XML" in found.message_en
    assert found.line == 4


def test_what_has_no_name_is_told_by_what_it_stands_beside() -> None:
    nodes = '<bpmn:task id="a" name="Ký"/><bpmn:exclusiveGateway id="sid-1" default="none"/>' + files.flow("a", "sid-1")
    reading = read(files.process(nodes + files.flow("sid-1", "nowhere", name="sid-2")))
    told = {one.rule: (one.message, one.message_en) for one in reading.findings}
    assert told["default-missing"][0].startswith("Nhánh mặc định của «cổng loại trừ sau ‘Ký’» là «none»")
    assert "goes from “exclusive gateway after ‘Ký’” to “nowhere”" in told["flow-dangles"][1]
