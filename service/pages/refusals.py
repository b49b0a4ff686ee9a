"""What use cases refuse, as sentences beside the form that was sent: who was first, when, what is wrong where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from service import errors
from service.pages import display, texts
from service.schemas import messages, request
from service.usecases import forms


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is wrong, with the label of the field where it is about one."""

    label: str
    text: str


def sentence(code: str, values: Mapping[str, object]) -> str:
    """The sentence of a refusal, its instants in the server's zone and its codes in words."""
    return messages.text(code, request.language(), {key: _readable(key, value) for key, value in values.items()})


def _readable(key: str, value: object) -> object:
    if key == "at" and isinstance(value, str):
        try:
            return display.instant(datetime.fromisoformat(value))
        except ValueError:
            return value
    if key == "reason":
        return reason(str(value))
    if key == "outcome":
        return outcome(str(value))
    return value


def problems(refused: errors.InvalidError, labels: forms.Labels) -> list[Said]:
    """What is wrong in the answers, field by field."""
    told = []
    for one in refused.problems:
        key = one.key.removeprefix("answers.")
        told.append(Said(labels.fields.get(_key(key), key), sentence(one.code, one.values)))
    return told


def _key(key: str) -> str:
    """A row's key without its number: ``children[2].name`` is a field of ``children``."""
    return ".".join(part.partition("[")[0] for part in key.split("."))


def reason(code: str) -> str:
    """Why the engine couldn't take a step, in words; the code itself where there are none."""
    return incident_texts().get(code, (code, ""))[0]


def advice(code: str) -> str:
    """What to do about an incident."""
    return incident_texts().get(code, ("", ""))[1] or texts._(
        "Báo người quản trị quy trình; khi nguyên nhân đã được sửa thì bấm Thử lại."
    )


def incident_texts() -> dict[str, tuple[str, str]]:
    """What happened and what to do, by the code of an incident."""
    data = texts._("Kiểm tra dữ liệu đã nhập ở các bước trước; sửa nguyên nhân rồi bấm Thử lại.")
    ask = texts._("Báo người quản trị quy trình: sơ đồ cần được sửa; sau đó bấm Thử lại.")
    return {
        "no_flow_taken": (texts._("Không nhánh nào của cổng rẽ nhánh đúng với dữ liệu đã có."), data),
        "condition_error": (texts._("Không tính được một điều kiện của sơ đồ."), data),
        "unknown_variable": (texts._("Sơ đồ cần một dữ liệu mà chưa bước nào nhập."), data),
        "data_error": (texts._("Dữ liệu của hồ sơ không lưu được."), data),
        "timer_error": (texts._("Thời hạn ghi trên sơ đồ không đọc được."), ask),
        "loop_error": (texts._("Bước lặp của sơ đồ không chạy được."), ask),
        "deadlock": (texts._("Hồ sơ không còn đường đi: các nhánh chờ nhau mà không bước nào còn mở."), ask),
        "over_budget": (texts._("Bước chạy quá giới hạn; có thể sơ đồ có vòng lặp không dừng."), ask),
        "unsupported": (texts._("Sơ đồ có phần tử mà hệ thống chưa chạy được."), ask),
        "engine_error": (texts._("Bộ máy quy trình gặp lỗi khi thực hiện bước."), ask),
    }


def outcome(code: str) -> str:
    """How a step ended, in words."""
    known = {
        "completed": texts._("đã hoàn thành"),
        "withdrawn": texts._("không còn cần làm"),
        "recalled": texts._("đã thu hồi"),
        "cancelled": texts._("đã hủy"),
    }
    return known.get(code, code)
