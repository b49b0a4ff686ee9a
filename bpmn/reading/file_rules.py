"""What the reader says of a file as a whole: its bytes, its XML, its root. Other rules: `told`, `flow_rules`."""

from __future__ import annotations

from collections.abc import Mapping

from bpmn.lint import finding

_ERROR, _WARNING, _NOTE = finding.Level.ERROR, finding.Level.WARNING, finding.Level.NOTE

RULES: Mapping[str, tuple[finding.Level, str, str]] = {
    "no-process": (
        _ERROR,
        "Tệp không có quy trình nào để chạy. Hãy vẽ ít nhất một quy trình và xuất lại.",
        "The file holds no process to run. Draw at least one process and export it again.",
    ),
    "no-namespace": (
        _NOTE,
        "Tệp không khai báo không gian tên của BPMN 2.0; đã đọc như BPMN 2.0. Hãy xuất lại từ phần mềm vẽ.",
        "The file does not declare the namespace of BPMN 2.0; it was read as BPMN 2.0. Export it again.",
    ),
    "definitions-not-root": (
        _NOTE,
        "Phần tử gốc của tệp không phải là “definitions” của BPMN 2.0; đã đọc phần BPMN có trong tệp. Hãy xuất lại từ "
        "phần mềm vẽ.",
        "The root of the file is not the “definitions” of BPMN 2.0; what is BPMN in it was read. Export it again.",
    ),
    "names-mended": (
        _NOTE,
        "Một số tên ({names}) được viết khác tiêu chuẩn, về chữ hoa chữ thường hoặc không gian tên (từ dòng {at}); đã "
        "hiểu theo tên của tiêu chuẩn. Hãy xuất lại từ phần mềm vẽ.",
        "Some names ({names}) are written in another case or namespace than the standard's (from line {at}); they were "
        "taken as the standard's. Export the diagram again.",
    ),
    "encoding-guessed": (
        _WARNING,
        "Tệp có ký tự không thuộc bảng mã đã khai báo ({declared}, từ dòng {at}); đã đọc như bảng mã {used}. Hãy xem "
        "lại các chữ có dấu và lưu lại bằng UTF-8.",
        "The file holds bytes that are not in its declared encoding ({declared}, from line {at}); it was read as "
        "{used}. Check the letters with marks and save it again as UTF-8.",
    ),
    "encoding-mistaken": (
        _NOTE,
        "Tệp khai báo bảng mã {declared} nhưng được viết bằng {used} (từ dòng {at}); đã đọc theo {used}. Hãy lưu lại "
        "bằng UTF-8.",
        "The file declares the encoding {declared} but is written in {used} (from line {at}); it was read so. Save it "
        "again as UTF-8.",
    ),
    "bytes-damaged": (
        _WARNING,
        "Một số ký tự của tệp bị hỏng (từ dòng {at}, bảng mã {used}), được thay bằng dấu “�”. Hãy xem lại các tên và "
        "xuất lại sơ đồ từ phần mềm vẽ.",
        "Some characters of the file are damaged (from line {at}, encoding {used}) and stand as “�”. Check the names "
        "and export the diagram again.",
    ),
    "xml-mended": (
        _NOTE,
        "Tệp có lỗi XML nhỏ ở dòng {at}: {vi}; đã được sửa khi đọc. Hãy xem lại các tên và lưu lại từ phần mềm vẽ.",
        "The file has a small fault of XML in line {at}: {en}; it was mended in reading. Check the names and "
        "save it again in the modeler.",
    ),
    "prefix-undeclared": (
        _NOTE,
        "Tệp dùng tiền tố chưa khai báo ({prefixes}); đã hiểu theo nghĩa thông dụng. Hãy lưu lại từ phần mềm vẽ.",
        "The file uses prefixes that it does not declare ({prefixes}); they were taken as usually meant. "
        "Save it again in the modeler.",
    ),
}
