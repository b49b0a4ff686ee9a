"""What the reader and the lanes say: one sentence of Vietnamese and one of English per rule.

A message names the thing, says what was assumed, and what to do in the modeler.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bpmn import describing
from bpmn.lint import finding, words
from bpmn.reading import file_rules, flow_rules

_ERROR, _WARNING, _NOTE = finding.Level.ERROR, finding.Level.WARNING, finding.Level.NOTE

RULES: Mapping[str, tuple[finding.Level, str, str]] = {
    **file_rules.RULES,
    **flow_rules.RULES,
    "missing-id": (
        _NOTE,
        "{count} phần tử loại {type} không có id; đã tự đặt, phần tử đầu là {id}. Hãy lưu lại trong phần mềm vẽ để "
        "có id cố định.",
        "{count} elements of type {type} have no id; ids were made up, the first is {id}. Save the diagram again "
        "in the modeler to get lasting ids.",
    ),
    "duplicate-id": (
        _WARNING,
        "Id «{id}» được dùng lần nữa cho {type} {name}; phần tử này được đọc với id «{new}», các tham chiếu vẫn "
        "chỉ tới phần tử đầu. Hãy đặt id khác.",
        "Id “{id}” is used again for {type} {name}; this one is read with id “{new}”, references still point to "
        "the first. Give it another id.",
    ),
    "id-not-unique": (
        _WARNING,
        "Id «{id}» được dùng {count} lần trong tệp; các tham chiếu tới nó có thể bị hiểu nhầm. Hãy lưu lại trong phần "
        "mềm vẽ, hoặc đặt id khác.",
        "Id “{id}” is used {count} times in the file; references to it may be misread. Save the diagram again in the "
        "modeler, or give other ids.",
    ),
    "long-id": (
        _WARNING,
        "Id của {type} {name} dài {length} ký tự; được đọc với id «{new}». Hãy đặt id ngắn hơn.",
        "The id of {type} {name} has {length} characters; it is read with id “{new}”. Give it a shorter id.",
    ),
    "long-text": (
        _WARNING,
        "Một đoạn văn bản của {name} dài {length} ký tự và đã bị cắt còn {limit}. Hãy rút ngắn.",
        "A text of {name} has {length} characters and was cut to {limit}. Shorten it.",
    ),
    "unknown-element": (
        _ERROR,
        "Phần tử loại «{type}» {name} không phải phần tử quy trình của BPMN 2.0 nên không thể chạy. Hãy thay "
        "bằng phần tử chuẩn.",
        "The element of type “{type}” {name} is no flow element of BPMN 2.0 and can't run. Replace it by a "
        "standard one.",
    ),
    "extension-not-understood": (
        _WARNING,
        "Tệp nói rằng phải hiểu phần mở rộng «{definition}» mới đọc đúng được; hệ thống không biết phần này nên bỏ "
        "qua. Hãy xem lại sơ đồ có đúng ý khi thiếu nó không.",
        "The file says that extension “{definition}” must be understood to read it rightly; it is not known here and "
        "passed over. See whether the diagram means the same without it.",
    ),
    "import-not-read": (
        _NOTE,
        "Tệp dùng định nghĩa của tệp khác («{location}»); hệ thống chỉ đọc một tệp. Hãy đưa những gì cần dùng vào cùng "
        "một tệp.",
        "The file uses what another file defines (“{location}”); only one file is read. Put what is needed into this "
        "one.",
    ),
    "choreography-not-read": (
        _WARNING,
        "«{type}» {name} thuộc sơ đồ phối hợp hoặc hội thoại, không phải các bước của quy trình, nên không được "
        "chạy. Hãy vẽ quy trình với các làn.",
        "“{type}” {name} belongs to a choreography or conversation, which has no steps to run. Draw a process "
        "with lanes.",
    ),
    "node-adopted": (
        _WARNING,
        "{name} được ghi trong một quy trình khác nhưng chỉ nối với các bước của «{process}»; đã đọc như một bước của "
        "quy trình đó. Hãy kéo bước này vào đúng bể.",
        "{name} is written in another process but connected only to steps of “{process}”; it is read as a step of "
        "that one. Drag it into the pool.",
    ),
    "boundary-host-missing": (
        _WARNING,
        "Sự kiện biên {name} gắn vào «{host}», không có hoạt động nào như vậy; sự kiện bị bỏ ra. Hãy gắn lại vào "
        "một hoạt động.",
        "Boundary event {name} stands on “{host}”, which is no activity of the diagram; it is left out. Attach it "
        "to an activity.",
    ),
    "boundary-moved": (
        _WARNING,
        "Sự kiện biên {name} được ghi ở cấp khác với «{host}» mà nó gắn vào; được đọc ở cấp của «{host}». Hãy gắn lại "
        "trong phần mềm vẽ.",
        "Boundary event {name} is written on another level than “{host}”, which it stands on; it is read on the level "
        "of “{host}”. Attach it again in the modeler.",
    ),
    "default-missing": (
        _WARNING,
        "Nhánh mặc định của {name} là «{flow}», không phải mũi tên đi ra của nó; coi như không có nhánh mặc định. "
        "Hãy chọn lại.",
        "The default flow of {name} is “{flow}”, which does not leave it; it is read as having none. Choose it again.",
    ),
    "reference-missing": (
        _WARNING,
        "{name} tham chiếu tới {what} «{ref}», không có trong tệp; tham chiếu này được bỏ qua, hoặc của một sự kiện "
        "thì được đọc như tên. Hãy chọn lại trong phần mềm vẽ.",
        "{name} refers to {what} “{ref}”, which is not in the file; the reference is passed over, or of an event read "
        "as a name. Choose it again in the modeler.",
    ),
    "message-flow-dangles": (
        _WARNING,
        "Luồng thông điệp {name} nối từ «{source}» tới «{target}», nhưng «{missing}» không có trong sơ đồ; luồng "
        "này bị bỏ ra. Hãy nối lại.",
        "Message flow {name} goes from “{source}” to “{target}”, but “{missing}” is not in the diagram; it is left "
        "out. Connect it again.",
    ),
    "element-rehomed": (
        _WARNING,
        "Phần tử loại «{type}» {name} được ghi trong «{where}», nơi tiêu chuẩn không cho đặt; đã đọc như thuộc về "
        "«{home}». Hãy kéo nó vào đúng bể hoặc làn rồi lưu lại.",
        "The element of type “{type}” {name} is written in “{where}”, where the standard has no place for it; it is "
        "read as belonging to “{home}”. Drag it into its pool or lane and save again.",
    ),
    "element-misplaced": (
        _ERROR,
        "Phần tử loại «{type}» {name} không nằm trực tiếp trong quy trình hay quy trình con nào nên không thể chạy. "
        "Hãy kéo nó vào một quy trình.",
        "The element of type “{type}” {name} stands directly in no process or subprocess and can't run. Drag it into "
        "a process.",
    ),
    "unsupported-multi-instance-events": (
        _ERROR,
        "{name} lặp nhiều lần và phát sự kiện không phải tín hiệu theo từng lần (behavior = {behaviour}), điều chưa "
        "chạy được. Hãy dùng tín hiệu, hoặc đặt behavior = All và vẽ sự kiện sau bước.",
        "{name} is a multi-instance that throws events other than signals for its instances (behavior = {behaviour}), "
        "which can't run. Use a signal, or set behavior to All and draw the event after it.",
    ),
    "correlation-key-long": (
        _ERROR,
        "Khóa tương quan của thông điệp {name} gồm {count} thuộc tính, quá giới hạn {limit}. Trong phần mềm vẽ: chỉ "
        "giữ những thuộc tính cần để tìm đúng hồ sơ.",
        "The correlation key of message {name} has {count} properties, more than the {limit} allowed. In the modeler: "
        "keep those that are needed to find the case.",
    ),
    "value-unreadable": (
        _WARNING,
        "Thuộc tính {attribute} của {name} có giá trị «{value}», không phải giá trị mà tiêu chuẩn cho phép; được đọc "
        "như không ghi. Hãy chọn lại trong phần mềm vẽ.",
        "Attribute {attribute} of {name} is “{value}”, which the standard does not allow; it is read as not given. "
        "Choose it again in the modeler.",
    ),
    "loop-twice": (
        _WARNING,
        "{name} được lặp theo hai cách cùng lúc; chỉ một cách được dùng. Hãy để lại một dấu lặp.",
        "{name} repeats in two ways at once; only one of them is used. Leave one loop marker.",
    ),
    "timer-several": (
        _WARNING,
        "Đồng hồ của {name} ghi nhiều loại cùng lúc ({parts}); chỉ loại đầu tiên trong tệp được dùng. Hãy để lại "
        "một loại.",
        "The timer of {name} says several things at once ({parts}); only the first in the file is used. Leave one.",
    ),
    "association-dangles": (
        _WARNING,
        "Đường liên kết {name} nối với «{missing}», không có trong tệp; nó không có tác dụng. Hãy nối lại hoặc xóa.",
        "Association {name} is connected to “{missing}”, which is not in the file; it has no effect. Connect it again "
        "or delete it.",
    ),
    "data-reference-alone": (
        _WARNING,
        "Dữ liệu {name} không nói nó là đối tượng dữ liệu nào (dataObjectRef); nó được tính là một dữ liệu riêng. Hãy "
        "chọn đối tượng dữ liệu.",
        "Data {name} does not say which data object it stands for (dataObjectRef); it counts as one of its own. Choose "
        "its data object.",
    ),
    "data-association-open": (
        _WARNING,
        "Một liên kết dữ liệu của {name} không có đích (targetRef). Hãy nối lại trong phần mềm vẽ.",
        "A data association of {name} has no target (targetRef). Connect it again in the modeler.",
    ),
    "data-association-several": (
        _WARNING,
        "Một liên kết dữ liệu của {name} có {count} nguồn mà không có phép biến đổi; chỉ nguồn đầu tiên được đọc. Hãy "
        "vẽ mỗi nguồn một liên kết.",
        "A data association of {name} has {count} sources and no transformation; only the first is read. Draw one "
        "association for each.",
    ),
    "data-in-no-set": (
        _WARNING,
        "Đầu vào hoặc đầu ra dữ liệu của {name} không thuộc tập nào (inputSet, outputSet); nó vẫn được dùng. Hãy lưu "
        "lại trong phần mềm vẽ.",
        "A data input or output of {name} stands in no set (inputSet, outputSet); it is used all the same. Save the "
        "diagram again in the modeler.",
    ),
    "data-specification-misplaced": (
        _WARNING,
        "Quy trình con {name} khai báo đầu vào, đầu ra dữ liệu, điều chỉ bước và quy trình được làm; chúng được "
        "đọc như tên dữ liệu của nó. Hãy nối dữ liệu với các bước bên trong.",
        "Subprocess {name} declares data inputs or outputs, which only tasks and processes do; they are read as "
        "names of its own. Connect the data to the steps inside.",
    ),
    "pool-several": (
        _WARNING,
        "Bể {name} đại diện cho nhiều bên ({most}); khi chạy chỉ có một. Hãy vẽ bước lặp theo danh sách nếu cần hỏi "
        "nhiều bên.",
        "Pool {name} stands for several participants ({most}); one of them runs. Draw a multi-instance step if several "
        "are to be asked.",
    ),
    "pool-multiplicity-wrong": (
        _WARNING,
        "Bể {name} ghi số bên tham gia từ «{least}» đến «{most}»; coi như một. Số lớn nhất phải ít nhất là 1 và không "
        "nhỏ hơn số nhỏ nhất.",
        "Pool {name} stands for “{least}” to “{most}” participants; it is taken as one. The most must be at least 1 "
        "and no less than the least.",
    ),
    "bad-bounds": (
        _NOTE,
        "Hình vẽ của {name} có tọa độ không đọc được; phần tử này không hiện trên sơ đồ. Hãy lưu lại sơ đồ.",
        "The shape of {name} has coordinates that can't be read; it is not shown on the picture. Save the diagram "
        "again.",
    ),
    "form-unreadable": (
        _WARNING,
        "Biểu mẫu nhúng của {name} không đọc được ({detail}); bước này dùng biểu mẫu tự sinh. Hãy kiểm tra lại "
        "biểu mẫu.",
        "The form embedded for {name} can't be read ({detail}); the step gets a generated one. Check the form.",
    ),
    "lane-reference-missing": (
        _WARNING,
        "Làn {name} kể tên «{ref}», không có bước nào như vậy trong quy trình; tên này được bỏ qua. Hãy đặt lại "
        "các bước vào làn.",
        "Lane {name} lists “{ref}”, which is no step of its process; it is passed over. Move the steps into the "
        "lane again.",
    ),
    "node-in-two-lanes": (
        _WARNING,
        "{name} nằm trong hai làn «{one}» và «{other}»; đã lấy làn «{one}». Hãy kéo bước này vào đúng một làn.",
        "{name} stands in two lanes, “{one}” and “{other}”; “{one}” was taken. Drag the step into exactly one lane.",
    ),
    "lane-by-geometry": (
        _NOTE,
        "{count} bước ({names}) được xếp vào làn {name} theo vị trí trên hình vẽ, vì tệp không ghi chúng thuộc "
        "làn nào. Nếu sai, hãy kéo bước ra rồi vào lại đúng làn.",
        "{count} steps ({names}) were put into lane {name} by their place on the picture, as the file lists them "
        "in no lane. If that is wrong, drag the step out and back into its lane.",
    ),
    "lane-of-caller": (
        _NOTE,
        "Quy trình {name} không có bể hay làn; các bước của nó thuộc làn «{one}» của bước gọi nó.",
        "Process {name} has no pool and no lanes; its steps belong to lane “{one}” of the step that calls it.",
    ),
    "lane-geometry-disagrees": (
        _WARNING,
        "{name} được kể tên trong làn «{one}» nhưng được vẽ trong làn «{other}»; đã lấy làn «{one}». Hãy kéo bước "
        "này ra rồi vào lại đúng làn.",
        "{name} is listed in lane “{one}” but drawn in lane “{other}”; “{one}” was taken. Drag the step out and "
        "back into its lane.",
    ),
    "node-outside-lanes": (
        _WARNING,
        "{name} không nằm trong làn nào của «{one}»; nó thuộc về cả bể. Hãy kéo bước này vào một làn.",
        "{name} stands in no lane of “{one}”; it belongs to the pool itself. Drag the step into a lane.",
    ),
    "lane-look-alike": (
        _WARNING,
        "Tên làn «{one}» nhìn giống «{other}» nhưng viết bằng ký tự khác ({codes}). Hãy gõ lại cả hai tên.",
        "Lane label “{one}” looks like “{other}” but is written with other characters ({codes}). Type both labels "
        "again.",
    ),
    "lane-hidden-characters": (
        _WARNING,
        "Tên làn «{one}» có ký tự không nhìn thấy ({codes}). Hãy gõ lại tên làn.",
        "Lane label “{one}” holds characters that can't be seen ({codes}). Type the label again.",
    ),
    "lane-same-name": (
        _NOTE,
        "Hai làn trong cùng một bể đều tên «{one}»; chúng được giữ riêng. Hãy đặt tên khác nhau hoặc gộp làm một.",
        "Two lanes of one pool are both named “{one}”; they are kept apart. Name them differently or make them one.",
    ),
    "more-findings": (
        _NOTE,
        "Còn {count} phát hiện nữa thuộc loại «{kind}», bắt đầu từ phần tử này.",
        "{count} more findings of the rule “{kind}”, beginning with this element.",
    ),
}

_WHAT: Mapping[str, tuple[str, str]] = {
    **describing.EVENTS,
    "process": ("quy trình", "process"),
    "data": ("dữ liệu", "data"),
    "dataObject": ("đối tượng dữ liệu", "data object"),
    "dataStore": ("kho dữ liệu", "data store"),
    "activity": ("hoạt động", "activity"),
    "eventDefinition": ("định nghĩa sự kiện", "event definition"),
}
"""What a reference may name, in both languages."""

_ASKS = {"node-in-two-lanes": "lane", "lane-geometry-disagrees": "lane", "node-outside-lanes": "lane"}
"""Rule → kind of answer that settles it, see `finding.Finding.asks`."""
_SHOWN = 120
MOST = words.MOST


def said(rule: str, element: str | None = None, name: str = "", line: int = 0, **values: object) -> finding.Finding:
    """A finding of a rule; `values` fill the sentence, `name` is shown there in quotes, or the id where it has none.

    A value is one text, or a pair of Vietnamese and English.
    """
    pairs = {key: _pair(value) for key, value in values.items()}
    texts = {key: english for key, (_, english) in pairs.items()}
    shown = short(name or element or "?")
    vietnamese, english = sentences(rule, (shown, shown), pairs)
    return finding.Finding(
        rule=rule,
        level=RULES[rule][0],
        message=vietnamese,
        message_en=english,
        element=element,
        name=short(name),
        line=line,
        values=texts,
        asks=_ASKS.get(rule, ""),
    )


def sentences(rule: str, name: describing.Said, values: Mapping[str, describing.Said]) -> describing.Said:
    """What a rule says in Vietnamese and English of what is called so."""
    _, vietnamese, english = RULES[rule]
    what = _WHAT.get(values.get("what", ("", ""))[1], ("", ""))
    first, second = ({key: pair[at] for key, pair in values.items()} for at in (0, 1))
    return (
        vietnamese.format(**{"name": f"«{name[0]}»", **first, "what": what[0]}),
        english.format(**{"name": f"“{name[1]}”", **second, "what": what[1]}),
    )


def _pair(value: object) -> describing.Said:
    if isinstance(value, tuple):
        return short(str(value[0])), short(str(value[1]))
    return (short(str(value)),) * 2


def short(value: str) -> str:
    """A text cut to what a message can show."""
    return value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"


def bounded(findings: Iterable[finding.Finding]) -> tuple[finding.Finding, ...]:
    """At most `MOST` of each rule, and one more that counts the rest."""
    kept: list[finding.Finding] = []
    counts: dict[str, int] = {}
    first_left: dict[str, finding.Finding] = {}
    for found in findings:
        counts[found.rule] = counts.get(found.rule, 0) + 1
        if counts[found.rule] <= MOST:
            kept.append(found)
        else:
            first_left.setdefault(found.rule, found)
    for rule, found in first_left.items():
        more = said("more-findings", found.element, found.name, found.line, kind=rule, count=counts[rule] - MOST)
        kept.append(more)
    return tuple(kept)
