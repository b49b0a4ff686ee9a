"""Spreadsheets: what was typed stays text, Vietnamese is right, figures are numbers."""

from __future__ import annotations

import io

import openpyxl

from service import sheets

TOLD = {
    "code": "II.06a/VPCP/KSTT", "circular": "", "title": "Tình hình giải quyết", "unit": "Sở Tư pháp",
    "period": "Quý I",
    "filter": "", "rows_of": "Lĩnh vực", "note": "Số liệu đến hôm nay.",
    "rows": [{"name": "=1+1", "figures": list(range(11))}, {"name": "Hộ tịch", "figures": [1_234_567] * 11}],
    "total": list(range(11, 22)),
}  # fmt: skip
REGISTER = {
    "title": "Sổ theo dõi",
    "unit": "UBND phường",
    "period": "",
    "filter": "",
    "columns": ["STT", "Mã"] + ["x"] * 8,
}


def cells(body: bytes) -> list[list[tuple[object, str]]]:
    """Value and type of each cell, as another program reads them: s is a text, n a number, f a formula."""
    book = openpyxl.load_workbook(io.BytesIO(body))
    (sheet,) = book.worksheets
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]


def test_the_report_reads_back_as_it_was_told() -> None:
    found = cells(sheets.ii06a(TOLD))
    assert found[0][0] == ("Biểu số II.06a/VPCP/KSTT", "s")
    assert found[2][0] == ("TÌNH HÌNH GIẢI QUYẾT", "s")
    assert [value for value, _ in found[7]][:3] == ["(1)", "(2)", "(3)=(4)+(5)+(6)"]
    assert found[8][:3] == [(1, "n"), ("=1+1", "s"), (0, "n")]
    assert found[9][2] == (1_234_567, "n")
    assert [value for value, _ in found[10]][2:] == list(range(11, 22))


def test_what_a_citizen_typed_is_never_a_formula_a_link_or_a_number() -> None:
    typed = [
        '=HYPERLINK("http://x")',
        "+1",
        "-1",
        "@SUM(A1)",
        "https://x.vn",
        "0912345678",
        "Trần Thị Hà",
        "",
        "\t=1",
        "x",
    ]
    (*_, line) = cells(sheets.register(REGISTER, [typed]))
    assert [value or "" for value, _ in line] == typed
    assert {kind for value, kind in line if value is not None} == {"s"}


def test_a_register_without_a_line_is_a_sheet() -> None:
    assert cells(sheets.register(REGISTER, []))[4][0] == ("STT", "s")


def test_a_text_that_no_cell_holds_is_cut() -> None:
    (*_, line) = cells(sheets.register(REGISTER, [["x" * 40_000, *[""] * 9]]))
    assert line[0] == ("x" * sheets.LONGEST, "s")
