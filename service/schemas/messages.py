"""What a refusal says to people: a title per code, and a sentence that names the things, in Vietnamese and English.

The codes are those of `service.errors`, `service.rules.access`, `bpmn.forms.check` and `schemas.base`. A code that is
missing here gets the title of its status: nothing fails for want of a sentence.
"""

from __future__ import annotations

import http
from collections.abc import Mapping

from service.schemas import apology_texts, incident_texts

_TEXTS: Mapping[str, tuple[str, str]] = {
    **apology_texts.TEXTS,
    # Who asks
    "sign_in_needed": ("Cần đăng nhập.", "Sign in first."),
    "sign_in_failed": ("Tên đăng nhập hoặc mật khẩu không đúng.", "The name or the password is wrong."),
    "token_unknown": ("Mã truy cập không đúng hoặc đã hết hạn.", "The token is unknown, revoked or expired."),
    "too_many_sign_ins": (
        "Đăng nhập sai quá nhiều lần; hãy thử lại sau ít phút.",
        "Too many failed attempts; try again in a few minutes.",
    ),
    "csrf": (
        "Trang đã cũ hoặc yêu cầu đến từ nơi khác; hãy tải lại trang rồi thử lại.",
        "The page is out of date, or the request came from elsewhere; reload the page and try again.",
    ),
    "forbidden": ("Bạn không có quyền làm việc này.", "You may not do this."),
    "no_right": ("Bạn không có quyền làm việc này.", "You may not do this."),
    "not_your_agency": ("Việc này thuộc cơ quan khác.", "This belongs to another agency."),
    "needs_chief": ("Việc này cần lãnh đạo đơn vị.", "This needs the unit's chief."),
    "not_intake": ("Chỉ nơi tiếp nhận hồ sơ được làm việc này.", "Only the unit that took the dossier in may do this."),
    # What is asked for
    "not_found": ("Không có, hoặc bạn không được xem.", "There is none, or none that you may read."),
    "method_not_allowed": ("Địa chỉ này không nhận cách gọi đó.", "This address doesn't take that method."),
    "unsupported_media_type": (
        "Kiểu nội dung không được nhận ở đây.",
        "This content type isn't taken here.",
    ),
    "request_entity_too_large": ("Nội dung gửi lên quá lớn.", "What was sent is too large."),
    "content_too_large": ("Nội dung gửi lên quá lớn.", "What was sent is too large."),
    "bad_request": ("Yêu cầu không đọc được.", "The request can't be read."),
    "database_away": ("Hệ thống đang bận; hãy thử lại.", "The system is busy; try again."),
    "internal_error": (
        "Có lỗi trong hệ thống; báo cho quản trị số {number}.",
        "Something went wrong here; tell the administrator the number {number}.",
    ),
    # JSON
    "not_utf8": ("Nội dung không phải UTF-8.", "The body isn't UTF-8."),
    "not_json": ("Nội dung không phải JSON (dòng {line}, cột {column}).", "Not JSON (line {line}, column {column})."),
    "not_an_object": ("Nội dung phải là một đối tượng JSON.", "The body must be a JSON object."),
    "duplicate_key": ("Khóa “{key}” xuất hiện hai lần.", "The key “{key}” appears twice."),
    "not_finite": ("NaN và Infinity không phải là số JSON.", "NaN and Infinity aren't JSON numbers."),
    "number_too_long": ("Số có quá {most} chữ số.", "A number has more than {most} digits."),
    "too_deep": ("Dữ liệu lồng quá {most} tầng.", "The data is nested deeper than {most}."),
    "too_many_values": ("Có quá {most} giá trị.", "There are more than {most} values."),
    "unstorable_text": (
        "Văn bản có ký tự không lưu được (NUL hoặc mã lẻ).",
        "A text holds a character that can't be kept (NUL or a lone surrogate).",
    ),
    # What was sent
    "invalid": ("Dữ liệu gửi lên chưa đúng: {count} chỗ.", "What was sent is wrong in {count} place(s)."),
    "missing": ("Bắt buộc.", "Required."),
    "required": ("Bắt buộc.", "Required."),
    "unknown_key": ("Không có mục này.", "There is no such key."),
    "wrong_type": ("Sai kiểu dữ liệu.", "Wrong type."),
    "not_allowed": ("Giá trị không được phép.", "The value isn't allowed."),
    "too_long": ("Quá dài.", "Too long."),
    "too_large": ("Quá lớn hoặc quá nhiều.", "Too large, or too many."),
    "not_an_instant": (
        "Phải là thời điểm có múi giờ, ví dụ 2026-12-01T08:00:00+07:00.",
        "Must be an instant with its zone, such as 2026-12-01T08:00:00+07:00.",
    ),
    "not_a_day": ("Phải là ngày, ví dụ 2026-12-01.", "Must be a day, such as 2026-12-01."),
    "in_the_past": (
        "Ngày này đã qua; phiên bản chỉ có hiệu lực từ nay trở đi.",
        "That day has passed; a version comes into force from now on.",
    ),
    "ends_before": ("Kỳ kết thúc trước khi bắt đầu.", "The period ends before it begins."),
    "unknown_procedure": ("Không có thủ tục này.", "There is no such procedure."),
    "unknown_case": (
        "Không có hồ sơ này, hoặc bạn không được xem.",
        "There is no such case, or none that you may read.",
    ),
    "due_has_passed": ("Hạn này đã qua.", "That date has passed."),
    "feedback_state": (
        "Việc này không làm được ở trạng thái hiện tại; hãy tải lại trang.",
        "It isn't in the state for this; reload the page.",
    ),
    "review_closed": ("Việc rà soát này đã kết thúc.", "This review is closed already."),
    "overlap_decided": ("Đã có người quyết định về cặp này.", "Somebody has decided about this pair already."),
    "too_many_requests": (
        "Quá nhiều lần từ cùng một nơi; hãy thử lại sau ít phút.",
        "Too often from one place; try again in a few minutes.",
    ),
    "figures_differ": (
        "Số liệu không cân đối ở “{where}” ({rule}); hãy báo quản trị chạy laneway rollup.",
        "The figures of “{where}” don't balance ({rule}); tell the administrator to run laneway rollup.",
    ),
    "not_an_address": (
        "Phải là địa chỉ thư điện tử, ví dụ can.bo@hanoi.gov.vn.",
        "Must be a mail address, such as officer@hanoi.gov.vn.",
    ),
    "not_a_cursor": ("Con trỏ trang không đúng.", "Not a cursor that a page gave."),
    "taken": ("Đã có rồi.", "Taken already."),
    "length": ("Phải có từ {least} đến {most} ký tự.", "Must have {least} to {most} characters."),
    "unknown_agency": ("Không có cơ quan mã “{code}”.", "There is no agency with the code “{code}”."),
    "unknown_kind": ("Không có loại cơ quan “{kind}”.", "There is no kind of agency “{kind}”."),
    "unknown_role": ("Không có vai trò “{role}”.", "There is no role “{role}”."),
    "unknown_lane": ("Sơ đồ không có làn này.", "The diagram has no such lane."),
    "unknown_step": ("Sơ đồ không có bước này.", "The diagram has no such step."),
    "answer_unfit": ("Câu trả lời không dùng được.", "The answer can't be used."),
    "label_changed": ("Nhãn của làn nay là “{label}”.", "The lane's label is “{label}” now."),
    "form_name": (
        "Không phải tên tệp biểu mẫu (.form hoặc .json), hoặc trùng tên.",
        "Not the name of a form file (.form or .json), or twice.",
    ),
    "no_diagram": ("Thiếu tệp sơ đồ (.bpmn hoặc .xml).", "A diagram file (.bpmn or .xml) is missing."),
    "several_diagrams": ("Chỉ gửi một tệp sơ đồ.", "Send one diagram file only."),
    "key_length": ("Idempotency-Key phải có 1–200 ký tự ASCII.", "Idempotency-Key must be 1–200 ASCII characters."),
    "idempotency_key_reused": (
        "Idempotency-Key này đã dùng cho một yêu cầu khác.",
        "This Idempotency-Key was used for another request.",
    ),
    "not_of_kind": (
        "Chọn một cơ quan loại “{kind}” đang hoạt động.",
        "Pick an agency of the kind “{kind}” that exists now.",
    ),
    # Answers to a form
    "not_text": ("Có ký tự không dùng được ({character}).", "Holds a character that can't be used ({character})."),
    "too_short": ("Cần ít nhất {limit} ký tự.", "At least {limit} characters."),
    "too_small": ("Phải từ {limit} trở lên.", "Must be {limit} or more."),
    "not_whole": ("Phải là số nguyên.", "Must be a whole number."),
    "decimal_digits": ("Nhiều nhất {limit} chữ số thập phân.", "At most {limit} decimal places."),
    "increment": ("Phải là bội số của {step}.", "Must be a multiple of {step}."),
    "pattern": ("Không đúng mẫu quy định.", "Doesn't match the pattern."),
    "pattern_said": ("{said}", "{said}"),
    "wrong_bound": (
        "Giới hạn của mục này tính ra không phải là số; hãy báo người vẽ biểu mẫu.",
        "The limit of this field is computed to something that is no number; tell who drew the form.",
    ),
    "too_early": ("Không được trước ngày {limit}.", "Not before {limit}."),
    "too_late": ("Không được sau {limit}.", "Not after {limit}."),
    "past_day": ("Ngày này đã qua.", "That day has passed."),
    "interval": ("Số phút phải chia hết cho {step}.", "Minutes must be a multiple of {step}."),
    "rows_fixed": ("Danh sách này có đúng {count} dòng.", "This list has exactly {count} rows."),
    "email": ("Không phải địa chỉ thư điện tử.", "Not an e-mail address."),
    "phone": ("Không phải số điện thoại.", "Not a phone number."),
    "not_a_date": ("Không phải ngày có thật.", "Not a day that exists."),
    "not_a_time": ("Không phải giờ có thật.", "Not a time of day."),
    "not_a_datetime": ("Không phải thời điểm có thật.", "Not a time that exists."),
    "not_an_option": ("Không có trong danh sách chọn.", "Not one of the options."),
    "duplicate": ("Chọn trùng “{value}”.", "“{value}” is chosen twice."),
    "not_a_document": (
        "Tệp đính kèm không còn hoặc không dùng được ở đây; hãy đính kèm lại.",
        "The attached file is gone or isn't for this step; attach it again.",
    ),
    "not_accepted": ("Không nhận loại tệp của “{name}” (chỉ nhận {accept}).", "“{name}” isn't of the kinds {accept}."),
    "no_documents": ("Không đính kèm được tệp ở đây; hãy bỏ trống.", "Files can't be attached here; leave it empty."),
    "document_used": (
        "Tệp đính kèm đã được dùng cho hồ sơ khác hoặc đã hết hạn; hãy đính kèm lại.",
        "An attached file has been handed in for another case, or has expired; attach it again.",
    ),
    "too_many_documents": (
        "Bạn có {most} tệp đã tải lên mà chưa gửi; hãy gửi bớt rồi thử lại, hoặc đợi một ngày.",
        "You have {most} uploaded files that weren't sent; send some first, or wait a day.",
    ),
    "one_file": ("Mỗi lần gửi đúng một tệp.", "Send one file at a time."),
    "empty_file": ("Tệp không có nội dung.", "The file is empty."),
    "file_too_large": ("Tệp lớn hơn {most} MB.", "The file is larger than {most} MB."),
    "file_kind": (
        "Không nhận loại tệp này. Nhận: PDF, PNG, JPEG, TIFF, HEIC, Word, Excel, PowerPoint (không có macro), "
        "OpenDocument và văn bản UTF-8.",
        "This kind of file isn't taken. Taken are PDF, PNG, JPEG, TIFF, HEIC, Word, Excel and PowerPoint (without "
        "macros), OpenDocument, and plain text in UTF-8.",
    ),
    "too_many": ("Quá nhiều, tối đa {limit}.", "Too many, at most {limit}."),
    "readonly": ("Mục này chỉ để xem.", "This can't be changed."),
    # The state it is in
    "stale": (
        "Đã có người sửa sau khi bạn mở; hãy tải lại (nay là lần sửa {revision}).",
        "It has been changed since you opened it; reload (revision {revision} now).",
    ),
    "task_done": ("Việc này {who} đã làm xong lúc {at}.", "{who} completed this task at {at}."),
    "task_claimed": ("Việc này {who} đã nhận lúc {at}.", "{who} claimed this task at {at}."),
    "task_closed": ("Việc này đã đóng ({outcome}).", "This task is closed ({outcome})."),
    "not_claimed": ("Việc này chưa ai nhận.", "Nobody has claimed this task."),
    "not_a_task": ("Đây không phải việc của người.", "This isn't a person's task."),
    "already_begun": ("{who} đã bắt đầu bước sau; không thu hồi được.", "{who} has begun the next step."),
    "not_recallable": ("Không thu hồi được nữa.", "It can't be recalled any more."),
    "clock_extended": ("Thời hạn này đã được gia hạn một lần.", "This limit has been extended once already."),
    "clock_stopped": ("Thời hạn này đã dừng.", "This clock has stopped."),
    "clock_without_limit": ("Đồng hồ này không có hạn để gia hạn.", "This clock has no limit to extend."),
    "extension_not_allowed": ("Thủ tục này không cho gia hạn.", "This procedure allows no extension."),
    "case_closed": ("Hồ sơ đã kết thúc.", "The case has ended."),
    "step_failed": (
        "Chưa tiếp nhận được: thủ tục {procedure}, phiên bản {version}, bước “{name}” ({element}), làn “{lane}”: "
        "{happened} {advice}",
        "Nothing was started: procedure {procedure}, version {version}, step “{name}” ({element}), lane “{lane}”: "
        "{happened} {advice}",
    ),
    "act_failed": (
        "Không có gì thay đổi: hồ sơ {case} ({procedure}, phiên bản {version}), bước “{name}” ({element}), "
        "làn “{lane}”: {happened} {advice}",
        "Nothing has changed: case {case} ({procedure}, version {version}), step “{name}” ({element}), lane “{lane}”: "
        "{happened} {advice}",
    ),
    "incident": (
        "Hồ sơ {case} ({procedure}, phiên bản {version}), bước “{name}” ({element}), làn “{lane}”: {happened} {advice} "
        "Dữ liệu đã nhập được giữ trong sự cố {incident}.",
        "Case {case} ({procedure}, version {version}), step “{name}” ({element}), lane “{lane}”: {happened} {advice} "
        "What was typed is kept in incident {incident}.",
    ),
    "unknown_element": ("Sơ đồ không có phần tử “{element}”.", "The diagram has no element “{element}”."),
    "other_scope": (
        "“{element}” thuộc quy trình khác hoặc quy trình con khác; chọn một phần tử cùng chỗ với bước.",
        "“{element}” stands in another process or subprocess; choose an element beside the step.",
    ),
    "not_begun_by_a_token": (
        "“{element}” chỉ bắt đầu khi sự kiện của nó đến; chọn phần tử phía sau nó.",
        "“{element}” begins by its event alone; choose the element behind it.",
    ),
    "an_instance": (
        "Đây là một trong nhiều lượt của một việc: chỉ bỏ qua được, không chuyển được.",
        "This is one of several instances of a task: it can be skipped, not moved.",
    ),
    "not_in_force": ("Thủ tục chưa có phiên bản có hiệu lực.", "The procedure has no version in force."),
    "nobody_listens": ("Không có hồ sơ nào đợi thông điệp này.", "No case waits for this message."),
    "already_resolved": ("Sự cố đã được xử lý.", "The incident has been resolved."),
    "job_not_dead": ("Việc nền này không dừng; không cần làm lại.", "This job isn't dead; there is nothing to retry."),
    "job_is_over": ("Việc nền này đã xong hoặc đã bỏ.", "This job is done or cancelled already."),
    "procedure_exists": ("Đã có thủ tục mã “{code}”.", "There is a procedure with the code “{code}” already."),
    "form_unfit": ("Biểu mẫu không dùng được: {vi}.", "The form can't be used: {en}."),
    "version_added": (
        "Vừa có người thêm phiên bản khác; hãy thử lại.",
        "Somebody has just added a version; try again.",
    ),
    "drawn_meanwhile": (
        "Trong lúc bạn vẽ, {who} đã lưu phiên bản {number} (lúc {at}). Bản vẽ của bạn chưa được lưu.",
        "While you were drawing, {who} saved version {number} (at {at}). Your drawing hasn't been saved.",
    ),
    "too_many_checks": ("Kiểm tra quá dày; hãy đợi một lát.", "Too many checks; wait a moment."),
    "version_frozen": ("Phiên bản {number} đã ban hành, không sửa được.", "Version {number} is published, and frozen."),
    "version_unsupported": (
        "Sơ đồ có phần tử chưa chạy được: {reason}",
        "The diagram holds something that can't be run: {reason}",
    ),
    "agency_ended": ("Cơ quan “{code}” không còn vào ngày đó.", "The agency “{code}” doesn't exist on that day."),
    "publish_blocked": (
        "Chưa ban hành được: còn {count} phát hiện phải xử lý.",
        "It can't be published: {count} finding(s) must be dealt with.",
    ),
    "too_many_tokens": ("Đã có đủ {most} mã truy cập.", "There are {most} tokens already."),
    # Reading a diagram
    "import_too_large": (
        "Sơ đồ quá lớn hoặc quá phức tạp để đọc trong giới hạn.",
        "The diagram is too large or too complex to be read within the limits.",
    ),
    "import_failed": ("Không đọc được sơ đồ này.", "This diagram can't be read."),
    "import_busy": ("Đang đọc nhiều sơ đồ khác; hãy thử lại.", "Other diagrams are being read; try again."),
}

OF_INCIDENTS = frozenset({"incident", "step_failed", "act_failed"})
"""Codes whose `reason` is the code of an incident."""
_STATUSES: Mapping[int, tuple[str, str]] = {
    400: ("Yêu cầu không đọc được", "The request can't be read"),
    401: ("Cần đăng nhập", "Sign in first"),
    403: ("Không có quyền", "Not allowed"),
    404: ("Không tìm thấy", "Not found"),
    409: ("Không còn làm được", "Not in the right state"),
    412: ("Đã có thay đổi", "Changed meanwhile"),
    413: ("Quá lớn", "Too large"),
    415: ("Kiểu nội dung không được nhận", "Content type not taken"),
    422: ("Dữ liệu chưa đúng", "The data is wrong"),
    429: ("Quá nhiều lần", "Too many attempts"),
    500: ("Lỗi hệ thống", "Internal error"),
    503: ("Hệ thống đang bận", "Busy"),
}


class _Known(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


_NOT_THERE = (
    "Không có {thing} “{id}”, hoặc bạn không được xem.",
    "There is no {thing} “{id}”, or none that you may read.",
)
_THINGS: Mapping[str, tuple[str, str]] = {
    "act": ("việc đã làm", "act"),
    "agency": ("cơ quan", "agency"),
    "answer": ("câu trả lời", "answer"),
    "apology": ("thư xin lỗi", "apology"),
    "calendar": ("lịch làm việc", "calendar"),
    "case": ("hồ sơ", "case"),
    "clock": ("đồng hồ thời hạn", "clock"),
    "document": ("tệp", "document"),
    "feedback": ("phản ánh", "feedback"),
    "form": ("biểu mẫu", "form"),
    "incident": ("sự cố", "incident"),
    "job": ("việc chạy nền", "job"),
    "notice": ("thông báo", "notice"),
    "outage": ("đợt ngừng hệ thống", "outage"),
    "overlap": ("chỗ chồng chéo", "overlap"),
    "person": ("người", "person"),
    "picture": ("hình", "picture"),
    "procedure": ("thủ tục", "procedure"),
    "review": ("cuộc kiểm điểm, rà soát", "review"),
    "rule": ("quy tắc", "rule"),
    "step": ("bước", "step"),
    "task": ("việc", "task"),
    "token": ("mã truy cập", "token"),
    "version": ("phiên bản", "version"),
}
"""What can be asked for and not be there, as `errors.NotFoundError` names it."""


def text(code: str, language: str, values: Mapping[str, object] | None = None) -> str:
    """The sentence for a code, with the things it names; the code itself where there is none."""
    pair = _TEXTS.get(code)
    if pair is None:
        return code
    if code == "answer_unfit" and values is not None and language in values:
        return str(values[language])  # the finding's own sentence, which says what to do
    named = {key: str(value)[:200] for key, value in (values or {}).items()}
    thing, identifier = _THINGS.get(named.get("kind", "")), named.get("id", "")
    if code == "not_found" and thing and identifier:
        pair = _NOT_THERE
        named["thing"] = thing[language == "en"]
    reason = named.get("reason", "")
    if code in OF_INCIDENTS and reason:
        named["happened"] = incident_texts.happened(reason, language, values)
        named["advice"] = incident_texts.advice(reason, language, values)
    return pair[language == "en"].format_map(_Known(named))


def title(code: str, status: int, language: str) -> str:
    """The short summary of a kind of problem, the same for each occurrence (RFC 9457, 3.1.3)."""
    pair = _STATUSES.get(status)
    if pair is None:
        return http.HTTPStatus(status).phrase if status in http.HTTPStatus._value2member_map_ else code
    return pair[language == "en"]


def codes() -> frozenset[str]:
    """Every code that has a sentence."""
    return frozenset(_TEXTS)
