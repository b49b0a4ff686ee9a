"""What a letter of apology says: the values that its template prints, frozen when it is signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models import agency, apology, base, procedure
from models import case as cases
from service.rules import apologies as rules
from service.rules import apologypolicy
from service.usecases import published

TEMPLATE = "apology"
TITLE = "Phiếu xin lỗi và hẹn lại ngày trả kết quả"
TITLE_PLAIN = "Phiếu xin lỗi"
REASONS = {
    "staff_absent": "Cán bộ phụ trách vắng mặt, cơ quan chưa bố trí kịp người thay.",
    "workload": "Số lượng hồ sơ tăng, vượt khả năng xử lý của cơ quan trong thời gian quy định.",
    "waiting_for_agency": "Việc phối hợp, lấy ý kiến giữa các cơ quan kéo dài.",
    "verification": "Việc xác minh, kiểm tra thực tế kéo dài.",
    "outage": "Hệ thống thông tin gặp sự cố.",
    "complex": "Hồ sơ có nội dung phức tạp, cần thêm thời gian xem xét.",
    "own_mistake": "Cơ quan có sai sót trong quá trình xử lý.",
    "other": "",
}
"""The catalogue in words, as letters and register print it; letters are Vietnamese whatever the reader's language."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, as what and when; None at the letter of a draft. `title` is of who signs by order."""

    name: str
    role: str
    at: datetime
    title: str = ""


def reason(code: str, words: str) -> str:
    """The reason as it is printed: the catalogue's sentence, and what was typed behind it."""
    return " ".join(part for part in (REASONS.get(code, ""), words.strip()) if part)


def says(
    session: Session,
    row: apology.Apology,
    policy: apologypolicy.Policy,
    signature: Signature | None,
    *,
    done: bool,
    now: datetime,
) -> dict[str, Any]:
    """The values of a letter.

    Parameters:
        signature: None for a draft, which has no number.
        done: what was late has been finished meanwhile.
        now: when it is dated, if nobody signs.
    """
    parties = _parties(session, row)
    one = published.get(session, parties.version_id)
    fault = None if row.fault_id is None else session.get(apology.Fault, row.fault_id)
    at = now if signature is None else signature.at
    title = TITLE if row.new_due_at is not None else TITLE_PLAIN
    return {
        "title": f"{title} – {parties.code}",
        "heading": title.upper(),
        "draft": signature is None,
        "again": row.second,
        "kind": row.ground,
        "parent": parties.parent or "",
        "agency": parties.agency,
        "number": f"       /{policy.symbol}" if row.number is None else f"{row.number:02}/{row.symbol}",
        "place_and_date": f"{policy.place}, {day(at)}",
        "addressee": f"ông/bà {(parties.applicant or {}).get('name', '')}".strip(),
        "received": _capital(day(base.to_datetime(parties.opened_at))),
        "intake": parties.intake,
        "procedure": one.name_vi,
        "code": parties.code,
        "due": moment(row.case_due_at),
        "lane": one.lane(row.lane_key) if row.lane_key else "",
        "lane_due": moment(row.due_at) if row.lane_key else "",
        "done": done,
        "wrong": "" if fault is None else fault.what,
        "reason": reason(row.reason, row.words),
        "new_due": moment(row.new_due_at),
        "copies": _copies(parties.intake, row.second),
        "signing": list(() if signature is None else rules.signing(signature.role, policy, signature.title)),
        "signed": "" if signature is None else _signed(signature.at),
        "signer": "" if signature is None else signature.name,
    }


def _parties(session: Session, row: apology.Apology) -> Any:
    mine, above, intake, case = agency.Agency, aliased(agency.Agency), aliased(agency.Agency), cases.Case
    return session.execute(
        select(case.code, case.version_id, case.applicant, case.opened_at)
        .add_columns(mine.name_vi.label("agency"), above.name_vi.label("parent"), intake.name_vi.label("intake"))
        .add_columns(procedure.Procedure.lead_agency_id)
        .select_from(case)
        .join(mine, mine.id == row.agency_id)
        .join(intake, intake.id == case.intake_agency_id)
        .join(procedure.Procedure, procedure.Procedure.id == case.procedure_id)
        .outerjoin(above, above.id == mine.parent_id)
        .where(case.id == row.case_id)
    ).one()


def _copies(intake: str, second: bool) -> Sequence[str]:
    more = ("Cơ quan chủ trì thủ tục", "Văn phòng UBND (để theo dõi)") if second else ()
    return ["Như trên", f"{intake} (để trả cho người nộp)", *more, "Lưu: VT, hồ sơ"]


def day(at: datetime) -> str:
    """``ngày 26 tháng 11 năm 2026``; one-figure days, January and February with a zero (NĐ 30/2020, annex I)."""
    local = at.astimezone(base.HANOI)
    month = f"{local.month:02}" if local.month < 3 else str(local.month)
    return f"ngày {local.day:02} tháng {month} năm {local.year}"


def moment(ms: int | None) -> str:
    """``16 giờ 30 phút, ngày 27 tháng 11 năm 2026``; empty for None."""
    if ms is None:
        return ""
    local = base.to_datetime(ms).astimezone(base.HANOI)
    return f"{local.hour:02} giờ {local.minute:02} phút, {day(local)}"


def _signed(at: datetime) -> str:
    return f"Ký trên hệ thống lúc {at.astimezone(base.HANOI).strftime('%H:%M ngày %d/%m/%Y')}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
