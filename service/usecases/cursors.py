"""Cursors of keyset pages: the sort key of the last row shown, opaque to its carrier and checked when it comes back."""

from __future__ import annotations

import base64
import binascii
import json

from service import errors

LONGEST = 200


def write(*key: int) -> str:
    """A cursor after the row with this sort key."""
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def read(cursor: str, parts: int) -> tuple[int, ...]:
    """The sort key in a cursor.

    Raises:
        InvalidError: it is none of ours.
    """
    wrong = errors.InvalidError(errors.Problem("cursor", "not_allowed"))
    if len(cursor) > LONGEST:
        raise wrong
    try:
        key = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as cause:
        raise wrong from cause
    is_key = isinstance(key, list) and len(key) == parts
    if not is_key or not all(isinstance(part, int) and abs(part) < 2**63 for part in key):
        raise wrong
    return tuple(key)


def limit(asked: int, most: int) -> int:
    """How many rows a page holds.

    Raises:
        InvalidError: fewer than one.
    """
    if asked < 1:
        raise errors.InvalidError(errors.Problem("limit", "not_allowed"))
    return min(asked, most)
