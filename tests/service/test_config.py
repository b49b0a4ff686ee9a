"""What the configuration promises: defaults that work, and a bad value stops the start by its name."""

import re
import stat
from pathlib import Path

import pytest

from runner import budget
from service import config
from service.usecases import limits


def test_an_empty_environment_is_enough(tmp_path: Path) -> None:
    found = config.read({}, var=tmp_path / "var")
    assert found.database == f"sqlite:///{tmp_path}/var/laneway.db"
    assert (found.host, found.port, found.locale, found.zone) == ("127.0.0.1", 8080, "vi", "Asia/Ho_Chi_Minh")


def test_each_database_has_a_folder_of_documents_of_its_own(tmp_path: Path) -> None:
    """What a folder holds and its database doesn't name is swept."""
    asked = ["", f"sqlite:///{tmp_path}/a.db", "postgresql://u:p@h/city", "postgresql://u:other@h/town"]
    folders = [config.read({"LANEWAY_DATABASE": url}, var=tmp_path).documents for url in asked]
    documents = tmp_path / "documents"
    assert folders == [
        f"{tmp_path}/laneway.db-documents",
        f"{tmp_path}/a.db-documents",
        f"{documents}/city",
        f"{documents}/town",
    ]
    assert config.read({"LANEWAY_DOCUMENTS": "elsewhere"}, var=tmp_path).documents == "elsewhere"


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first, again = (config.read({}, var=tmp_path) for _ in range(2))
    assert first.secret == again.secret
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LANEWAY_PORT", "0"),
        ("LANEWAY_PORT", "65536"),
        ("LANEWAY_PORT", "80a"),
        ("LANEWAY_PORT", "٨٠٨٠"),
        ("LANEWAY_DATABASE", "mysql://x/y"),
        ("LANEWAY_DATABASE", "laneway.db"),
        ("LANEWAY_SECRET", "short"),
        ("LANEWAY_ZONE", "Asia/Nowhere"),
        ("LANEWAY_ZONE", "../etc/passwd"),
        ("LANEWAY_LOCALE", "fr"),
        ("LANEWAY_UPLOAD_MB", "0"),
        ("LANEWAY_DOCUMENT_MB", "0"),
        ("LANEWAY_IMPORT_SECONDS", "-1"),
        ("LANEWAY_IMPORT_MB", "1"),
        ("LANEWAY_VERSIONS_MB", "0"),
        ("LANEWAY_SESSION_MINUTES", "1"),
        ("LANEWAY_HTTPS", "true"),
        ("LANEWAY_PROXIES", "99"),
        ("LANEWAY_STEP_SECONDS", "0"),
        ("LANEWAY_STEP_NODES", "1"),
        ("LANEWAY_CASE_KB", "9999999"),
        ("LANEWAY_INSTANCES", "many"),
    ],
)
def test_a_bad_value_stops_the_start_with_its_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(config.ConfigError) as told:
        config.read({name: value}, var=tmp_path)
    assert told.value.name == name
    assert str(told.value).startswith(name)
    assert str(told.value).count(".") >= 1
    assert "\n" not in str(told.value)


def test_a_damaged_secret_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("abc")
    with pytest.raises(config.ConfigError, match="damaged"):
        config.read({}, var=tmp_path)


def test_an_address_of_postgresql_gets_the_driver_that_is_installed(tmp_path: Path) -> None:
    found = config.read({"LANEWAY_DATABASE": "postgresql://u:p@h/d"}, var=tmp_path)
    assert found.database == "postgresql+psycopg://u:p@h/d"


def test_what_is_printed_of_it_holds_no_secret(tmp_path: Path) -> None:
    found = config.read({"LANEWAY_DATABASE": "postgresql://u:pass@h/d", "LANEWAY_SECRET": "k" * 40}, var=tmp_path)
    assert "pass" not in repr(found)
    assert "kkk" not in repr(found)


def test_every_variable_has_its_line_in_the_docs() -> None:
    source = Path(config.__file__).read_text(encoding="utf-8")
    docs = (config.ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    names = set(re.findall(r'"(LANEWAY_[A-Z_]+)"', source))
    assert names == set(re.findall(r"LANEWAY_[A-Z_]+", docs))


def test_the_limits_of_a_step_are_the_engines_own_until_somebody_sets_others(tmp_path: Path) -> None:
    assert limits.budget(config.read({}, var=tmp_path), None) == budget.DEFAULT
    wanted = dict.fromkeys(config.LIMITS.values(), "77") | {"LANEWAY_STEP_NODES": "777"}
    found = limits.budget(config.read(wanted, var=tmp_path), None)
    told = {name: getattr(found, name) for name in config.LIMITS}
    assert told == dict.fromkeys(config.LIMITS, 77) | {"steps": 777, "data_bytes": 77_000}


MAIL = {
    "LANEWAY_SMTP_HOST": "mail.example.vn",
    "LANEWAY_MAIL_FROM": "laneway@example.vn",
    "LANEWAY_URL": "https://l.vn/",
}


def test_mail_is_off_until_a_server_is_named(tmp_path: Path) -> None:
    assert config.read({}, var=tmp_path).smtp is None
    told = config.read({**MAIL, "LANEWAY_SMTP_USER": "u", "LANEWAY_SMTP_PASSWORD": "geheim"}, var=tmp_path)
    assert told.smtp is not None
    assert (told.url, told.smtp.port, told.smtp.security) == ("https://l.vn", 587, "starttls")
    assert "geheim" not in f"{told!r} {told.smtp!r}"
    assert config.read({**MAIL, "LANEWAY_SMTP_SECURITY": "tls"}, var=tmp_path).smtp == config.Smtp(
        "mail.example.vn", 465, "laneway@example.vn", "tls"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("LANEWAY_MAIL_FROM", ""), ("LANEWAY_MAIL_FROM", "a\nBcc: b@c.vn"), ("LANEWAY_URL", ""), ("LANEWAY_URL", "l.vn"),
     ("LANEWAY_SMTP_SECURITY", "ssl"), ("LANEWAY_SMTP_PORT", "0")],
)  # fmt: skip
def test_a_mail_server_that_can_not_be_right_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(config.ConfigError) as refused:
        config.read({**MAIL, name: value}, var=tmp_path)
    assert refused.value.name == name
