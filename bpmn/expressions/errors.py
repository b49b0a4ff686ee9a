"""What can go wrong with an expression, by a stable `code`, so that pages can say it in the reader's language.

Nothing else may come out of this package for any text that a diagram holds.
"""

from __future__ import annotations

SHOWN = 120
"""Longest piece of the drawn text that a message repeats."""


class ExpressionError(ValueError):
    """An expression can't be used.

    Attributes:
        code: what is wrong, a stable key such as ``unexpected_token``.
        text: the expression or the offending piece of it, shortened.
        column: 1-based position in the text, counted in characters over all lines; None where there is none.
        name: the variable, function or key that it is about; empty where there is none.
    """

    def __init__(self, code: str, message: str, *, text: str = "", column: int | None = None, name: str = "") -> None:
        self.code, self.column = code, column
        self.text, self.name = text[:SHOWN], name[:SHOWN]
        super().__init__(message)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled whole: a diagram is read in a child process and its errors come home."""
        return _rebuilt, (type(self), self.code, str(self), self.text, self.column, self.name)


def _rebuilt(
    kind: type[ExpressionError], code: str, message: str, text: str, column: int | None, name: str
) -> ExpressionError:
    return kind(code, message, text=text, column=column, name=name)


class ExpressionSyntaxError(ExpressionError):
    """The text is no expression of any notation that we read; `column` says where reading stopped."""

    column: int

    def __init__(self, code: str, message: str, *, text: str = "", column: int | None = 1, name: str = "") -> None:
        super().__init__(code, f"{message} (column {column or 1})", text=text, column=column or 1, name=name)

    def __reduce__(self) -> tuple[object, ...]:
        message = str(self).removesuffix(f" (column {self.column})")
        return _rebuilt, (type(self), self.code, message, self.text, self.column, self.name)


class EvaluationError(ExpressionError):
    """A well-formed expression has no value with these variables, or would cost too much.

    Codes: ``missing_variable``, ``missing_key``, ``type_mismatch``, ``not_boolean``, ``division_by_zero``,
    ``number_too_large``, ``text_too_long``, ``list_too_long``, ``too_many_steps``, ``wrong_argument``,
    ``no_clock``, ``bad_index``, ``not_a_value``.
    """


class TemporalError(ExpressionError):
    """A date, a duration or a cycle can't be read, or leaves the years 1 to 9999.

    Codes: ``not_a_date``, ``not_a_time``, ``not_a_duration``, ``not_a_cycle``, ``out_of_range``,
    ``zero_interval``, ``negative_interval``, ``negative_duration``, ``empty``.
    """
