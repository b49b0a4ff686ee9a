"""What a notice says, in the reader's language: made from its kind and values by pages, the API and mails alike.

A notice is stored without words, so that each reader has it in her own language, also years later. A kind of your own
is a line in `TEXTS`; its values are what stands in the braces, and texts of two languages are ``{"vi": …, "en": …}``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from models import base

Values = Mapping[str, Any]

TEXTS: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "warning.early": (
        ("Đã dùng {share}% thời hạn: {about}", "{share}% of the time is used: {about}"),
        ("Thời hạn kết thúc lúc {due}.", "The time ends on {due}."),
    ),
    "warning.ahead": (
        ("{left} nữa đến hạn: {about}", "Due in {left}: {about}"),
        (
            "Thời hạn kết thúc lúc {due}. Nếu biết sẽ chậm, phải xin lỗi và hẹn lại trước hạn.",
            "The time ends on {due}. Where it will be late, the apology and the new date must go out before.",
        ),
    ),
    "warning.due": (
        ("Đến hạn: {about}", "Due now: {about}"),
        ("Thời hạn kết thúc lúc {due} mà việc chưa xong.", "The time ended on {due} and it isn't done."),
    ),
    "warning.late": (
        ("Quá hạn {late}: {about}", "{late} late: {about}"),
        ("Thời hạn đã kết thúc lúc {due}.", "The time ended on {due}."),
    ),
    "apology.drafted": (
        ("Cần viết phiếu xin lỗi: hồ sơ {case}", "An apology to write: case {case}"),
        (
            "Ghi lý do và ngày hẹn mới, rồi trình lãnh đạo duyệt.",
            "Give the reason and the new date, then submit it to the chief.",
        ),
    ),
    "apology.second": (
        ("Chậm lần thứ hai: hồ sơ {case}", "Late for the second time: case {case}"),
        ("Đã hẹn lại một lần mà vẫn chậm.", "A new date had been given, and was broken too."),
    ),
    "apology.submit": (
        ("Phiếu xin lỗi chờ duyệt: hồ sơ {case}", "An apology to approve: case {case}"),
        ("Xem lý do và ngày hẹn mới, rồi duyệt hoặc trả lại.", "Read reason and date, then approve or give back."),
    ),
    "apology.approve": (
        ("Phiếu xin lỗi chờ ký: hồ sơ {case}", "An apology to sign: case {case}"),
        ("Phiếu đã được duyệt.", "It has been approved."),
    ),
    "apology.give_back": (
        ("Phiếu xin lỗi bị trả lại: hồ sơ {case}", "An apology was given back: case {case}"),
        ("Xem lý do trong sổ hồ sơ, sửa rồi trình lại.", "See why in the case's record, and submit it again."),
    ),
    "apology.send": (
        ("Trao phiếu xin lỗi số {number}: hồ sơ {case}", "Hand over apology {number}: case {case}"),
        (
            "Phiếu đã ký nằm trong tài liệu của hồ sơ; in và trao cho người nộp.",
            "The signed letter is among the case's documents; print it and give it to the applicant.",
        ),
    ),
    "review.asked": (
        ("Đề nghị giải trình: hồ sơ {case}", "Please explain: case {case}"),
        (
            "Đang kiểm điểm trách nhiệm một bước chậm hoặc sai mà bạn đã giữ.",
            "A step that you held was late or wrong, and is under review.",
        ),
    ),
    "review.opened": (
        ("Mở kiểm điểm trách nhiệm: hồ sơ {case}", "A review was opened: case {case}"),
        ("Mở theo quy định, do chậm lâu hoặc chậm lần thứ hai.", "By rule: very late, or late for the second time."),
    ),
}
"""Kind → title and sentence, each in Vietnamese and English."""

ABOUT: Mapping[str, tuple[str, str]] = {
    "step": ("bước “{step}”", "the step “{step}”"),
    "lane": ("phần việc của “{lane}”", "the work of “{lane}”"),
    "case": ("cả hồ sơ", "the whole case"),
    "budget": ("thời hạn chung “{budget}”", "the shared time “{budget}”"),
    "ack": ("việc tiếp nhận bước “{step}”", "taking over the step “{step}”"),
}
"""What a warning is about, by what has the limit."""


def title(kind: str, values: Values, language: str) -> str:
    """A few words that say what happened; the kind itself where nobody has words for it."""
    return _said(kind, 0, values, language) or kind


def sentence(kind: str, values: Values, language: str) -> str:
    """What there is to know besides; empty where there is nothing."""
    return _said(kind, 1, values, language)


def place(values: Values, language: str) -> str:
    """Where it is: the agency, and the procedure, as far as the values tell."""
    named = (_spoken(values[key], language) for key in ("agency", "procedure") if key in values)
    return " · ".join(name for name in named if name)


def _said(kind: str, part: int, values: Values, language: str) -> str:
    if kind not in TEXTS:
        return ""
    return _filled(TEXTS[kind][part][language == "en"], values, language)


def _filled(template: str, values: Values, language: str) -> str:
    return template.format_map(_Words(values, language))


class _Words(dict[str, str]):
    """The values as words; one that is missing is a dash, so that an old notice never fails to be shown."""

    def __init__(self, values: Values, language: str) -> None:
        super().__init__({key: _spoken(value, language) for key, value in values.items()})
        made: Mapping[str, Callable[[Values, str], str]] = {"about": _about, "late": _days, "left": _days, "due": _due}
        self.update({key: make(values, language) for key, make in made.items()})

    def __missing__(self, key: str) -> str:
        return "–"


def _spoken(value: object, language: str) -> str:
    if isinstance(value, Mapping):
        return str(value.get(language) or value.get("vi") or "")
    return str(value)


def _about(values: Values, language: str) -> str:
    template = ABOUT.get(str(values.get("what")), ("hồ sơ", "the case"))[language == "en"]
    return template.format(**{key: _spoken(values.get(key, "–"), language) for key in ("step", "lane", "budget")})


def _days(values: Values, language: str) -> str:
    days = values.get("days")
    count = abs(days) if isinstance(days, int) else 0
    if language == "en":
        return f"{count} working day{'' if count == 1 else 's'}"
    return f"{count} ngày làm việc"


def _due(values: Values, language: str) -> str:
    try:
        at = datetime.fromisoformat(str(values.get("due")))
    except ValueError:
        return "–"
    return at.astimezone(base.HANOI).strftime("%d/%m/%Y %H:%M")
