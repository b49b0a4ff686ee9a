"""What the values of a version are called in the reader's language: limits, bindings, roles, elements, timers.

Everything here is what an official would say; codes and names from the standard's XML are shown only where nobody has a
word for them.
"""

from __future__ import annotations

from collections.abc import Mapping

from bpmn import settings as st
from bpmn.expressions import errors as expression_errors
from bpmn.expressions import spans, temporal
from service.pages import display, texts

_MONTHS_PER_YEAR = 12


def limit(value: st.Limit | None) -> str:
    """``3 ngày làm việc``; a dash where there is none."""
    if value is None:
        return "–"
    return {
        st.Unit.WORKING_DAY: lambda n: texts.ngettext("%(num)d ngày làm việc", "%(num)d ngày làm việc", n),
        st.Unit.CALENDAR_DAY: lambda n: texts.ngettext("%(num)d ngày theo lịch", "%(num)d ngày theo lịch", n),
        st.Unit.WORKING_HOUR: lambda n: texts.ngettext("%(num)d giờ làm việc", "%(num)d giờ làm việc", n),
        st.Unit.HOUR: lambda n: texts.ngettext("%(num)d giờ theo đồng hồ", "%(num)d giờ theo đồng hồ", n),
        st.Unit.MINUTE: lambda n: texts.ngettext("%(num)d phút", "%(num)d phút", n),
    }[value.unit](value.amount)


def units() -> tuple[tuple[str, str], ...]:
    """Each unit of a limit with its name, the usual one first."""
    return (
        (st.Unit.WORKING_DAY.value, texts._("ngày làm việc")),
        (st.Unit.CALENDAR_DAY.value, texts._("ngày theo lịch")),
        (st.Unit.WORKING_HOUR.value, texts._("giờ làm việc")),
        (st.Unit.HOUR.value, texts._("giờ theo đồng hồ")),
        (st.Unit.MINUTE.value, texts._("phút")),
    )


def roles() -> tuple[tuple[str, str], ...]:
    """Each role that a step may ask for, with its name."""
    return (("staff", texts._("chuyên viên")), ("chief", texts._("lãnh đạo")))


def role(value: str | None) -> str:
    """A role's name; a dash where nobody has said."""
    return dict(roles()).get(value or "", value or "–")


def level(value: str) -> str:
    """What a finding's level is called."""
    names = {
        "error": texts._("Lỗi"),
        "warning": texts._("Cảnh báo"),
        "note": texts._("Ghi chú"),
        "answered": texts._("Đã trả lời"),
    }
    return names.get(value, value)


def state(value: str) -> str:
    """What a version's state is called."""
    return {"draft": texts._("bản nháp"), "published": texts._("đã ban hành")}.get(value, value)


def agency_kind(value: str) -> str:
    """What a kind of agency is called; its code where there is no word for it."""
    names = {
        "bhxh-co-so": texts._("Bảo hiểm xã hội cơ sở"),
        "bhxh-tp": texts._("Bảo hiểm xã hội thành phố"),
        "bo": texts._("Bộ, cơ quan ngang bộ"),
        "cong-an-tp": texts._("Công an thành phố"),
        "cong-an-xa": texts._("Công an cấp xã"),
        "kho-bac": texts._("Kho bạc Nhà nước"),
        "mot-cua": texts._("Bộ phận một cửa"),
        "so": texts._("Sở, ngành"),
        "thue-co-so": texts._("Thuế cơ sở"),
        "thue-tp": texts._("Thuế thành phố"),
        "tinh": texts._("Thành phố, tỉnh"),
        "ubnd-xa": texts._("Ủy ban nhân dân cấp xã"),
        "vpdk": texts._("Văn phòng đăng ký đất đai"),
        "vpdk-cn": texts._("Chi nhánh văn phòng đăng ký đất đai"),
    }
    return names.get(value, value)


def binding(value: st.Binding | None, agencies: Mapping[str, display.Named]) -> str:
    """Who a lane belongs to.

    Parameters:
        agencies: by code; one that isn't there any more is shown by its code.
    """
    if value is None:
        return texts._("chưa gán")
    if value.to is st.BindTo.AGENCY:
        return display.name(agencies.get(value.value)) or value.value
    if value.to is st.BindTo.KIND:
        return texts._("%(kind)s mà hồ sơ chọn", kind=agency_kind(value.value))
    if value.to is st.BindTo.APPLICANT:
        return texts._("người nộp hồ sơ")
    if value.to is st.BindTo.SYSTEM:
        return texts._("hệ thống ngoài “%(name)s”", name=value.value)
    return texts._("theo làn cha")


def binding_text(text: str | None, agencies: Mapping[str, display.Named]) -> str:
    """The same from the text that a comparison gives: ``agency H26.1``."""
    to, _, value = (text or "").partition(" ")
    if to not in {one.value for one in st.BindTo}:
        return text or binding(None, agencies)
    return binding(st.Binding(st.BindTo(to), value), agencies)


def limit_text(text: str | None) -> str:
    """A limit from the text that a comparison gives: ``3 working_day``."""
    try:
        return limit(st.parse_limit(text or None))
    except st.SettingsError:
        return text or "–"


def element(kind: str) -> str:
    """What an element of a diagram is called, by its type as the standard writes it, with what `bpmn.compare` adds."""
    first, _, rest = kind.partition(" ")
    name = elements().get(first, first)
    return f"{name} ({_event_kinds(rest)})" if rest else name


def elements() -> dict[str, str]:
    """What elements are called, by their type as the standard writes it."""
    return {**_tasks(), **_gateways_and_events()}


def _tasks() -> dict[str, str]:
    return {
        "task": texts._("việc"),
        "userTask": texts._("việc của người"),
        "manualTask": texts._("việc làm tay"),
        "serviceTask": texts._("việc của hệ thống"),
        "sendTask": texts._("gửi thông điệp"),
        "receiveTask": texts._("nhận thông điệp"),
        "scriptTask": texts._("kịch bản"),
        "businessRuleTask": texts._("áp dụng quy tắc"),
        "callActivity": texts._("gọi quy trình khác"),
        "subProcess": texts._("quy trình con"),
        "adHocSubProcess": texts._("quy trình con tùy việc"),
        "transaction": texts._("giao dịch"),
        "process": texts._("quy trình"),
    }


def _gateways_and_events() -> dict[str, str]:
    return {
        "exclusiveGateway": texts._("chọn một nhánh"),
        "inclusiveGateway": texts._("chọn một hay nhiều nhánh"),
        "parallelGateway": texts._("rẽ nhánh song song"),
        "eventBasedGateway": texts._("đợi sự kiện đến trước"),
        "complexGateway": texts._("rẽ nhánh phức hợp"),
        "startEvent": texts._("bắt đầu"),
        "endEvent": texts._("kết thúc"),
        "intermediateCatchEvent": texts._("đợi sự kiện"),
        "intermediateThrowEvent": texts._("phát sự kiện"),
        "boundaryEvent": texts._("sự kiện gắn ở bước"),
    }


def events() -> dict[str, str]:
    """What kinds of events are called, by their kind as the reader writes it."""
    return {
        "message": texts._("thông điệp"),
        "timer": texts._("hẹn giờ"),
        "error": texts._("lỗi"),
        "escalation": texts._("báo lên trên"),
        "signal": texts._("tín hiệu"),
        "link": texts._("liên kết"),
        "terminate": texts._("kết thúc ngay"),
        "conditional": texts._("điều kiện"),
        "compensate": texts._("bù trừ"),
        "cancel": texts._("hủy giao dịch"),
    }


def _event_kinds(rest: str) -> str:
    names = events() | {
        "non-interrupting": texts._("không ngắt"),
        "event subprocess": texts._("theo sự kiện"),
    }
    left, said = rest, []
    for kind, name in names.items():
        if kind in left:
            left = left.replace(kind, "")
            said.append(name)
    return ", ".join([*said, *left.replace("+", " ").split()])


def timer_kinds() -> tuple[tuple[str, str], ...]:
    """The kinds of a timer."""
    return (
        ("duration", texts._("sau một khoảng thời gian")),
        ("date", texts._("đến một thời điểm")),
        ("cycle", texts._("lặp lại")),
    )


def timer(text: str | None) -> str:
    """A timer from the text that a comparison gives: ``duration P10D``; several are joined by semicolons."""
    if not text:
        return "–"
    return "; ".join(_timer(one.strip()) for one in text.split(";"))


def _timer(text: str) -> str:
    kind, _, written = text.partition(" ")
    if not written:
        return texts._("chưa đặt giờ") if kind in {"date", "duration", "cycle"} else text
    try:
        if kind == "duration" and (working := spans.working(written)) is not None:
            return texts._("sau %(time)s", time=limit(st.Limit(working[0], st.Unit(working[1]))))
        if kind == "duration":
            return texts._("sau %(time)s", time=_duration(temporal.parse_duration(written)))
        if kind == "date":
            return texts._("đến %(at)s", at=display.instant(temporal.parse_instant(written)))
        if kind == "cycle":
            return _cycle(temporal.parse_cycle(written))
    except expression_errors.ExpressionError:
        return written
    return text


def _cycle(cycle: temporal.Cycle) -> str:
    every = texts._("cứ %(time)s một lần", time=_duration(cycle.interval))
    if cycle.repetitions is None:
        return every
    return texts.ngettext("%(every)s, %(num)d lần", "%(every)s, %(num)d lần", cycle.repetitions, every=every)


def _duration(length: temporal.Duration) -> str:
    years, months = divmod(length.months, _MONTHS_PER_YEAR)
    parts = (
        (years, texts.ngettext("%(num)d năm", "%(num)d năm", years)),
        (months, texts.ngettext("%(num)d tháng", "%(num)d tháng", months)),
        (length.days, texts.ngettext("%(num)d ngày", "%(num)d ngày", length.days)),
    )
    said = [text for count, text in parts if count]
    if length.seconds or not said:
        said.append(display.duration(length.seconds))
    return " ".join(said)
