"""From the text of a diagram to a tree: which notation it is, and the limits that come before reading it.

Tools write one notation and declare another (`${…}` under `text/javascript`), so the form of the text counts first:

1. `${…}` and `#{…}` are JUEL, also with text around them that no other notation reads.
2. A leading `=` is FEEL.
3. A text that asks for data as BPMN does (`getDataObject('x')`), or has steps and declares XPath, is XPath.
4. Otherwise the declared language decides which notation is tried first: FEEL for a language whose name holds
   "feel", JUEL for "juel" and "uel", the bare notation for everything else and for none.
5. A text that this notation doesn't hold is tried as the others (XPath only where it is declared). If none reads it,
   the error is that of the first where it is about a name, a function or a number, else of the one which got further.

Between bare and FEEL the order matters for one thing only: a missing variable is an error in the bare notation and
null in FEEL.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable

from bpmn.expressions import errors, feel, grammar, juel, plain, tree, xpath

CACHED_LENGTH = 500
"""Of longer texts only a few are kept: two thousand of the longest would be hundreds of megabytes."""
_PARSERS: dict[tree.Dialect, Callable[[str], tree.Node]] = {
    tree.Dialect.PLAIN: plain.parse,
    tree.Dialect.JUEL: juel.parse,
    tree.Dialect.FEEL: feel.parse,
    tree.Dialect.XPATH: xpath.parse,
}
_DATA = re.compile(rf"{grammar.DATA}\s*\(")
_EMBEDDED = re.compile(r"(?<!\\)[$#]\{")
_STEP = re.compile(r"[\w)\]]\s*/\s*[@A-Za-z_]|@[A-Za-z_]")


def parse(text: str, language: str | None = None) -> tree.Expression:
    """The expression that a text writes down.

    Parameters:
        text: as drawn.
        language: the `language` or `expressionLanguage` of the diagram (an URI or a name), if it says.

    Raises:
        ExpressionSyntaxError: with `code` and 1-based `column`. Codes: ``empty``, ``too_long``, ``too_deep``,
            ``invalid_character``, ``unexpected_character``, ``unexpected_token``, ``unexpected_end``,
            ``unterminated_string``, ``not_closed``, ``number_too_large``, ``reserved_name``, ``unknown_function``,
            ``unknown_parameter``, ``wrong_argument_count``.
    """
    if len(text) > grammar.LONGEST_TEXT:
        raise errors.ExpressionSyntaxError(
            "too_long", f"the expression has more than {grammar.LONGEST_TEXT} characters", text=text
        )
    return (_cached_long if len(text) > CACHED_LENGTH else _cached)(text, language)


def dialects(text: str, language: str | None = None) -> tuple[tree.Dialect, ...]:
    """The notations that a text may be in, the likeliest first."""
    bare = text.lstrip()
    if bare.startswith(("${", "#{")):
        return (tree.Dialect.JUEL,)
    if bare.startswith("=") and not bare.startswith("=="):
        return (tree.Dialect.FEEL,)
    declared = (language or "").casefold()
    is_xpath = "xpath" in declared
    if _EMBEDDED.search(text):
        return tree.Dialect.PLAIN, tree.Dialect.JUEL, tree.Dialect.FEEL
    if _DATA.search(text) or (is_xpath and _STEP.search(text)):
        if "//" in text:  # a step anywhere below, which is not read; no division
            return (tree.Dialect.XPATH,)
        return tree.Dialect.XPATH, tree.Dialect.PLAIN, tree.Dialect.FEEL
    if "feel" in declared:
        return tree.Dialect.FEEL, tree.Dialect.PLAIN
    if declared.endswith("uel"):
        return tree.Dialect.JUEL, tree.Dialect.PLAIN
    if is_xpath:
        return tree.Dialect.PLAIN, tree.Dialect.XPATH, tree.Dialect.FEEL
    return tree.Dialect.PLAIN, tree.Dialect.FEEL


def _parse(text: str, language: str | None) -> tree.Expression:
    checked = _checked(text)
    failures: list[errors.ExpressionSyntaxError] = []
    for dialect in dialects(checked, language):
        try:
            return tree.Expression(_PARSERS[dialect](checked), dialect, text)
        except errors.ExpressionSyntaxError as failure:
            if failure.code in _FINAL:
                raise
            failures.append(failure)
    first = failures[0]
    raise first if first.code not in _ABOUT_FORM else max(failures, key=lambda failure: failure.column)


_FINAL = frozenset({"too_deep", "number_too_large", "invalid_character"})
"""What no other notation would read differently."""
_ABOUT_FORM = frozenset({"unexpected_character", "unexpected_token", "unexpected_end", "unterminated_string"})
_cached = functools.lru_cache(maxsize=2048)(_parse)
_cached_long = functools.lru_cache(maxsize=16)(_parse)


def _checked(text: str) -> str:
    for position, character in enumerate(text, start=1):
        if character == "\0" or "\ud800" <= character <= "\udfff":
            raise errors.ExpressionSyntaxError(
                "invalid_character", "the text holds a character that can't be stored", column=position
            )
    checked = unicodedata.normalize("NFC", text)
    if not checked.strip().removeprefix("="):
        raise errors.ExpressionSyntaxError("empty", "the expression is empty", column=1)
    return checked
