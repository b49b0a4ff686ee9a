"""Papers that people hold in their hands, set with typst from the templates in `letters/`.

What a paper says reaches its template as data alone: a name or a reason with typst's own signs in it is printed as it
was typed, and never run. Only typst's own fonts are used, so that a paper looks the same on every machine.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

LETTERS = Path(__file__).parent / "letters"
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
"""To be kept for ever (ISO 19005-2) and to be read aloud (ISO 14289-1)."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def pdf(template: str, says: Mapping[str, object], *, at: datetime) -> bytes:
    """A paper as PDF; the same bytes for the same values.

    Parameters:
        template: name of a file in `letters/`, without its ending.
        says: what the template shows, plain JSON values.
        at: when the paper was made, as it says of itself.
    """
    import typst  # 80 MB that no process needs before its first paper

    try:
        return _made(template, says, at, STANDARDS)
    except typst.TypstError:
        # Signs for which there is no font (of another script, say) are against both standards; the paper is made still.
        return _made(template, says, at, [])


def _made(template: str, says: Mapping[str, object], at: datetime, standards: list[typst.PDFStandard]) -> bytes:
    import typst

    return typst.compile(
        str(LETTERS / f"{template}.typ"),
        root=str(LETTERS),
        ignore_system_fonts=True,
        sys_inputs=given(says),
        pdf_standards=standards,
        timestamp=int(at.timestamp()),
    )


def given(says: Mapping[str, object]) -> dict[str, str]:
    """What a template gets: one text, the JSON of what it shows."""
    return {"data": json.dumps(_printable(dict(says)), ensure_ascii=False)}


def _printable(value: object) -> object:
    """`value` in NFC, without the signs that nothing shows and that turn lines around."""
    if isinstance(value, str):
        kept = (sign if unicodedata.category(sign) not in _UNSEEN or sign == "\n" else " " for sign in value)
        return unicodedata.normalize("NFC", "".join(kept))
    if isinstance(value, Mapping):
        return {key: _printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    return value
