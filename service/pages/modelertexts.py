"""What the modeler and the form builder say: our own texts, what their fields offer, bpmn-js and form-js in Vietnamese.

bpmn-js and form-js speak English: their texts and the Vietnamese for them are tables in `translations/vi/*.json`.
"""

from __future__ import annotations

import functools
import json

from service.pages import findings, formtexts, texts, words
from service.schemas import request

TYPES = (
    "userTask", "manualTask", "task", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask",
)  # fmt: skip
ELEMENTS = (
    *TYPES, "callActivity", "subProcess", "adHocSubProcess", "transaction", "exclusiveGateway", "inclusiveGateway",
    "parallelGateway", "eventBasedGateway", "complexGateway", "startEvent", "endEvent", "intermediateCatchEvent",
    "intermediateThrowEvent", "boundaryEvent",
)  # fmt: skip


@functools.cache
def _table(name: str) -> dict[str, str]:
    path = texts.CATALOGUES / "vi" / f"{name}.json"
    read: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return read


def bpmn() -> dict[str, str]:
    """What bpmn-js says, by its English, in the reader's language."""
    return _table("bpmn-js") if request.language() == texts.SOURCE else {}


def form_js() -> dict[str, object]:
    """What form-js's editor and forms say, as `formtexts.spoken` gives it."""
    spoken = formtexts.spoken()
    if not spoken:
        return {}
    shown = spoken["texts"]
    assert isinstance(shown, dict)
    table = _table("form-js")
    patterns = [(r"Create an? (.+) element", "Thêm: {1}"), (r"Remove (.+)", "Bỏ: {1}")]
    known = spoken["patterns"]
    assert isinstance(known, list)
    return {"texts": {**shown, **table}, "patterns": [*known, *patterns]}


def choices() -> dict[str, object]:
    """What the fields of the panel offer, and the words for what is drawn."""
    return {
        "types": [(_upper(kind), words.element(kind)) for kind in TYPES],
        "units": words.units(),
        "roles": words.roles(),
        "timers": words.timer_kinds(),
        "elements": {_upper(kind): words.element(kind) for kind in ELEMENTS} | _rest(),
        "events": {_upper(kind): name for kind, name in words.events().items()},
        "next": {
            "UserTask": texts._("Việc"),
            "ExclusiveGateway": texts._("Cổng chọn một"),
            "ParallelGateway": texts._("Cổng song song"),
            "EndEvent": texts._("Kết thúc"),
        },
        "signs": findings.SIGNS,
        "levels": {level: words.level(level) for level in ("error", "warning", "note")},
    }


def _upper(kind: str) -> str:
    return kind[0].upper() + kind[1:]


def _rest() -> dict[str, str]:
    return {
        "Participant": texts._("bể"),
        "Lane": texts._("làn"),
        "SequenceFlow": texts._("luồng"),
        "MessageFlow": texts._("luồng thông điệp"),
        "TextAnnotation": texts._("ghi chú"),
        "Association": texts._("liên kết ghi chú"),
        "DataObjectReference": texts._("giấy tờ, dữ liệu"),
        "DataStoreReference": texts._("kho dữ liệu"),
        "Group": texts._("nhóm"),
        "Process": texts._("quy trình"),
        "Collaboration": texts._("cả sơ đồ"),
    }


def both() -> dict[str, str]:
    """What both pages' scripts say."""
    return {
        "refused": texts._("Máy chủ từ chối (mã {status})."),
        "offline": texts._("Không liên lạc được với máy chủ; hãy thử lại."),
        "signed_out": texts._("Phiên đăng nhập đã hết. Hãy đăng nhập ở thẻ khác rồi bấm Lưu lại."),
        "sign_in": texts._("Đăng nhập ở thẻ mới"),
        "still_here": texts._("Những gì bạn làm vẫn còn ở đây và được giữ trong trình duyệt này."),
        "restored_form": texts._("Đã khôi phục những gì bạn soạn dở và chưa lưu."),
        "form_name_missing": texts._("Hãy đặt tên cho biểu mẫu."),
        "form_name_taken": texts._("Đã có biểu mẫu «{form}»; hãy đặt tên khác."),
    }


def builder() -> dict[str, str]:
    """What the page of a form says."""
    return {
        "form_failed": texts._("Không mở được biểu mẫu này."),
        "save_over": texts._("Lưu đè lên bản đó"),
    }


def modeler() -> dict[str, str]:
    """What the modeler says."""
    return (
        _panel()
        | _decision()
        | {
            "check_failed": texts._("Chưa kiểm tra được:"),
            "blocking": texts._("{count} phát hiện sẽ chặn ban hành."),
            "nothing_blocks": texts._("Không có gì chặn ban hành."),
            "keeping": texts._("đang giữ…"),
            "kept": texts._("đã giữ trong trình duyệt này, chưa lưu lên máy chủ"),
            "keep_failed": texts._("trình duyệt không giữ được bản dở: hãy lưu sớm"),
            "restored": texts._("Đã khôi phục bản vẽ dở lúc {at}, chưa lưu lên máy chủ."),
            "other_tab": texts._("Sơ đồ này đang được vẽ ở một thẻ khác: bản dở của thẻ nào giữ sau sẽ thay bản kia."),
            "sign_out_sure": texts._("Đăng xuất sẽ xóa bản vẽ dở chưa lưu trong trình duyệt này. Vẫn đăng xuất?"),
            "begin_anew": texts._("Bỏ và bắt đầu lại"),
            "begin_anew_sure": texts._("Bỏ hẳn bản vẽ dở này?"),
            "meanwhile": texts._(
                "Trong lúc bạn vẽ, {who} đã lưu phiên bản {number} ({at}). Bản vẽ của bạn vẫn còn ở đây, chưa được lưu."
            ),
            "somebody": texts._("người khác"),
            "look_at": texts._("Xem phiên bản {number}"),
            "save_anyway": texts._("Vẫn lưu bản của tôi thành phiên bản mới"),
            "imported": texts._("Đã mở tệp «{file}» vào trình vẽ."),
            "left_out": texts._(
                "Trình vẽ không hiểu {count} chỗ trong tệp; lưu từ đây sẽ mất chúng (tệp cũ vẫn nguyên ở phiên bản cũ):"
            ),
            "warn_content": texts._("phần <{what}> không đọc được"),
            "warn_reference": texts._("tham chiếu tới «{what}», là thứ không có trong tệp"),
            "warn_attribute": texts._("thuộc tính «{what}» không có trong BPMN"),
            "warn_undrawn": texts._("một đường nối với «{what}», là phần tử không có hình"),
            "warn_end": texts._("đường nối «{what}» thiếu một đầu"),
            "placed": texts._("Có phần tử chưa có chỗ trên hình vẽ của tệp; trình vẽ đã tự xếp chỗ cho chúng."),
            "as_read": texts._(
                "XML của tệp bị hỏng: trình vẽ dùng những gì đã đọc được; phần riêng của phần mềm khác trong tệp "
                "không có ở đây."
            ),
            "diagram": texts._("Hình vẽ {number}"),
            "import_failed": texts._("Không vẽ được tệp «{file}»."),
            "import_advice": texts._("Có thể đưa tệp lên ở trang thủ tục: ở đó đọc được cả tệp không có hình vẽ."),
            "form_title": texts._("Biểu mẫu {form}"),
            "form_title_new": texts._("Biểu mẫu mới"),
            "form_name": texts._("Tên biểu mẫu"),
            "form_preview": texts._("Xem thử"),
            "form_take": texts._("Dùng biểu mẫu này"),
            "form_leave": texts._("Bỏ"),
            "form_leave_sure": texts._("Bỏ những gì vừa soạn trong biểu mẫu?"),
        }
    )


def _panel() -> dict[str, str]:
    return {
        "procedure": texts._("Cả thủ tục"),
        "select_hint": texts._("Chọn một phần tử trên sơ đồ hoặc trong danh sách bên dưới để sửa."),
        "several": texts._("Đang chọn {count} phần tử."),
        "name": texts._("Tên"),
        "question": texts._("Câu hỏi quyết định"),
        "question_help": texts._(
            "Người làm bước trước sẽ được hỏi câu này, nếu các nhánh chỉ có nhãn mà không có điều kiện."
        ),
        "answer": texts._("Nhãn của nhánh (câu trả lời)"),
        "whole_limit": texts._("Thời hạn của cả hồ sơ"),
        "limit": texts._("Thời hạn"),
        "unit": texts._("Đơn vị thời hạn"),
        "limit_wrong": texts._("Phải là số nguyên từ 1 đến 99.999."),
        "bound": texts._("Thuộc về"),
        "bound_help": texts._("Tên làn không tự nói lên cơ quan: phải gán ở đây hoặc trên trang phiên bản."),
        "bound_not": texts._("Chỉ người có quyền gán làn mới sửa được."),
        "unbound": texts._("chưa gán"),
        "inherit": texts._("theo làn cha"),
        "applicant": texts._("người nộp hồ sơ"),
        "system": texts._("hệ thống ngoài…"),
        "system_name": texts._("Tên hệ thống ngoài"),
        "system_missing": texts._("Hãy ghi tên hệ thống."),
        "kinds": texts._("Loại cơ quan mà hồ sơ chọn"),
        "agencies": texts._("Cơ quan"),
        "lane": texts._("Làn"),
        "type": texts._("Loại việc"),
        "role": texts._("Vai trò"),
        "role_unsaid": texts._("chưa nói"),
        "output": texts._("Kết quả, giấy tờ"),
        "content": texts._("Nội dung"),
        "form": texts._("Biểu mẫu"),
        "form_none": texts._("không có (tự lập từ giấy tờ và quyết định)"),
        "form_missing": texts._("{form} (chưa có tệp)"),
        "form_new": texts._("Biểu mẫu mới…"),
        "form_edit": texts._("Sửa biểu mẫu…"),
        "condition": texts._("Điều kiện"),
        "condition_help": texts._('Ví dụ: so_tien > 5 and loai = "moi". Tên là khóa của trường trong biểu mẫu.'),
        "default": texts._("Nhánh mặc định (khi không điều kiện nào đúng)"),
        "timer": texts._("Hẹn giờ"),
        "timer_value": texts._("Giá trị"),
        "timer_help": texts._("Sau: P3D là 3 ngày, PT8H là 8 giờ. Vào lúc: 2026-12-01T08:00:00+07:00. Lặp: R3/P1D."),
        "message": texts._("Tên thông điệp"),
        "signal": texts._("Tên tín hiệu"),
        "append": texts._("Nối tiếp:"),
        "connect": texts._("Nối tới phần tử đã có"),
        "connect_none": texts._("chọn…"),
        "connect_do": texts._("Nối"),
        "lane_above": texts._("Thêm làn ở trên"),
        "lane_below": texts._("Thêm làn ở dưới"),
        "remove": texts._("Xóa phần tử này"),
        "lanes": texts._("Bể và làn"),
        "no_lane": texts._("Ngoài làn"),
        "branches": texts._("Các nhánh"),
    }


def _decision() -> dict[str, str]:
    return {
        "decision_by": texts._("Ai chọn"),
        "decision_by_read": texts._("như đọc được từ sơ đồ"),
        "decision_before": texts._("người làm bước ngay trước"),
        "decision_apart": texts._("ở một bước quyết định riêng"),
        "decision_help": texts._("Khi các nhánh không có điều kiện. Ghi bên cạnh sơ đồ, như trên trang phiên bản."),
        "decision_lane": texts._("Bước riêng thuộc làn"),
        "decision_lane_own": texts._("làn của cổng"),
        "decision_question": texts._("Câu hỏi khác với tên cổng"),
    }
