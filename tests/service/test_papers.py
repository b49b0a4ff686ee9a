"""Papers: what they say reaches the page as it was typed, in Vietnamese, and nothing of it is ever run."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime

import pytest
import typst

from service import papers

AT = datetime(2026, 11, 26, 3, 15, tzinfo=UTC)
SAYS: dict[str, object] = {
    "title": "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
    "heading": "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
    "draft": False,
    "again": False,
    "kind": "late",
    "parent": "Ủy ban nhân dân thành phố Hà Nội",
    "agency": "Ủy ban nhân dân phường Hoàn Kiếm",
    "number": "12/PXL-UBND",
    "place_and_date": "Hà Nội, ngày 26 tháng 11 năm 2026",
    "addressee": "bà Trần Thị Hà",
    "done": False,
    "received": "Ngày 20 tháng 11 năm 2026",
    "intake": "Chi nhánh số 12",
    "procedure": "Liên thông đăng ký khai sinh",
    "code": "H26.1.12-261120-0001",
    "due": "16 giờ 30 phút, ngày 25 tháng 11 năm 2026",
    "lane": "UBND xã (hộ tịch)",
    "lane_due": "09 giờ 15 phút, ngày 23 tháng 11 năm 2026",
    "wrong": "",
    "reason": "Cán bộ phụ trách nghỉ, chưa bố trí được người thay.",
    "new_due": "16 giờ 30 phút, ngày 27 tháng 11 năm 2026",
    "copies": ["Như trên", "Lưu: VT, hồ sơ"],
    "signing": ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
    "signed": "Ký trên hệ thống lúc 10:15 ngày 26/11/2026",
    "signer": "Phạm Ngọc Sơn",
}
HOSTILE = (
    '#panic("run")',
    '#read("/etc/passwd")',
    '#import "@preview/x:1.0.0": *',
    "*đậm* _nghiêng_ `mã` $x^2$ <nhãn> @nhãn https://a.b",
    "] } ) \" ' \\ // /* = tiêu đề\n- mục\n+ mục\n/ từ: nghĩa",
    "\\u{41} \\#\\[ --- ~ ...",
    "Ẩn\u200bgiữa\u202eđảo\x07chuông\x1b[2J",
    "漢字 🙂 \U0001f468\u200d\U0001f469 \u0e01\u0e02",
    "e\u0302\u0323 tổ hợp",
)


def test_a_letter_is_a_pdf_to_be_kept_and_read_aloud_and_always_the_same() -> None:
    made = papers.pdf("apology", SAYS, at=AT)
    assert made.startswith(b"%PDF-1.7")
    assert b"pdfaid:part>2" in made
    assert b"pdfuaid:part>1" in made
    assert made == papers.pdf("apology", SAYS, at=AT)
    assert made != papers.pdf("apology", {**SAYS, "reason": "Khác."}, at=AT)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_typed_is_printed_sign_by_sign_and_not_run(text: str) -> None:
    """Asked of typst itself: its page of the letter, as text, holds in each place what was typed there."""
    fields = ("addressee", "reason", "agency", "procedure", "lane", "new_due")
    says = {**SAYS, **{field: f"{text} ({field})" for field in fields}}
    assert papers.pdf("apology", says, at=AT).startswith(b"%PDF")
    page = typst.compile(
        str(papers.LETTERS / "apology.typ"),
        root=str(papers.LETTERS),
        ignore_system_fonts=True,
        format="html",
        sys_inputs=papers.given(says),
    )
    shown = html.unescape(re.sub("<[^>]+>", "\n", page.decode().partition("<body>")[2]))
    for field in fields:
        typed = json.loads(papers.given(says)["data"])[field]
        assert _single(typed) in _single(shown), field


def _single(text: str) -> str:
    return " ".join(text.split())


def test_signs_that_show_nothing_or_turn_the_line_are_left_out() -> None:
    given = papers.given({"reason": "a\u202eb\u200bc\x07d", "copies": ["e\u0302\u0323"]})
    assert json.loads(given["data"]) == {"reason": "a b c d", "copies": ["ệ"]}
