"""The form files that come with a diagram, by their ids, with a finding for each that can't be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bpmn.forms import form, formjs
from bpmn.lint import finding, words

UNREADABLE = words.Words(
    "form-file-unreadable",
    finding.Level.ERROR,
    "Tệp biểu mẫu «{file}» không đọc được: {problem}. Hãy mở tệp trong phần mềm vẽ biểu mẫu (form-js), sửa và gửi lại.",
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


def read(files: Mapping[str, bytes], used: Iterable[str | None]) -> tuple[dict[str, form.Form], list[finding.Finding]]:
    """Forms by id, and what is wrong with the files.

    Parameters:
        files: by file name; a file without an id goes by its name without ``.form``.
        used: form ids that the diagram links to.
    """
    found: dict[str, form.Form] = {}
    told: list[finding.Finding] = []
    for name, data in files.items():
        try:
            one = formjs.parse(data)
        except form.FormError as wrong:
            told.append(_said(UNREADABLE, file=name, problem=str(wrong)))
            continue
        one = one if one.id else replace(one, id=name.removesuffix(".form"))
        if one.id in found:
            told.append(_said(SAME_ID, file=name, form=one.id))
        else:
            found[one.id] = one
    linked = set(used)
    told += [_said(UNUSED, form=form_id) for form_id in found if form_id not in linked]
    return found, told


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
