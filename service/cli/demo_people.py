"""The demo's accounts: who works where, under which login, and invented names for them and for applicants.

Names are put together from common family, middle and given names; whoever bears one of them is not meant. Numbers of
identity papers and telephones follow the pattern and are counted, not taken from anybody.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

PASSWORD = "lienthong2026"  # noqa: S105 -- printed to everybody: the demo is no secret
INTEGRATOR = "tichhop"
"""Comes with the cases and in their transaction: who is there, the demo is there whole."""

CITY = "H26"
STAFF, CHIEF = "staff", "chief"
CHIEF_SUFFIX = ".lanhdao"

OFFICES: Mapping[str, tuple[str, int]] = {
    "H26.1": ("motcua.thanhpho", 2),
    "H26.1.12": ("motcua.hoankiem", 2),
    "H26.1.27": ("motcua.caugiay", 2),
    "H26.1.98": ("motcua.socson", 1),
    "H26.101": ("xa.hoankiem", 2),
    "H26.102": ("xa.caugiay", 1),
    "H26.103": ("xa.socson", 1),
    "CA.HN": ("congan.thanhpho", 1),
    "CA.HN.101": ("congan.hoankiem", 2),
    "CA.HN.102": ("congan.caugiay", 1),
    "CA.HN.103": ("congan.socson", 1),
    "BHXH.HN": ("bhxh.thanhpho", 1),
    "BHXH.HN.1": ("bhxh.hoankiem", 2),
    "THUE.HN": ("thue.thanhpho", 1),
    "THUE.HN.1": ("thue.coso1", 2),
    "KBNN.1": ("khobac", 1),
    "H26.13.1": ("vpdk", 1),
    "H26.13.1.3": ("vpdk.khuvuc3", 2),
    "H26.11": ("so.taichinh", 1),
    "H26.12": ("so.xaydung", 1),
    "H26.13": ("so.moitruong", 1),
    "H26.14": ("so.noivu", 1),
    "H26.15": ("so.yte", 1),
    "H26.16": ("so.vanhoa", 1),
    "H26.17": ("so.quyhoach", 1),
}
"""Code of an agency that lanes are bound to → stem of its logins, and how many staff it has beside its chief."""

CITY_ROLES: Mapping[str, str] = {
    "phantich": "analyst",
    "danhgia": "evaluator",
    "pheduyet": "approver",
    "quanly": "manager",
    "quantri": "administrator",
    "kiemtra": "auditor",
}

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Đinh", "Lý", "Phan")
_WOMEN = ("Hà", "Mai", "Lan", "Thu", "Ngọc Anh", "Hương", "Thảo", "Yến", "Hạnh", "Quỳnh", "Bích Ngọc", "Diệp", "Oanh")
_MEN = ("Bình", "Hùng", "Dũng", "Quang", "Tuấn", "Khánh", "Đức", "Minh", "Sơn", "Phong", "Thành", "Việt", "Long")
_BETWEEN_MEN = ("Văn", "Đức", "Quốc", "Hữu", "Xuân", "Công")
_STREETS = ("Hàng Bông", "Lý Thái Tổ", "Trần Thái Tông", "Núi Đôi", "Xuân Thủy", "Hàng Bạc", "Đa Phúc", "Nguyễn Khang")


@dataclass(frozen=True, slots=True)
class Account:
    """One person of the demo: the login, her invented name, and one role in one agency (two for the integrator)."""

    login: str
    name: str
    roles: tuple[tuple[str, str], ...]


def name(dice: random.Random, *, woman: bool | None = None) -> str:
    """An invented Vietnamese name."""
    if dice.random() < 0.5 if woman is None else woman:
        return f"{dice.choice(_FAMILY)} Thị {dice.choice(_WOMEN)}"
    return f"{dice.choice(_FAMILY)} {dice.choice(_BETWEEN_MEN)} {dice.choice(_MEN)}"


def identity(number: int) -> str:
    """A personal number by pattern: 12 digits."""
    return f"0013{90_000_000 + number % 10_000_000:08}"


def applicant(dice: random.Random, number: int) -> dict[str, str]:
    """An invented applicant, as a case is started for her."""
    return {
        "name": name(dice),
        "identity": identity(number),
        "phone": f"090000{number % 10_000:04}",
        "address": f"{dice.randint(1, 250)} phố {dice.choice(_STREETS)}, Hà Nội",
    }


def accounts() -> tuple[Account, ...]:
    """Everybody but the integrator, always the same: staff and chief of each office, and one of each city role."""
    dice = random.Random("people")  # noqa: S311 -- the same names every time, nothing secret
    found = [Account(login, name(dice), ((CITY, role),)) for login, role in CITY_ROLES.items()]
    for code, (stem, staff) in OFFICES.items():
        found.append(Account(f"{stem}{CHIEF_SUFFIX}", name(dice), ((code, CHIEF),)))
        found += [Account(login, name(dice), ((code, STAFF),)) for login in _staff(stem, staff)]
    return tuple(found)


def integrator() -> Account:
    """The account of another system: it works for a one-stop point and tells the treasury what the bank says."""
    return Account(INTEGRATOR, "Hệ thống tích hợp (mẫu)", (("H26.1.12", STAFF), ("KBNN.1", STAFF)))


def logins(agency: str, role: str) -> tuple[str, ...]:
    """The logins of those who can do a step of `role` in an agency."""
    stem, staff = OFFICES[agency]
    return (f"{stem}{CHIEF_SUFFIX}",) if role == CHIEF else _staff(stem, staff)


def _staff(stem: str, count: int) -> tuple[str, ...]:
    return tuple(stem if number == 1 else f"{stem}.{number}" for number in range(1, count + 1))
