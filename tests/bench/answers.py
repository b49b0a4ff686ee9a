"""Answers as people give them in the forms of Vietnamese agencies: invented, and always the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

FREE = ("textfield", "textarea", "datetime", "number")
"""Types of fields that take any answer."""
FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
)
MIDDLE = ("Văn", "Thị", "Minh", "Quốc", "Thanh", "Đức", "Ngọc", "Hữu", "Thu", "Xuân", "Hoàng", "Kim", "Anh", "Hồng")
GIVEN = (
    *(
        "An",
        "Anh",
        "Bình",
        "Chi",
        "Cường",
        "Dũng",
        "Dung",
        "Giang",
        "Hà",
        "Hải",
        "Hạnh",
        "Hiếu",
        "Hoa",
        "Hùng",
        "Hương",
    ),
    *(
        "Huy",
        "Khánh",
        "Lan",
        "Linh",
        "Long",
        "Mai",
        "Nam",
        "Nga",
        "Phong",
        "Phương",
        "Quân",
        "Sơn",
        "Thảo",
        "Trang",
        "Tuấn",
    ),
)
STREETS = (
    "Hàng Bài",
    "Trần Hưng Đạo",
    "Lý Thường Kiệt",
    "Nguyễn Trãi",
    "Lê Lợi",
    "Hai Bà Trưng",
    "Bà Triệu",
    "Láng Hạ",
)
WARDS = (
    *("phường Hoàn Kiếm", "phường Cửa Nam", "phường Đống Đa", "phường Cầu Giấy", "phường Bến Thành"),
    *("xã Sóc Sơn", "xã Gia Lâm", "phường Hải Châu", "phường Thủ Đức", "xã Đông Anh"),
)
CITIES = ("Hà Nội", "thành phố Hồ Chí Minh", "Đà Nẵng", "Hải Phòng", "Cần Thơ", "tỉnh Bắc Ninh", "tỉnh Nghệ An")
OFFICES = (
    *("Ủy ban nhân dân", "Công an", "Sở Xây dựng", "Sở Tài chính", "Sở Nông nghiệp và Môi trường", "Chi cục Thuế"),
    *("Bảo hiểm xã hội", "Văn phòng đăng ký đất đai", "Trung tâm phục vụ hành chính công", "Phòng Tư pháp"),
)
NOTES = (
    "Hồ sơ đầy đủ, hợp lệ",
    "Đề nghị bổ sung bản sao giấy tờ tùy thân",
    "Đã kiểm tra, đủ điều kiện giải quyết theo quy định",
    "Chưa đủ điều kiện, trả lại hồ sơ kèm văn bản nêu rõ lý do",
    "Đã thông báo cho người nộp hồ sơ qua điện thoại",
    "Không có ý kiến",
    "Đồng ý với đề xuất của bộ phận chuyên môn",
)
MARKS = ("QĐ", "TB", "GP", "CV", "BB", "TTr", "GCN", "HS")
CHOICES = (
    "accept",
    "reject",
    "yes",
    "no",
    "supplement",
    "approved",
    "refused",
    "male",
    "female",
    "counter",
    "electronic",
    "post",
)

Draw = Callable[[random.Random], Any]


def person(random_: random.Random) -> str:
    """A name."""
    return f"{random_.choice(FAMILY)} {random_.choice(MIDDLE)} {random_.choice(GIVEN)}"


def address(random_: random.Random) -> str:
    """Where somebody lives."""
    number = f"{random_.choice(('', 'Số '))}{random_.randint(1, 400)} {random_.choice(('phố', 'đường'))}"
    city = random_.choice(("", f", {random_.choice(CITIES)}"))
    return f"{number} {random_.choice(STREETS)}, {random_.choice(WARDS)}{city}"


def day(random_: random.Random) -> str:
    """A date of these years, or of somebody's birth."""
    year = random_.choice((2024, 2025, 2026, 2026, 2026, random_.randint(1950, 2010)))
    return f"{year}-{random_.randint(1, 12):02}-{random_.randint(1, 28):02}"


def identity(random_: random.Random) -> str:
    """A personal identification number: twelve digits, the first three of a province."""
    return f"0{random_.choice(('01', '79', '48', '31', '24', '40'))}{random_.randint(0, 10**9 - 1):09}"


def mark(random_: random.Random) -> str:
    """The mark of a paper."""
    year, kind = random_.choice(("", "2025/", "2026/")), random_.choice(MARKS)
    return f"{random_.randint(1, 2_000)}/{year}{kind}-{random_.choice(('UBND', 'SXD', 'STC', 'CAT'))}"


def note(random_: random.Random) -> str:
    """What an officer writes."""
    return random_.choice(NOTES)


def money(random_: random.Random) -> int:
    """An amount in đồng."""
    return random_.randint(1, 900) * random_.choice((1_000, 10_000, 50_000, 100_000, 1_000_000))


def phone(random_: random.Random) -> str:
    """A mobile number."""
    return f"0{random_.choice('3579')}{random_.randint(0, 10**8 - 1):08}"


def office(random_: random.Random) -> str:
    """An agency."""
    return f"{random_.choice(OFFICES)} {random_.choice(WARDS)}"


BY_NAME: tuple[tuple[tuple[str, ...], Draw], ...] = (
    (("address", "dia_chi", "noi_", "residence", "place", "diaChi"), address),
    (("name", "ho_ten", "nguoi_", "owner", "applicant", "hoTen"), person),
    (("date", "ngay", "_on", "_from", "_at"), day),
    (("_id", "cccd", "dinh_danh", "cmnd"), identity),
    (("amount", "fee", "tax", "price", "le_phi", "so_tien"), money),
    (("phone", "dien_thoai"), phone),
    (("office", "agency", "co_quan", "don_vi", "hospital"), office),
    (("_no", "so_", "number", "mark", "code"), mark),
)
ASKED = (
    *(
        "ho_ten",
        "ngay_sinh",
        "gioi_tinh",
        "so_dinh_danh",
        "so_cccd",
        "ngay_cap",
        "noi_cap",
        "dia_chi",
        "dia_chi_thuong_tru",
    ),
    *(
        "so_dien_thoai",
        "email",
        "quoc_tich",
        "dan_toc",
        "ghi_chu",
        "ket_qua",
        "ly_do",
        "y_kien",
        "so_quyet_dinh",
        "ngay_ky",
    ),
    *(
        "nguoi_ky",
        "nguoi_nop",
        "le_phi",
        "so_tien",
        "co_quan_cap",
        "trang_thai",
        "ngay_nhan",
        "ngay_tra",
        "so_bien_nhan",
    ),
    *("full_name", "applicant_name", "applicant_id", "birth_date", "sex", "address", "phone", "email_address", "note"),
    *(
        "decision",
        "decision_no",
        "decided_on",
        "signed_by",
        "signed_on",
        "approved",
        "complete",
        "missing_papers",
        "fee",
    ),
    *("amount", "receipt_no", "received_on", "returned_on", "result", "reason", "comment", "office", "reviewed_by"),
    *("hoTen", "ngaySinh", "diaChi", "soDienThoai", "ketQua", "lyDo", "ghiChu", "fullName", "birthDate", "phoneNumber"),
)
"""Names of fields, as analysts write them."""


def answer(key: str, kind: str, random_: random.Random) -> Any:
    """An answer that fits a field's name."""
    if kind == "number":
        return money(random_)
    if kind == "datetime":
        return day(random_)
    return next((draw for words, draw in BY_NAME if any(word in key for word in words)), note)(random_)


def form(random_: random.Random) -> dict[str, Any]:
    """The answers of an invented form."""
    found: dict[str, Any] = {}
    for key in random_.sample(ASKED, random_.randint(2, 9)):
        found[key] = answer(key, "textfield", random_)
    for _ in range(random_.randint(0, 2)):
        name = f"{random_.choice(('Field', 'textfield', 'select', 'checkbox', 'radio'))}_{random_.getrandbits(28):07x}"
        found[name] = random_.choice((*CHOICES, True, False, "", None))
    return found
