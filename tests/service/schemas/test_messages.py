"""What refusals promise in words: both languages, for every code that the code raises."""

import re
import string
from pathlib import Path

from service import config
from service.schemas import messages

RAISED = re.compile(
    r"(?:ConflictError|ForbiddenError|TooManyError|SignInNeededError|UnreadableError|RefusedError|StrictJsonError|_no)\("
    r'\s*"([a-z_]+)"|(?:Problem|ValidationError|tell)\([^()"]*(?:f?"[^"]*",\s*)?"([a-z_]+)"|super\(\).__init__\("([a-z_]+)"'
)
FOLDERS = ("service/usecases", "service/rules", "service/api", "service/schemas", "bpmn/forms")
NOT_CODES = {"agencies", "command", "code", "form", "value"}


def raised() -> set[str]:
    """The codes in the sources, read from their text: nothing lists them by hand."""
    found = set()
    for folder in FOLDERS:
        for path in (config.ROOT / folder).rglob("*.py"):
            for groups in RAISED.findall(Path(path).read_text(encoding="utf-8")):
                found |= {code for code in groups if code}
    return found - NOT_CODES


def test_every_code_that_is_raised_has_its_sentences() -> None:
    codes = raised()
    assert {"task_done", "csrf", "duplicate_key", "not_your_agency", "unknown_lane", "pattern"} <= codes
    assert codes - messages.codes() == set()


def test_every_place_where_a_token_can_not_go_has_its_sentences() -> None:
    source = (config.ROOT / "runner" / "moving.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'NotMovableError\(\s*"([a-z_]+)"', source))
    assert {"unknown_element", "other_scope"} <= codes <= messages.codes()


def test_both_languages_name_only_what_the_other_could() -> None:
    for code in messages.codes():
        vi, en = (messages.text(code, language) for language in ("vi", "en"))
        assert vi != code
        assert en != code
        assert vi[0].isupper() or not vi[0].isalpha()


def test_a_sentence_is_filled_with_text_and_never_executed() -> None:
    hostile = {"who": "{at.__class__}", "at": "{0}"}
    assert messages.text("task_done", "en", hostile) == "{at.__class__} completed this task at {0}."
    assert messages.text("task_done", "en", {}) == "… completed this task at …."
    assert messages.text("no_such_code", "vi") == "no_such_code"


def test_a_sentence_names_its_values_by_plain_names() -> None:
    for pair in messages._TEXTS.values():
        for sentence in pair:
            for _, name, spec, conversion in string.Formatter().parse(sentence):
                assert name is None or (name.isidentifier() and not spec and not conversion)


def test_what_is_not_there_is_named_in_both_languages() -> None:
    """Every kind of thing that the sources ask for, by the name that it was asked for."""
    source = "".join(path.read_text(encoding="utf-8") for path in (config.ROOT / "service").rglob("*.py"))
    kinds = set(re.findall(r'NotFoundError\(\s*"([a-z]+)", (?!name)', source)) | {"form"}
    assert {"procedure", "version", "case", "task", "document", "token"} <= kinds
    for kind in kinds:
        values = {"kind": kind, "id": "TT.404"}
        vi, en = (messages.text("not_found", language, values) for language in ("vi", "en"))
        assert "“TT.404”" in vi, kind
        assert kind in en, kind
    assert messages.text("not_found", "vi", {"kind": "case", "id": ""}) == "Không có, hoặc bạn không được xem."
