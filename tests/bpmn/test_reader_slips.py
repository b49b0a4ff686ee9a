"""What programs get wrong in writing a file is taken as what it obviously is, and told."""

from __future__ import annotations

import pytest

from bpmn import reader
from tests.bpmn import files
from tests.bpmn.mutants import texts

SPOKEN = {
    "Größe é": "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be iso-8859-1 iso-8859-15 cp1252 "
    "cp850 mac-roman cp037",
    "Cấp đổi hồ sơ": "utf-8 utf-16 utf-16-be utf-32-be gb18030 utf-7",
    "Привет": "utf-8 utf-16 iso-8859-5 cp1251 cp866 koi8-r koi8-u gb18030 euc-jp",
    "Zażółć": "iso-8859-2 cp1250 cp852",
    "你好世界": "utf-16 gb2312 gbk gb18030 big5 cp950",
    "日本語テスト": "utf-16-le shift_jis cp932 euc-jp iso-2022-jp",
    "안녕하세요": "utf-16 euc-kr cp949 iso-2022-kr",
    "Γειά": "iso-8859-7 cp1253",
    "שלום": "iso-8859-8 cp1255",
    "สวัสดี": "tis-620 cp874",
}
NAMED = '<bpmn:process id="P"><bpmn:task id="t" name="%s"/></bpmn:process>'
BODY = f"\n{files.HEAD}\n{NAMED}\n</bpmn:definitions>"


def read(data: bytes) -> reader.Reading:
    return reader.read(data)


def name(reading: reader.Reading) -> str:
    return reading.diagram.nodes["t"].name


def rules(reading: reader.Reading) -> list[str]:
    return [one.rule for one in reading.findings]


@pytest.mark.parametrize(("spoken", "codec"), [(s, c) for s, codecs in SPOKEN.items() for c in codecs.split()])
def test_any_encoding_is_read_by_its_name_or_mark(spoken: str, codec: str):
    declared = codec.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    reading = read(texts.encoded(BODY % spoken, codec, declared.upper()))
    assert (name(reading), rules(reading)) == (spoken, [])


@pytest.mark.parametrize(
    "declared", ["ISO-8859-1", "windows-1251", "us-ascii", "x-nobody-knows", "utf-16", "", "rot13"]
)
def test_utf_8_is_read_as_such_whatever_it_is_said_to_be(declared: str):
    reading = read(texts.encoded(BODY % "Tiếp nhận hồ sơ", "utf-8", declared))
    assert name(reading) == "Tiếp nhận hồ sơ"
    assert set(rules(reading)) <= {"encoding-mistaken"}


def test_a_damaged_byte_costs_one_letter_and_not_all_of_them():
    reading = read(texts.encoded(BODY % "Tiếp nhận hồ sơ", "utf-8", "utf-8").replace("ế".encode(), b"\xe1\xba\x00"))
    assert name(reading) == "Ti\ufffd p nhận hồ sơ"
    assert rules(reading) == ["bytes-damaged", "xml-mended"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Nộp\x0bhồ sơ", "Nộp hồ sơ"),
        ("Nộp&#xB;hồ sơ", "Nộp hồ sơ"),
        ("Nộp&#11;hồ sơ", "Nộp hồ sơ"),
        ("R&D", "R&D"),
        ("Thu & nộp", "Thu & nộp"),
        ("a&b&amp;c", "a&b&c"),
        ("caf&eacute;&nbsp;x", "café x"),
        ("&nothing; &lt;", "&nothing; <"),
    ],
)
def test_slips_of_programs_that_put_texts_together_are_mended_and_told(written: str, meant: str):
    reading = read((BODY % written).encode())
    assert (name(reading), rules(reading)) == (meant, ["xml-mended"])


@pytest.mark.parametrize(
    ("before", "after"), [("HTTP/1.1 200 OK\n\n", ""), ("", "\x00\x00\x00"), ("x", "\n--boundary--")]
)
def test_what_a_transfer_left_around_the_file_is_passed_over_and_told(before: str, after: str):
    reading = read((before + BODY % "A" + after).encode())
    assert (name(reading), rules(reading)) == ("A", ["xml-mended"])


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/BPMN/20100524/model",
        "HTTP://WWW.OMG.ORG/SPEC/BPMN/20100524/MODEL",
        "http://schema.omg.org/spec/BPMN/2.0",
        "http://www.omg.org/bpmn20",
        "http://www.omg.org/spec/BPMN/20100501/Semantic.xsd",
    ],
)
def test_the_namespaces_of_drafts_are_read(namespace: str):
    data = (BODY % "A").replace("http://www.omg.org/spec/BPMN/20100524/MODEL", namespace)
    assert (name(read(data.encode())), rules(read(data.encode()))) == ("A", [])


def test_an_element_in_another_namespace_than_its_file_is_read_and_told():
    data = (BODY % "A").replace("<bpmn:task ", '<task xmlns="" ').encode()
    assert (name(read(data)), rules(read(data))) == ("A", ["names-mended"])


def test_names_in_another_case_are_read_and_told():
    inside = (
        '<bpmn:Process ID="P"><bpmn:UserTask ID="t" NAME="A"/><bpmn:endevent id="e"/>'
        '<bpmn:SequenceFlow id="f" SourceRef="t" TargetRef="e"/></bpmn:Process>'
    )
    reading = read(files.file(inside))
    assert (name(reading), rules(reading)) == ("A", ["names-mended"])
    assert [(one.source, one.target) for one in reading.diagram.flows.values()] == [("t", "e")]


def test_a_foreign_element_keeps_its_name_in_an_extension():
    data = files.process('<bpmn:extensionElements><x:Task xmlns:x="urn:x"/><Lane xmlns=""/></bpmn:extensionElements>')
    assert rules(read(data)) == []


@pytest.mark.parametrize("around", ["<model>{}</model>", "<soap:Body xmlns:soap='urn:s'><x/>{}</soap:Body>"])
def test_definitions_inside_of_something_else_are_found_and_told(around: str):
    reading = read(around.format(BODY % "A").encode())
    assert (name(reading), rules(reading)) == ("A", ["definitions-not-root"])


def test_a_process_alone_is_read_and_told():
    data = b'<process xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="P"><task id="t" name="A"/></process>'
    assert (name(read(data)), rules(read(data))) == ("A", ["definitions-not-root"])


def test_definitions_of_another_language_are_refused_and_unknown_ones_with_a_process_are_read():
    with pytest.raises(reader.ReadError, match="no BPMN"):
        read(b'<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"><portType/></definitions>')
    data = b'<definitions xmlns="urn:x"><process id="P"><task id="t" name="A"/></process></definitions>'
    assert (name(read(data)), rules(read(data))) == ("A", ["no-namespace"])


def test_a_document_type_is_refused_in_every_encoding():
    bomb = '<!DOCTYPE d [<!ENTITY a "b">]>' + BODY % "&a;"
    for codec in texts.CODECS:
        with pytest.raises(reader.ReadError) as refused:
            read(texts.encoded(bomb, codec, codec.removesuffix("-sig").removesuffix("-le").removesuffix("-be")))
        assert refused.value.code == "doctype", codec


IN_PLACE = '<bpmn:startEvent id="s"/><bpmn:task id="t" name="A"/>'
FLOW = '<bpmn:sequenceFlow id="f" sourceRef="s" targetRef="t"/>'
POOL = '<bpmn:collaboration id="c"><bpmn:participant id="p" name="Sở">{}</bpmn:participant>{}</bpmn:collaboration>'
MISPLACED = {
    "in a lane": (
        f'<bpmn:process id="P"><bpmn:laneSet><bpmn:lane id="L" name="Thuế">{IN_PLACE}</bpmn:lane></bpmn:laneSet>{FLOW}'
        "</bpmn:process>",
        "Thuế",
    ),
    "without ids in a lane": (
        '<bpmn:process id="P"><bpmn:laneSet><bpmn:lane id="L" name="Thuế"><bpmn:task name="A"/></bpmn:lane>'
        "</bpmn:laneSet></bpmn:process>",
        "Thuế",
    ),
    "in a lane set": (
        f'<bpmn:process id="P" name="X"><bpmn:laneSet>{IN_PLACE}{FLOW}</bpmn:laneSet></bpmn:process>',
        "X",
    ),
    "a lane in a process": (
        f'<bpmn:process id="P"><bpmn:lane id="L" name="Thuế"><bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane>'
        f"{IN_PLACE}{FLOW}</bpmn:process>",
        "Thuế",
    ),
    "a lane in a lane": (
        '<bpmn:process id="P"><bpmn:laneSet><bpmn:lane id="K" name="Sở"><bpmn:lane id="L" name="Thuế">'
        f"<bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane></bpmn:lane></bpmn:laneSet>{IN_PLACE}{FLOW}</bpmn:process>",
        "Thuế",
    ),
    "in a pool": (POOL.format(IN_PLACE + FLOW, ""), "Sở"),
    "a process in a pool": (POOL.format(f'<bpmn:process id="P">{IN_PLACE}{FLOW}</bpmn:process>', ""), "Sở"),
    "in the collaboration": (POOL.format("", IN_PLACE + FLOW), "process_1"),
    "in the definitions": (f'<bpmn:process id="P" name="X"/>{IN_PLACE}{FLOW}', "X"),
}


@pytest.mark.parametrize("where", MISPLACED)
def test_what_is_written_in_the_wrong_place_is_read_where_it_belongs_and_told(where: str):
    body, lane = MISPLACED[where]
    reading = read(files.file(body))
    drawn = reading.diagram
    (task,) = (node for node in drawn.nodes.values() if node.type == "task")
    assert drawn.lanes[drawn.lane_of[task.id]].label == lane
    assert len(drawn.flows) == (where != "without ids in a lane")
    assert "element-rehomed" in rules(reading)


def test_what_may_belong_to_several_processes_is_refused_by_name():
    reading = read(files.file(f'<bpmn:process id="P"/><bpmn:process id="Q"/>{IN_PLACE}'))
    assert [one.element for one in reading.findings if one.rule == "element-misplaced"] == ["s", "t"]
