"""What report II.06a and the register say when printed. They are official papers: Vietnamese, whoever prints them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from service.pages import display
from service.schemas import request
from service.usecases import dossierlists, figures

TITLE = "Tình hình, kết quả tiếp nhận, giải quyết thủ tục hành chính"
REGISTER = "Sổ theo dõi hồ sơ giải quyết thủ tục hành chính"
ROWS_OF = {"field": "Lĩnh vực giải quyết", "procedure": "Thủ tục hành chính", "agency": "Cơ quan, đơn vị"}
COLUMNS = (
    "STT", "Mã hồ sơ", "Tên thủ tục", "Chủ hồ sơ", "Liên hệ", "Ngày nhận", "Ngày hẹn trả", "Ngày trả kết quả",
    "Người nhận", "Cơ quan chủ trì",
)  # fmt: skip
NO_FIELD = "Chưa phân lĩnh vực"


def report(found: figures.Report, unit: str) -> dict[str, Any]:
    """Report II.06a, for paper and spreadsheet.

    Parameters:
        unit: who reports: the agency, or the city.
    """
    config, asked = request.wiring().config, found.query
    as_of = display.instant(found.as_of)
    supplement = "tính là trong hạn" if asked.excused else "tính theo hạn trả đã hẹn"
    return {
        "code": config.report_code,
        "circular": config.report_circular,
        "title": TITLE,
        "unit": unit,
        "period": period(asked),
        "filter": f"Lĩnh vực: {asked.field}" if asked.field else "",
        "rows_of": ROWS_OF[asked.by],
        "rows": [{"name": _name(row), "figures": list(row.figures.columns().values())} for row in found.rows],
        "total": None if found.total is None else list(found.total.columns().values()),
        "note": f"Số liệu đến {as_of}; hồ sơ đang chờ bổ sung {supplement}.",
        "place_and_date": f"......, ngày {display.local(request.now()):%d tháng %m năm %Y}",
    }


def _name(row: figures.Row) -> str:
    return f"{row.code} – {row.name}" if row.code else row.name or NO_FIELD


def period(asked: figures.Query) -> str:
    """The period in words."""
    return f"Từ ngày {asked.first:%d/%m/%Y} đến ngày {asked.last:%d/%m/%Y}"


def register(asked: figures.Query, unit: str) -> dict[str, Any]:
    """What stands around the lines of the register."""
    return {
        "title": REGISTER,
        "unit": unit,
        "period": period(asked),
        "filter": f"Lĩnh vực: {asked.field}" if asked.field else "",
        "columns": list(COLUMNS),
    }


def lines(found: Iterable[dossierlists.Line]) -> Iterator[Sequence[str]]:
    """The lines of the register, a text per column."""
    for number, one in enumerate(found, start=1):
        yield (
            str(number), one.code, f"{one.procedure.code} – {one.procedure.name_vi}", one.owner, one.contact,
            display.instant(one.received_at), display.instant(one.due_at), display.instant(one.settled_at),
            one.receiver, one.lead.name_vi if one.lead else "",
        )  # fmt: skip
