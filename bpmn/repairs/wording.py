"""Whether what stands as a condition is an expression, or a label that people read.

Analysts type "Đồng ý" and "> 5 triệu" where the modeler asks for a condition; other tools write `approved`. What can be
read as neither is a mistake in an expression, and is told as one.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from bpmn import diagram as dg
from bpmn.expressions import errors, tree
from bpmn.repairs import draft


class Kind(StrEnum):
    """What a text is."""

    LABEL = "label"
    """What people read."""
    WORD = "word"
    """What may as well be a variable, or its opposite."""
    OTHERWISE = "otherwise"
    """Where no other condition holds."""
    EXPRESSION = "expression"
    """Everything else, with mistakes or without."""


_MARKS = ("=", "${", "#{")
"""What an expression begins with that says so itself."""
_CODE = re.compile(
    r"==|!=|&&|\|\||\$\{|#\{"
    r"|[^\W\d][.(][^\W\d]|\w\(\)"  # a path, a call
    r"|^\w+\s*[<>=]"  # a variable that is compared
    r"|[<>=+*/]\s*$"  # an operator with nothing behind it
)
"""What nobody writes in a label: a text that holds it and can't be read is an expression gone wrong."""
_YES_AND_NO = frozenset({"yes", "no", "y", "n"})
_OTHERWISE = frozenset({"else", "otherwise", "default", "khác", "còn lại", "ngược lại", "trường hợp khác", "mặc định"})


def kind(work: draft.Draft, text: dg.Text, known: frozenset[str] = frozenset()) -> Kind:
    """What a text in the place of a condition is.

    Parameters:
        known: variables that the diagram's forms fill: their names are never labels.
    """
    body = " ".join(unicodedata.normalize("NFC", text.body).split())
    if body.casefold() in _OTHERWISE and body not in known:
        return Kind.OTHERWISE
    if body.startswith(_MARKS):
        return Kind.EXPRESSION
    try:
        root = work.parsed(text).root
    except errors.ExpressionSyntaxError:
        return Kind.EXPRESSION if _CODE.search(body) else Kind.LABEL
    if isinstance(root, tree.Literal):
        # A condition is true or false; a text or a number never is one.
        return Kind.LABEL if isinstance(root.value, str) or _is_number(root.value) else Kind.EXPRESSION
    if isinstance(root, tree.Not) and body[:4].casefold() == "not ":
        root = root.operand
    if not isinstance(root, tree.Name) or root.name in known:
        return Kind.EXPRESSION
    return Kind.WORD if body.isascii() and body[:1].islower() and body not in _YES_AND_NO else Kind.LABEL


def is_label(work: draft.Draft, text: dg.Text) -> bool:
    """Whether a text that is written like its flow's label is that label: true of everything that isn't more than bare
    words, a number or a text."""
    try:
        root = work.parsed(text).root
    except errors.ExpressionSyntaxError:
        return kind(work, text) is not Kind.EXPRESSION
    return isinstance(root, tree.Literal) or kind(work, text) is not Kind.EXPRESSION


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
