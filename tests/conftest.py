"""What every test stands on: how much of the long tests runs, and the fixtures that tests of all packages share."""

from tests.support import needs, shares

pytest_plugins = ["tests.support.databases", "tests.support.browser"]


def pytest_configure() -> None:
    """Choose how many examples a property is tried on."""
    shares.load_profile()


def pytest_report_header() -> list[str]:
    """Say how much of the long tests runs, and whether something may be left out."""
    part = f"a share of {shares.SHARE:.0%}, {shares.EXAMPLES['share']} examples a property (make soak runs them whole)"
    absence = "fails" if needs.required() else "is skipped"
    return [
        f"long tests: {'whole' if shares.soaking() else part}",
        f"a test that finds no PostgreSQL or Chromium {absence}",
    ]
