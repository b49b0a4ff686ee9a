"""What becomes of each of the demo's cases: what people answer, how long they take, and where an open one has stopped.

The figures are invented and have a shape: tax assesses slowly, the police of a far commune too, some applicants never
bring what is missing, and the second versions are a little faster than the first, so that boards, bottlenecks and
comparisons have something true to show.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service.cli import demo_people
from service.rules import worktime

BIRTH, LAND = "LT.01", "LT.04"
SLOW_WARD, SLOW = "H26.1.98", 1.5
BETTER = 0.8
"""Waiting under second versions, by waiting under the first."""
WARDS = (
    {"mot-cua": "H26.1.12", "ubnd-xa": "H26.101", "cong-an-xa": "CA.HN.101"},
    {"mot-cua": "H26.1.27", "ubnd-xa": "H26.102", "cong-an-xa": "CA.HN.102"},
    {"mot-cua": "H26.1.98", "ubnd-xa": "H26.103", "cong-an-xa": "CA.HN.103"},
)
UNCLAIMED = 0.06
"""Share of tasks that are completed without having been claimed."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a step is usually done: office hours until somebody begins (median, and spread), minutes of work."""

    hours: float
    spread: float = 0.6
    minutes: float = 25


PACES: Mapping[str, Mapping[str, Pace]] = {
    BIRTH: {
        "Task_CheckDossier": Pace(1.0),
        "Task_Supplement": Pace(11, 0.7, 10),
        "Task_RegisterBirth": Pace(1.2, 0.5, 30),
        "Task_SignBirth": Pace(0.9, 0.6, 6),
        "Task_CheckResidence": Pace(3.6, 0.8, 35),
        "Task_CorrectForResidence": Pace(3.0),
        "Task_VerifyResidence": Pace(12, 0.5, 90),
        "Task_HostConsent": Pace(7.0, 0.6, 10),
        "Task_RegisterResidence": Pace(1.6, 0.6, 20),
        "Task_PaySupport": Pace(4.0, 0.7, 30),
        "Task_CheckCard": Pace(1.6, 0.6, 15),
        "Task_CorrectForCard": Pace(3.0),
        "Task_IssueCard": Pace(2.2, 0.7, 15),
        "Task_IssueIdCard": Pace(16, 0.5, 45),
        "Task_ReturnResult": Pace(1.0, 0.8, 10),
    },
    LAND: {
        "Task_CheckDossier": Pace(1.5, 0.6, 40),
        "Task_Supplement": Pace(12, 0.7, 10),
        "Task_Appraise": Pace(6.0, 0.6, 150),
        "Task_PrepareTransfer": Pace(2.0, 0.6, 45),
        "Task_AssessTax": Pace(17, 0.7, 120),
        "Task_Clarify": Pace(4.0, 0.6, 60),
        "Task_SignNotice": Pace(3.0, 0.8, 8),
        "Task_DeliverNotice": Pace(1.5, 0.6, 15),
        "Task_RemindPayment": Pace(4.0, 0.6, 20),
        "Task_ConfirmPayment": Pace(2.0, 0.7, 12),
        "Task_UpdateRecord": Pace(5.0, 0.6, 100),
        "Task_SignCertificate": Pace(3.0, 0.8, 8),
        "Task_ReturnResult": Pace(2.0, 0.8, 12),
    },
}
USUAL = Pace(2.0)


@dataclass(frozen=True, slots=True)
class Case:
    """What is settled about a case before it starts.

    Parameters:
        number: counts the demo's cases.
        opened: when it is taken in.
        version: the version then in force.
        never: elements at which nobody does anything: an open case stops there, and some supplements never come.
        intake: what the one-stop unit answers, visit by visit; accepted after that.
        finish: it ends before the demo is loaded.
        facts: further answers that are settled: eligible, assessment, residence, errors, pays_after (office hours).
    """

    number: int
    procedure: str
    version: int
    opened: datetime
    never: frozenset[str]
    intake: tuple[str, ...]
    finish: bool
    facts: Mapping[str, Any]
    ward: Mapping[str, str]
    dice: random.Random = field(repr=False, compare=False)

    @property
    def agencies(self) -> dict[str, str]:
        """What the case picks, by kind."""
        return dict(self.ward) if self.procedure == BIRTH else {"mot-cua": self.ward["mot-cua"]}

    def delays(self, element: str) -> tuple[float, float]:
        """Office seconds until somebody begins with a step, and of work on it."""
        pace = PACES[self.procedure].get(element, USUAL)
        slow = SLOW if self.ward["mot-cua"] == SLOW_WARD and self.procedure == BIRTH else 1.0
        better = BETTER if self.version > 1 else 1.0
        hours = pace.hours * slow * better * self.dice.lognormvariate(0, pace.spread)
        return hours * 3600, pace.minutes * 60 * self.dice.lognormvariate(0, 0.4)

    def claims(self) -> bool:
        """Whether the next person begins a task before completing it."""
        return self.dice.random() >= UNCLAIMED


def applicant(one: Case) -> dict[str, str]:
    """Who files the dossier."""
    return demo_people.applicant(one.dice, one.number)


def data(one: Case, person: Mapping[str, str]) -> dict[str, object]:
    """What the start form asks."""
    if one.procedure == BIRTH:
        return _birth_data(one, person)
    return {
        "owner_name": person["name"],
        "owner_id": person["identity"],
        "receiver_name": demo_people.name(one.dice),
        "certificate_no": f"CS {100_000 + one.number * 37}",
        "parcel": f"Thửa {one.dice.randint(1, 400)}, tờ bản đồ {one.dice.randint(1, 60)}",
        "parcel_area": round(one.dice.uniform(32, 240), 1),
        "change_kind": one.dice.choice(("transfer", "transfer", "transfer", "gift", "inherit")),
    }


def _birth_data(one: Case, person: Mapping[str, str]) -> dict[str, object]:
    girl = one.dice.random() < 0.5
    filed: dict[str, object] = {
        "child_name": demo_people.name(one.dice, woman=girl),
        "child_birth_date": one.opened.date().replace(day=1).isoformat(),
        "child_sex": "female" if girl else "male",
        "mother_name": demo_people.name(one.dice, woman=True),
        "mother_id": demo_people.identity(500_000 + one.number),
        "father_name": demo_people.name(one.dice, woman=False),
        "residence_address": person["address"],
        "hospital": one.dice.choice(("Bệnh viện Phụ sản Hà Nội", "Bệnh viện Bạch Mai", "Bệnh viện Thanh Nhàn")),
        "bank_account": "",
    }
    if one.version > 1:
        filed["wants_id_card"] = bool(one.facts.get("id_card"))
    return filed


def answers(one: Case, element: str, visit: int, at: datetime) -> dict[str, object]:
    """What is answered at a step.

    Parameters:
        visit: 1 when the case comes there for the first time.
        at: when it is answered.
    """
    day = at.astimezone(worktime.ZONE).date().isoformat()
    if element == "Task_CheckDossier":
        return _intake(one, visit)
    return (_birth if one.procedure == BIRTH else _land)(one, element, visit, day)


def _intake(one: Case, visit: int) -> dict[str, object]:
    said = one.intake[visit - 1] if visit <= len(one.intake) else "accept"
    missing = {"supplement": "Thiếu bản chính giấy tờ kèm theo", "refuse": "Không thuộc thẩm quyền giải quyết"}
    return {"intake": said, "missing_items": missing.get(said, "")}


def _birth(one: Case, element: str, visit: int, day: str) -> dict[str, object]:
    wrong = visit == 1 and one.facts.get("wrong") == element
    told: dict[str, dict[str, object]] = {
        "Task_RefuseDossier": {"refusal_reason": "Không thuộc thẩm quyền giải quyết"},
        "Task_StopCase": {"stop_reason": "Quá hạn bổ sung hồ sơ"},
        "Task_Supplement": {"supplement_note": "Nộp giấy tờ còn thiếu", "supplement_documents": 1},
        "Task_RegisterBirth": {
            "birth_register_no": f"{one.number}/{day[:4]}",
            "child_personal_id": demo_people.identity(700_000 + one.number),
            "birth_registered_on": day,
        },
        "Task_CheckResidence": {"residence_data": "wrong", "residence_note": "Sai nơi sinh"}
        if wrong
        else {"residence_data": "correct", "residence_action": one.facts.get("residence", "register")},
        "Task_CorrectForResidence": {"correction_note": "Đã sửa nơi sinh"},
        "Task_HostConsent": {"host_name": demo_people.name(one.dice), "host_agrees": True},
        "Task_VerifyResidence": {"verification_result": "Đúng nơi cư trú", "verified_on": day},
        "Task_RegisterResidence": {"residence_decision_no": f"TB-{one.number:04}"},
        "Task_PaySupport": {"support_amount": 2_000_000, "payment_order_no": f"UNC-{one.number}"},
        "Task_CheckCard": {"card_data": "wrong" if wrong else "correct"},
        "Task_CorrectForCard": {"correction_note": "Đã sửa họ tên"},
        "Task_IssueCard": {"insurance_card_no": f"TE101{one.number:010}", "insurance_from": day},
        "Task_IssueIdCard": {"id_card_no": demo_people.identity(700_000 + one.number), "id_card_issued_on": day},
        "Task_ReturnResult": {"return_channel": one.dice.choice(("electronic", "counter", "post"))},
    }
    return told.get(element, {})


def _land(one: Case, element: str, visit: int, day: str) -> dict[str, object]:
    told: dict[str, dict[str, object]] = {
        "Task_RefuseDossier": {"refusal_reason": "Không thuộc thẩm quyền giải quyết"},
        "Task_ReturnDossier": {"refusal_reason": "Hiện trạng thửa đất khác giấy chứng nhận"},
        "Task_StopCase": {"stop_reason": "Quá hạn bổ sung hồ sơ"},
        "Task_Supplement": {"supplement_note": "Nộp hợp đồng công chứng"},
        "Task_Appraise": {"eligible": bool(one.facts.get("eligible", True)), "appraisal_note": ""}
        | ({"disputed": False} if one.version > 1 else {}),
        "Task_PrepareTransfer": {
            "transfer_no": f"PC-{one.number}",
            "land_price": one.dice.randrange(20, 120) * 1_000_000,
            "tax_relief": False,
        },
        "Task_AssessTax": _assessment(one, visit),
        "Task_Clarify": {"clarification": "Vị trí 2, đường loại III"},
        "Task_SignNotice": {"notice_no": f"TB-{one.number}"},
        "Task_DeliverNotice": {"delivered_by": one.dice.choice(("electronic", "counter"))},
        "Task_RemindPayment": {"reminder_note": "Đề nghị nộp đúng hạn"},
        "Task_ConfirmPayment": {"treasury_voucher": f"NS-{one.number}", "amount_received": dues(one)},
        "Task_UpdateRecord": {"register_entry": f"VP {one.number:05}", "updated_on": day},
        "Task_SignCertificate": {"signed": True},
        "Task_ReturnResult": {"return_channel": one.dice.choice(("counter", "post")), "returned_to": ""},
    }
    return told.get(element, {})


def _assessment(one: Case, visit: int) -> dict[str, object]:
    said = str(one.facts.get("assessment", "due"))
    if said == "unclear" and visit > 1:
        said = "due"
    if said != "due":
        return {"assessment": said, "assessment_note": "Thiếu vị trí thửa đất" if said == "unclear" else ""}
    return {"assessment": said, "income_tax": dues(one) - 1_500_000, "registration_fee": 1_500_000}


def dues(one: Case) -> int:
    """What is to be paid, in đồng."""
    return 2_000_000 + one.number * 137_000


def payment(one: Case) -> dict[str, object]:
    """What the bank tells."""
    return {"receipt_no": f"FT{one.number:08}", "amount": dues(one)}
