"""What form-js says in a form, in the reader's language: it speaks English only.

The browser replaces these texts as form-js shows them (`static/js/form.js`). Labels are the analyst's and stay.
"""

from __future__ import annotations

from service.pages import texts
from service.schemas import request

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = {"Mon": "T2", "Tue": "T3", "Wed": "T4", "Thu": "T5", "Fri": "T6", "Sat": "T7", "Sun": "CN"}


def spoken() -> dict[str, object]:
    """Texts by form-js's own, and patterns as pairs: a regular expression, and the text with ``{1}`` for its groups."""
    if request.language() != texts.SOURCE:
        return {}
    return {"texts": {**_texts(), **_calendar()}, "patterns": _patterns()}


def _calendar() -> dict[str, str]:
    return {**{month: f"Tháng {number}" for number, month in enumerate(MONTHS, start=1)}, **WEEKDAYS}


def _texts() -> dict[str, str]:
    return {
        "Field is required.": "Bắt buộc nhập.",
        "Value is not a number.": "Giá trị không phải là số.",
        "Value is expected to be an integer.": "Phải là số nguyên.",
        "Field must be a valid email.": "Phải là địa chỉ thư điện tử.",
        "Field must be a valid  international phone number. (e.g. +4930664040900)": (
            "Phải là số điện thoại quốc tế, ví dụ +84912345678."
        ),
        "Date and time must both be entered.": "Phải nhập cả ngày và giờ.",
        "Value has characters that can't be used.": "Có ký tự không dùng được.",
        "Select": "Chọn",
        "Search": "Tìm",
        "No results": "Không có kết quả",
        "All values selected": "Đã chọn hết",
        "Add new": "Thêm",
        "Skip to search": "Đến ô tìm",
        "Remove tag": "Bỏ thẻ này",
        "Collapse": "Thu gọn",
        "Nothing to show.": "Không có gì để hiện.",
        "No files selected": "Chưa chọn tệp",
        "Increment": "Tăng",
        "Decrement": "Giảm",
        "Previous page": "Trang trước",
        "Next page": "Trang sau",
        "Month": "Tháng",
        "Year": "Năm",
        "Hour": "Giờ",
        "Minute": "Phút",
    }


def _patterns() -> list[tuple[str, str]]:
    return [
        (r"Field must match pattern .*", "Không đúng dạng yêu cầu."),
        (r"Field must have minimum value of (.+)\.", "Không được nhỏ hơn {1}."),
        (r"Field must have maximum value of (.+)\.", "Không được lớn hơn {1}."),
        (r"Field must have minimum length of (.+)\.", "Ít nhất {1} ký tự."),
        (r"Field must have maximum length of (.+)\.", "Nhiều nhất {1} ký tự."),
        (r"Value is expected to have at most (\d+) decimal digits?\.", "Nhiều nhất {1} chữ số thập phân."),
        (
            r"Please select a valid value, the two nearest valid values are (.+) and (.+)\.",
            "Hai giá trị gần nhất là {1} và {2}.",
        ),
        (r"(.+) is not a date\.", "“{1}” không phải là một ngày có trên lịch."),
        (r"(.+) is not a time\.", "“{1}” không phải là giờ (ví dụ 14:30)."),
        (r"(.+) is in the past\.", "“{1}” đã qua; phải từ hôm nay trở đi."),
        (r"(.+): only dates from (\d+) on\.", "“{1}”: chỉ nhận ngày từ năm {2}."),
        (r"Minutes must be a multiple of (\d+)\.", "Số phút phải chia hết cho {1}."),
        (r"([A-Z][a-z]+) (\d+), (\d+)", "{2} {1} {3}"),
        (r"Show all \((\d+)\)", "Hiện tất cả ({1})"),
        (r"Remove list item (\d+)", "Bỏ dòng {1}"),
        (r"Download (.+)", "Tải về {1}"),
    ]


def files() -> dict[str, object]:
    """What our own file field says (`static/js/files.js`), and the most bytes that it takes."""
    return {"most": request.wiring().config.document_bytes, "texts": _files()}


def _files() -> dict[str, str]:
    return {
        "pick": texts._("Chọn tệp…"),
        "drop": texts._("hoặc kéo tệp vào đây"),
        "remove": texts._("Bỏ tệp"),
        "remove_one": texts._("Bỏ tệp {name}"),
        "removed": texts._("Đã bỏ {name}."),
        "sending": texts._("Đang tải lên {name}"),
        "sent": texts._("Đã tải lên {name}."),
        "wait": texts._("Tệp đang được tải lên; hãy đợi rồi gửi lại."),
        "away": texts._("Không gửi được tệp; hãy kiểm tra kết nối rồi chọn lại tệp. Nội dung đã nhập vẫn còn."),
        "signed_out": texts._(
            "Phiên làm việc đã hết; hãy đăng nhập ở một thẻ khác rồi tải lại trang này và chọn lại tệp. "
            "Nội dung đã nhập vẫn còn."
        ),
        "too_large": texts._("tệp quá lớn, tối đa {most}."),
        "too_many": texts._("Tối đa {most} tệp."),
        "one_only": texts._("Ở đây chỉ nhận một tệp."),
        "twice": texts._("«{name}»: đã có một tệp cùng tên và cùng cỡ; nếu trùng, hãy bỏ bớt một tệp."),
        "not_accepted": texts._("không nhận loại tệp này ở đây (chỉ nhận {accept})."),
    }
