"""What people read, in both languages: Vietnamese stands in the code, its English in the catalogues under it.

The catalogues (`translations/en/LC_MESSAGES/*.po`, one per group of pages) are read as they are: there is no compiled
file to forget, and no build step.
"""

from __future__ import annotations

import functools
import io
from pathlib import Path

import flask
import flask_babel
from babel import support
from babel.messages import catalog, mofile, pofile

from service.schemas import request

CATALOGUES = Path(__file__).parent / "translations"
SOURCE = "vi"
"""The language of the code itself."""


def _(text: str, **values: object) -> str:
    """`text` in the reader's language, its ``%(name)s`` filled in."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """A text that counts: `one` or `many` in the reader's language, with ``%(num)d`` and `values` filled in."""
    return str(flask_babel.ngettext(one, many, num, **values))


class _Domain(flask_babel.Domain):  # type: ignore[misc]
    def get_translations(self) -> support.NullTranslations:
        return translations(request.language())


class _Babel(flask_babel.Babel):  # type: ignore[misc]
    @functools.cached_property
    def domain_instance(self) -> _Domain:
        return _Domain()


@functools.cache
def translations(language: str) -> support.NullTranslations:
    """The texts of a language; for Vietnamese the code's own.

    Parameters:
        language: ``vi`` or ``en``.
    """
    if language == SOURCE:
        return support.NullTranslations()
    merged = catalog.Catalog(locale=language)
    for path in sorted((CATALOGUES / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in pofile.read_po(file, locale=language):
                if message.id and message.string:
                    merged.add(message.id, message.string, context=message.context)
    compiled = io.BytesIO()
    mofile.write_mo(compiled, merged)
    compiled.seek(0)
    return support.Translations(compiled)


def register(app: flask.Flask, zone: str) -> None:
    """Give the templates `_()`.

    Parameters:
        zone: name of the time zone of the server.
    """
    _Babel().init_app(app, default_locale=SOURCE, default_timezone=zone, locale_selector=request.language)
