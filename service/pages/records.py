"""The record of a case in words: what each kind of event and each status is called."""

from __future__ import annotations

from service.pages import apologytexts, texts
from service.schemas import notice_texts, request
from service.usecases import views


def told(event: views.EventLine) -> str:
    """What happened, in a few words; the event's own name where there are none."""
    known = {
        "case.started": texts._("Đã tiếp nhận hồ sơ"),
        "case.ended": texts._("Hồ sơ kết thúc"),
        "case.cancelled": texts._("Đã hủy hồ sơ"),
        "task.claimed": texts._("Đã nhận việc"),
        "task.released": texts._("Đã trả lại việc"),
        "task.completed": texts._("Đã hoàn thành bước"),
        "task.deemed": texts._("Đồng ý (im lặng): bước tự hoàn thành khi hết hạn trả lời"),
        "task.recalled": texts._("Đã thu hồi bước"),
        "step.moved": texts._("Người vận hành đã chuyển bước"),
        "step.skipped": texts._("Người vận hành đã bỏ qua bước"),
        "call.answered": texts._("Ghi kết quả từ hệ thống ngoài"),
        "message.delivered": texts._("Nhận thông điệp"),
        "timer.fired": texts._("Đến giờ hẹn"),
        "calendar.applied": texts._("Tính lại hạn theo lịch làm việc mới"),
        "incident.raised": texts._("Có sự cố"),
        "fault.recorded": texts._("Ghi nhận sai sót"),
        "apology.drafted": texts._("Lập nháp phiếu xin lỗi"),
        "apology.write": texts._("Viết phiếu xin lỗi"),
        "apology.submit": texts._("Trình duyệt phiếu xin lỗi"),
        "apology.give_back": texts._("Trả lại phiếu xin lỗi"),
        "apology.approve": texts._("Duyệt phiếu xin lỗi"),
        "apology.sign": texts._("Ký phiếu xin lỗi"),
        "apology.send": texts._("Gửi phiếu xin lỗi và công khai"),
        "apology.drop": texts._("Bỏ nháp phiếu xin lỗi"),
        "apology.reopen": texts._("Mở lại nháp phiếu xin lỗi"),
        "apology.withdraw": texts._("Thu hồi phiếu xin lỗi"),
        "notice.acknowledged": texts._("Đã ghi nhận thông báo"),
    }
    if event.kind == "warning.told":
        stage = event.payload.get("stage")
        title = notice_texts.title(f"warning.{stage}", event.payload, request.language())
        return f"{texts._('Đã nhắc')}: {title}"
    said = known.get(event.kind, event.kind)
    reason = event.payload.get("reason") or event.payload.get("note")
    return f"{said}: {apologytexts.closed_reason(reason)}" if isinstance(reason, str) and reason else said


def dossier_status(code: str) -> str:
    """A status of the national code list in words."""
    known = {
        "NEW_SUBMITTED": texts._("mới đăng ký"),
        "ACCEPTED": texts._("được tiếp nhận"),
        "REFUSED_INTAKE": texts._("không được tiếp nhận"),
        "IN_PROGRESS": texts._("đang xử lý"),
        "AWAITING_SUPPLEMENT": texts._("yêu cầu bổ sung"),
        "AWAITING_PAYMENT": texts._("yêu cầu nghĩa vụ tài chính"),
        "WITHDRAWN": texts._("rút hồ sơ"),
        "STOPPED": texts._("dừng xử lý"),
        "RESOLVED": texts._("đã xử lý xong"),
        "RESULT_RETURNED": texts._("đã trả kết quả"),
    }
    return known.get(code, code)


def status(code: str) -> str:
    """Whether a case runs, in words."""
    known = {
        "running": texts._("đang chạy"),
        "ended": texts._("đã kết thúc"),
        "cancelled": texts._("đã hủy"),
    }
    return known.get(code, code)


def holder_kind(code: str) -> str:
    """What a case waits for at a place, with a sign."""
    known = {
        "task": texts._("☰ chờ cán bộ làm"),
        "applicant": texts._("⏸ chờ người nộp hồ sơ"),
        "message": texts._("✉ chờ thông điệp"),
        "timer": texts._("⏱ chờ đến giờ hẹn"),
        "call": texts._("⇄ chờ hệ thống ngoài"),
        "condition": texts._("◇ chờ đủ điều kiện"),
        "incident": texts._("✖ đang có sự cố"),
    }
    return known.get(code, code)


def step_kind(code: str) -> str:
    """What kind of wait a line of the history was."""
    known = {
        "task": texts._("việc"),
        "message": texts._("thông điệp"),
        "timer": texts._("giờ hẹn"),
        "call": texts._("hệ thống ngoài"),
        "condition": texts._("điều kiện"),
    }
    return known.get(code, code)


def token_role(code: str) -> str:
    """What a token is that nobody waits for, with a sign."""
    known = {
        "active": texts._("▶ đang diễn ra"),
        "listener": texts._("◎ đang nghe sự kiện"),
    }
    return known.get(code, code)


def applicant_field(key: str) -> str:
    """What a field about the applicant is called."""
    known = {
        "name": texts._("Họ và tên"),
        "identity": texts._("Số định danh cá nhân"),
        "phone": texts._("Điện thoại"),
        "email": texts._("Thư điện tử"),
        "address": texts._("Địa chỉ"),
        "birth_date": texts._("Ngày sinh"),
        "represents": texts._("Đại diện cho"),
    }
    return known.get(key, key)


def recallable(history: views.History) -> frozenset[int]:
    """Numbers of the steps that can still be recalled: nobody has begun what they opened, at the same instant."""
    begun = [one for one in history.steps if one.claimed_at or one.completed_at]
    return frozenset(
        one.seq
        for one in history.steps
        if one.may_recall and not any(other.seq > one.seq and other.enabled_at == one.completed_at for other in begun)
    )
