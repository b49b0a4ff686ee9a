"""What a test needs beyond the locked dependencies: a test without it is skipped with its reason, in CI it fails."""

import os
from typing import NoReturn

import pytest


def required() -> bool:
    """Whether nothing may be left out: the environment says `CI=true`."""
    return os.environ.get("CI", "").lower() == "true"


def missing(reason: str) -> NoReturn:
    """Skip the running test, or fail it where nothing may be left out.

    :param reason: what is missing and how to get it, as one sentence.
    """
    if required():
        pytest.fail(f"{reason} (CI is true, so nothing is left out)", pytrace=False)
    pytest.skip(reason)
