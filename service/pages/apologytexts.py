"""What apologies and reviews are called in the reader's language: grounds, states, reasons, conclusions."""

from __future__ import annotations

from service.pages import texts


def ground(code: str) -> str:
    """Why an apology is owed, with a sign."""
    known = {
        "late": texts._("▲ quá hạn"),
        "foreseen": texts._("◔ thấy trước sẽ chậm"),
        "error": texts._("✖ sai sót"),
    }
    return known.get(code, code)


def state(code: str) -> str:
    """How far an apology is, with a sign."""
    known = {
        "draft": texts._("○ cần viết"),
        "submitted": texts._("◔ chờ duyệt"),
        "approved": texts._("◑ chờ ký"),
        "signed": texts._("◕ chờ gửi"),
        "sent": texts._("● đã gửi, đã công khai"),
        "dropped": texts._("– đã bỏ, không phải xin lỗi"),
        "withdrawn": texts._("✖ đã thu hồi"),
    }
    return known.get(code, code)


def reason(code: str) -> str:
    """A reason of the catalogue."""
    return dict(reasons()).get(code, code)


def reasons() -> tuple[tuple[str, str], ...]:
    """The catalogue of reasons, in the order in which it is offered."""
    return (
        ("workload", texts._("Số lượng hồ sơ tăng, quá khả năng xử lý")),
        ("staff_absent", texts._("Cán bộ phụ trách vắng, chưa bố trí kịp người thay")),
        ("waiting_for_agency", texts._("Phối hợp, lấy ý kiến giữa các cơ quan kéo dài")),
        ("verification", texts._("Xác minh, kiểm tra thực tế kéo dài")),
        ("outage", texts._("Hệ thống thông tin gặp sự cố")),
        ("complex", texts._("Hồ sơ phức tạp, cần thêm thời gian xem xét")),
        ("own_mistake", texts._("Cơ quan có sai sót trong quá trình xử lý")),
        ("other", texts._("Lý do khác (ghi rõ)")),
    )


def closed_reason(code: str) -> str:
    """Why a draft was dropped, by somebody or by the worker."""
    known = {
        "in_time": texts._("đã xong đúng hạn"),
        "due_moved": texts._("thời hạn đã được tính lại"),
    }
    return known.get(code, code)


def review_ground(code: str) -> str:
    """Why there is a review."""
    known = {
        "late": texts._("▲ quá hạn"),
        "error": texts._("✖ sai sót"),
        "second_breach": texts._("▲▲ chậm lần thứ hai"),
        "long_late": texts._("▲ quá hạn nhiều ngày"),
    }
    return known.get(code, code)


def conclusion(code: str) -> str:
    """How a review ended."""
    return dict(conclusions()).get(code, texts._("chưa kết luận"))


def conclusions() -> tuple[tuple[str, str], ...]:
    """What may be concluded."""
    return (
        ("responsible", texts._("có trách nhiệm")),
        ("shared", texts._("trách nhiệm chung")),
        ("not_responsible", texts._("không có trách nhiệm")),
    )


def field(key: str) -> str:
    """What a field of these pages is called."""
    known = {
        "reason": texts._("Lý do"),
        "words": texts._("Nội dung"),
        "new_due": texts._("Ngày hẹn mới"),
        "how": texts._("Cách gửi"),
        "what": texts._("Sai ở đâu"),
        "agency": texts._("Cơ quan"),
        "conclusion": texts._("Kết luận"),
        "findings": texts._("Nhận định"),
        "measures": texts._("Biện pháp"),
        "explanation": texts._("Giải trình"),
        "person": texts._("Người được đề nghị"),
        "answers_for": texts._("Người chịu trách nhiệm"),
    }
    return known.get(key, key)


FILTERS = {
    "apology_ground": ground,
    "apology_state": state,
    "apology_reason": reason,
    "closed_reason": closed_reason,
    "review_ground": review_ground,
    "conclusion": conclusion,
}
