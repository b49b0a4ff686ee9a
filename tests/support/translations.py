"""Whether everything that people read is there in Vietnamese and in English.

Templates and code hold the Vietnamese text, marked with `_()`; the English stands in a catalogue under it.
"""

import io
import re
from collections.abc import Iterator, Sequence

import jinja2
from babel.messages import extract, pofile

from tests.support.sources import Source

CATALOGUE = "/en/LC_MESSAGES/"
FUNCTIONS = {
    **extract.DEFAULT_KEYWORDS,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "_l": None,
}
OF_VIETNAMESE = re.compile(r"[À-ỹĂăĐđƠơƯư]")
NAME_OF_THE_LANGUAGE = "Tiếng Việt"
"""The way back to Vietnamese is written in Vietnamese on an English page too."""

Broken = list[str]


def complete(files: Sequence[Source]) -> Broken:
    """Every marked text has one English, with the same blanks to fill in, and nobody's guess among them."""
    english: dict[str, str] = {}
    said: dict[str, object] = {}
    broken = []
    for file in files:
        if file.path.startswith("service/") and CATALOGUE in file.path and file.path.endswith(".po"):
            for message in pofile.read_po(io.BytesIO(file.text.encode("utf-8"))):
                for vietnamese, translated in zip(_forms(message.id), _forms(message.string), strict=False):
                    english[vietnamese] = translated
                    if translated and _blanks(vietnamese) != _blanks(translated):
                        broken.append(f"{file.path}:{message.lineno}: fills in other blanks than {vietnamese!r}")
                if said.setdefault(str(message.id), message.string) != message.string and message.id:
                    broken.append(f"{file.path}:{message.lineno}: has another English elsewhere: {message.id!r}")
                if message.id and message.fuzzy:
                    broken.append(f"{file.path}:{message.lineno}: is only a guess: {message.id!r}")
    for path, line, vietnamese in marked(files):
        if not english.get(vietnamese):
            broken.append(f"{path}:{line}: has no English: {vietnamese!r}")
    return broken


def unmarked(files: Sequence[Source]) -> Broken:
    """No template shows Vietnamese that isn't marked for translation."""
    lexer = jinja2.Environment(autoescape=True).lexer
    return [
        f"{file.path}:{line}: shows Vietnamese that is not marked with _(): {text.strip()[:60]!r}"
        for file in _templates(files)
        for line, kind, text in lexer.tokeniter(file.text, file.path)
        if kind == "data" and OF_VIETNAMESE.search(text.replace(NAME_OF_THE_LANGUAGE, ""))
    ]


def marked(files: Sequence[Source]) -> Iterator[tuple[str, int, str]]:
    """Yield the path, line and Vietnamese text of everything that is marked for translation."""
    modules = [file for file in files if file.path.startswith("service/") and file.is_python]
    for method, found in (("python", modules), ("jinja2.ext:babel_extract", _templates(files))):
        for file in found:
            for line, message, *_ in extract.extract(method, io.BytesIO(file.text.encode("utf-8")), FUNCTIONS):
                for text in _forms(message):
                    yield file.path, line, text


def _templates(files: Sequence[Source]) -> list[Source]:
    return [file for file in files if file.path.startswith("service/") and "/templates/" in file.path]


def _forms(message: object) -> list[str]:
    """Return the forms of a message: one, or singular and plural."""
    forms = message if isinstance(message, tuple | list) else [message]
    return [form for form in forms if isinstance(form, str) and form]


def _blanks(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))
