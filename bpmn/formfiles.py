"""The form files that come with a diagram, by their ids, with a finding for each that can't be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bpmn.forms import form, formjs, jsonschema, troubles
from bpmn.lint import finding, words

UNREADABLE = words.Words(
    "form-file-unreadable",
    finding.Level.ERROR,
    "Tệp biểu mẫu «{file}» không đọc được: {vi}. Hãy mở tệp trong phần mềm vẽ biểu mẫu (form-js), sửa và gửi lại.",
    "Form file “{file}” can't be read: {problem}. Open it in a form-js editor, mend it and send it again.",
)
SAME_ID = words.Words(
    "form-id-twice",
    finding.Level.ERROR,
    "Hai tệp biểu mẫu cùng có id «{form}» ({file}). Hãy đặt id khác nhau.",
    "Two form files bear the id “{form}” ({file}). Give them different ids.",
)
UNUSED = words.Words(
    "form-unused",
    finding.Level.NOTE,
    "Biểu mẫu «{form}» không được bước nào dùng.",
    "Form “{form}” is used by no step.",
)


UNREAD = words.Words(
    "form-part-unread",
    finding.Level.WARNING,
    "Biểu mẫu «{file}» có phần không hiện và không kiểm tra được: {problem}. Hãy viết lại phần ấy, hoặc chấp nhận.",
    "Form “{file}” has parts that are neither shown nor checked: {problem}. Write them otherwise, or accept it.",
)
SUFFIXES = (".form", ".json")
Link = tuple[str | None, str | None]
"""What a step says: its form, and the file of its UI schema where the form is a JSON schema."""


def is_name(name: str) -> bool:
    """Whether a file of this name may be a form that comes with a diagram."""
    return name.endswith(SUFFIXES) and not name.endswith(".settings.json")


def wanted(diagram: bytes, names: Iterable[str]) -> list[str]:
    """Of the files beside a diagram those that can be its forms: other JSON lies about in many folders."""
    return [name for name in names if name.endswith(".form") or (is_name(name) and name.encode() in diagram)]


def read(files: Mapping[str, bytes], links: Iterable[Link]) -> tuple[dict[str, form.Form], list[finding.Finding]]:
    """Forms by what steps call them: their id, or the name of their file; and what is wrong with the files.

    Parameters:
        files: by file name.
        links: of each step of the diagram.
    """
    linked = {named: layout for named, layout in links if named is not None}
    layouts = {layout for layout in linked.values() if layout is not None}
    found: dict[str, form.Form] = {}
    named: dict[str, form.Form] = {}
    told: list[finding.Finding] = []
    for name, data in files.items():
        if name in layouts:
            continue
        try:
            one = of_file(name, data, files.get(linked.get(name) or ""))
        except form.FormError as wrong:
            unused = name.endswith(".json") and name not in linked
            told.append(_said(UNUSED, form=name) if unused else _unreadable(name, wrong))
            continue
        if one.unread:
            told.append(_said(UNREAD, file=name, problem=", ".join(one.unread)))
        if one.id in found:
            told.append(_said(SAME_ID, file=name, form=one.id))
        else:
            found[one.id] = named[_stem(name)] = one
    told += [_said(UNUSED, form=one.id) for stem, one in named.items() if one.id not in linked and stem not in linked]
    return {**{stem: one for stem, one in named.items() if stem in linked}, **found}, told


def of_file(name: str, data: bytes, layout: bytes | None = None) -> form.Form:
    """The form of one file: form-js as it is, a JSON schema with its UI schema as the same fields.

    Raises:
        FormError: naming the field that is wrong.
    """
    raw = formjs.load(data)
    if jsonschema.is_one(raw):
        return jsonschema.parse(name, raw, None if layout is None else formjs.load(layout))
    one = formjs.of_json(raw)
    return one if one.id else replace(one, id=_stem(name))


def is_schema(data: bytes) -> bool:
    """Whether a form's file is a JSON schema, which form-js's editor can't take.

    Raises:
        FormError: it can't be read.
    """
    return jsonschema.is_one(formjs.load(data))


def _stem(name: str) -> str:
    """What a step calls a file whose form has no id, or another."""
    return name.removesuffix(".form")


def _unreadable(name: str, wrong: form.FormError) -> finding.Finding:
    vi, en = troubles.said(wrong)
    return _said(UNREADABLE, file=name, problem=en, vi=vi)


def _said(said: words.Words, **values: str) -> finding.Finding:
    shown = {key: words.shown(value) for key, value in values.items()}
    return finding.Finding(
        said.rule,
        said.level,
        said.vi.format_map(shown),
        said.en.format_map(shown),
        name=shown.get("file") or shown.get("form", ""),
        values=shown,
    )
