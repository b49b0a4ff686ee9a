"""What the small forms beside findings say: what is asked, how it is written, and what was understood of it."""

from __future__ import annotations

from collections.abc import Mapping

import flask

from bpmn.expressions import errors as expression_errors
from bpmn.expressions import parse, tree, variables
from service.pages import answerform, blueprint, texts, words
from service.schemas import request

LONGEST = 2_000


def titles() -> dict[str, str]:
    """What is asked, by kind."""
    return {
        "timer": texts._("Chờ bao lâu, hoặc đến khi nào?"),
        "condition": texts._("Điều kiện là gì?"),
        "decision": texts._("Ai chọn, và chọn giữa những gì?"),
        "count": texts._("Làm bao nhiêu lần?"),
        "message": texts._("Thông điệp tên là gì?"),
        "service": texts._("Hệ thống nào làm bước này?"),
        "procedure": texts._("Gọi thủ tục nào?"),
        "lane": texts._("Phần tử này thuộc làn nào?"),
    }


def helps() -> dict[str, str]:
    """How an answer of each kind is written; empty where there is nothing to say."""
    return {
        "timer": texts._(
            "ISO 8601: P3D là 3 ngày, PT2H là 2 giờ, 2026-09-02T08:00:00+07:00 là một thời điểm, R3/PT1H là ba lần, "
            "mỗi giờ một lần. Cũng nhận lời văn (3 ngày) và biểu thức (=han_nop)."
        ),
        "condition": texts._('Ví dụ: =so_tien > 5, =ket_qua = "đạt", =du_ho_so and tuoi >= 18.'),
        "decision": texts._(
            "Để trống phần nào thì phần đó theo như đã đọc từ sơ đồ. Có điều kiện ở mọi nhánh thì máy tự chọn."
        ),
        "count": texts._("Một số, hoặc biểu thức: 3, =so_nguoi."),
        "message": texts._("Hai đầu dùng cùng một tên thì gặp nhau."),
        "service": texts._("Ghi loại:tên, ví dụ topic:tra-cuu-thue."),
        "procedure": "",
        "lane": "",
    }


def units() -> tuple[tuple[str, str], ...]:
    """Units that the page spells in ISO 8601, by their designator."""
    return (
        ("TM", texts._("phút")),
        ("TH", texts._("giờ")),
        ("D", texts._("ngày")),
        ("W", texts._("tuần")),
        ("M", texts._("tháng")),
        ("Y", texts._("năm")),
    )


def problems(values: Mapping[str, object]) -> dict[str, str]:
    """What is wrong with an answer, by code."""
    column, why = values.get("column", 1), values.get("why" if request.language() == "en" else "why_vi", "")
    return {
        "timer_unreadable": texts._(
            "Không đọc được từ cột %(column)s. Ghi theo ISO 8601, ví dụ P3D, PT2H.", column=column
        ),
        "expression_unreadable": texts._(
            "Không đọc được từ cột %(column)s: %(why)s. Ví dụ: =so_tien > 5.", column=column, why=why
        ),
        "service_form": texts._("Ghi loại:tên, ví dụ topic:tra-cuu-thue."),
    }


def understood(kind: str, text: str, timer: str = "duration") -> tuple[bool, str]:
    """Whether an answer can be read, and what it then means; nothing for a kind that is taken as it is.

    Parameters:
        timer: the kind of a timer.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        return not text, "" if not text else texts._("Dài quá.")
    try:
        if kind == "timer" and timer in answerform.TIMERS:
            when = answerform.timer_of(timer, text)
            return True, words.timer(f"{timer} {when}") if isinstance(when, str) else _reads(when)
        if kind in {"condition", "count"}:
            return True, _reads(parse.parse(text))
    except expression_errors.ExpressionError as wrong:
        if kind == "timer" or not isinstance(wrong, expression_errors.ExpressionSyntaxError):
            return False, problems({"column": wrong.column or 1})["timer_unreadable"]
        return False, problems(answerform.refused(wrong))["expression_unreadable"]
    return True, ""


def _reads(expression: tree.Expression) -> str:
    names = sorted(variables.names(expression))
    return texts._("đọc: %(names)s", names=", ".join(names)) if names else texts._("đọc được")


@blueprint.pages.get("/readings")
def reading() -> str:
    """What is understood of an answer while it is typed."""
    asked = flask.request.args
    right, told = understood(asked.get("kind", ""), asked.get("text", ""), asked.get("timer", ""))
    return flask.render_template("versions/reading.html", right=right, told=told)
