"""Spreadsheets for people to go on working with: report II.06a and the register as XLSX (ECMA-376).

Every text is written as a text: what begins with ``=`` stays what somebody typed, and is never a formula, a link or a
number. Rows are written one by one, so that a long register needs no more memory than a short one.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

LONGEST = 32_767
"""Signs that a cell holds."""
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FONT = {"font_name": "Times New Roman", "font_size": 11}
GROUPS = (
    ("Số lượng hồ sơ tiếp nhận", 2, 5),
    ("Số lượng hồ sơ đã giải quyết", 6, 9),
    ("Số lượng hồ sơ đang giải quyết", 10, 12),
)
HEADS = (
    "Tổng số", "Trực tuyến trong kỳ", "Trực tiếp, bưu chính trong kỳ", "Từ kỳ trước", "Tổng số", "Trước hạn",
    "Đúng hạn", "Quá hạn", "Tổng số", "Trong hạn", "Quá hạn",
)  # fmt: skip
NUMBERS = (
    "(1)", "(2)", "(3)=(4)+(5)+(6)", "(4)", "(5)", "(6)", "(7)=(8)+(9)+(10)", "(8)", "(9)", "(10)", "(11)=(12)+(13)",
    "(12)", "(13)",
)  # fmt: skip


class _Book:
    """A workbook of one sheet, with the formats that papers use."""

    def __init__(self, name: str) -> None:
        self._bytes = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._bytes, OPTIONS)
        self.sheet: Worksheet = self._book.add_worksheet(name)
        self.plain = self.format()
        self.bold = self.format(bold=True)
        self.title = self.format(bold=True, font_size=14, align="center", valign="vcenter")
        self.italic = self.format(italic=True, align="center")
        self.head = self.format(bold=True, border=1, align="center", valign="vcenter", text_wrap=True)
        self.cell = self.format(border=1, text_wrap=True, valign="vcenter")
        self.figure = self.format(border=1, num_format="#,##0", valign="vcenter")
        self.sum = self.format(border=1, num_format="#,##0", bold=True, valign="vcenter")

    def format(self, **options: Any) -> Format:
        """A format in the font of administrative papers."""
        return self._book.add_format({**FONT, **options})

    def text(self, row: int, column: int, words: object, form: Format) -> None:
        """Write a text as a text."""
        self.sheet.write_string(row, column, str(words)[:LONGEST], form)

    def across(self, row: int, first: int, last: int, words: str, form: Format) -> None:
        """Write a text over several columns of a row."""
        if first == last:
            self.text(row, first, words, form)
            return
        self.sheet.merge_range(row, first, row, last, "", form)
        self.text(row, first, words, form)

    def done(self) -> bytes:
        """The file."""
        self._book.close()
        return self._bytes.getvalue()


def ii06a(told: Mapping[str, Any]) -> bytes:
    """Report II.06a.

    Parameters:
        told: what the paper says, as `letters/ii06a.typ` gets it.
    """
    book = _Book("II.06a")
    sheet = book.sheet
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 42)
    sheet.set_column(2, 12, 12)
    book.text(0, 0, f"Biểu số {told['code']}", book.bold)
    book.text(0, 10, f"Đơn vị báo cáo: {told['unit']}", book.plain)
    book.text(1, 10, "Đơn vị tính: hồ sơ", book.plain)
    book.across(2, 0, 12, told["title"].upper(), book.title)
    book.across(3, 0, 12, " · ".join(filter(None, [told["period"], told["filter"]])), book.italic)
    sheet.set_row(6, 48)
    book.text(5, 0, "", book.head)
    book.text(5, 1, "", book.head)
    for words, first, last in GROUPS:
        book.across(5, first, last, words, book.head)
    for column, words in enumerate(("STT", told["rows_of"], *HEADS)):
        book.text(6, column, words, book.head)
    for column, words in enumerate(NUMBERS):
        book.text(7, column, words, book.head)
    row = 8
    for number, line in enumerate(told["rows"], start=1):
        sheet.write_number(row, 0, number, book.figure)
        book.text(row, 1, line["name"], book.cell)
        _figures(sheet, row, line["figures"], book.figure)
        row += 1
    if told["total"] is not None:
        book.across(row, 0, 1, "TỔNG SỐ", book.head)
        _figures(sheet, row, told["total"], book.sum)
        row += 1
    book.text(row, 0, told["note"], book.format(italic=True))
    sheet.repeat_rows(5, 7)
    return book.done()


def _figures(sheet: Worksheet, row: int, figures: Sequence[int], form: Format) -> None:
    for column, figure in enumerate(figures, start=2):
        sheet.write_number(row, column, figure, form)


def register(told: Mapping[str, Any], lines: Iterable[Sequence[object]]) -> bytes:
    """The register.

    Parameters:
        told: title, unit, period, filter, and the columns' names, as `letters/register.typ` gets them.
        lines: a value per column, all of them texts.
    """
    book = _Book("Sổ theo dõi")
    sheet = book.sheet
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    widths = (6, 22, 40, 26, 34, 17, 17, 17, 22, 28)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    book.text(0, 0, told["unit"], book.bold)
    book.across(1, 0, len(widths) - 1, told["title"].upper(), book.title)
    book.across(2, 0, len(widths) - 1, " · ".join(filter(None, [told["period"], told["filter"]])), book.italic)
    for column, words in enumerate(told["columns"]):
        book.text(4, column, words, book.head)
    sheet.repeat_rows(4, 4)
    last = 4
    for last, line in enumerate(lines, start=5):
        for column, value in enumerate(line):
            book.text(last, column, value, book.cell)
    sheet.autofilter(4, 0, last, len(widths) - 1)
    return book.done()
