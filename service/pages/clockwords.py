"""What clocks are called: their kinds and states, why they rest, amounts of their unit."""

from __future__ import annotations

from bpmn import settings as st
from service.pages import texts
from service.usecases import clockstold

MINUTE, HOUR = 60, 3_600


def amount(ticks: int, unit: str) -> str:
    """Ticks as people say them: ``3 ngày làm việc 2 giờ 5 phút``; a minute that has begun counts whole, 0 is told."""
    whole = abs(ticks)
    parts = []
    if unit in (st.Unit.WORKING_DAY, st.Unit.CALENDAR_DAY):
        per_day = 28_800 if unit == st.Unit.WORKING_DAY else 86_400
        days, whole = divmod(whole, per_day)
        if days and unit == st.Unit.WORKING_DAY:
            parts.append(texts.ngettext("%(num)d ngày làm việc", "%(num)d ngày làm việc", days))
        elif days:
            parts.append(texts.ngettext("%(num)d ngày", "%(num)d ngày", days))
    hours, rest = divmod(whole, HOUR)
    if hours:
        parts.append(texts.ngettext("%(num)d giờ", "%(num)d giờ", hours))
    minutes = -(-rest // MINUTE)
    if minutes or not parts:
        parts.append(texts.ngettext("%(num)d phút", "%(num)d phút", minutes))
    return " ".join(parts)


def kind(code: str) -> str:
    """A kind of clock."""
    known = {
        "case": texts._("Cả hồ sơ"),
        "lane": texts._("Làn"),
        "budget": texts._("Thời hạn chung"),
        "ack": texts._("Xác nhận đã nhận"),
    }
    return known.get(code, code)


def state(clock: clockstold.ClockTold) -> str:
    """What a clock does now, and why."""
    if clock.state == "stopped":
        return texts._("đã dừng")
    return texts._("đang tính") if clock.state == "running" else texts._("tạm dừng: %(why)s", why=why(clock.paused_for))


def why(code: str) -> str:
    """Why a stretch counts or doesn't."""
    known = {
        "counting": texts._("được tính"),
        "supplement": texts._("chờ người nộp bổ sung"),
        "payment": texts._("chờ nộp nghĩa vụ tài chính"),
        "tax": texts._("cơ quan thuế xác định nghĩa vụ"),
        "consent": texts._("chờ ý kiến đồng ý"),
        "elsewhere": texts._("nơi khác đang giữ hồ sơ"),
        "not_received": texts._("cơ quan có thẩm quyền chưa nhận"),
        "cut_off": texts._("nhận sau giờ chốt, tính từ ngày làm việc sau"),
        "outage": texts._("hệ thống ngừng hoạt động (đã thông báo)"),
        "restarted": texts._("tính lại từ đầu sau khi bổ sung"),
    }
    return known.get(code, code)


def act(one: clockstold.ActTold) -> str:
    """An act on a clock, with its reason where that is a code."""
    known = {
        "start": texts._("bắt đầu"),
        "pause": texts._("tạm dừng"),
        "resume": texts._("tính tiếp"),
        "restart": texts._("tính lại từ đầu"),
        "extend": texts._("gia hạn"),
        "exclude": texts._("không tính một khoảng"),
        "recompute": texts._("tính lại theo lịch làm việc mới"),
        "stop": texts._("dừng"),
    }
    said = known.get(one.kind, one.kind)
    return f"{said}: {why(one.reason)}" if one.reason else said
