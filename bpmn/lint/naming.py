"""What names say by their form alone: placeholders, things instead of actions, capitals; in Vietnamese and English.

Everything here is a guess at what a person meant, so that only notes are made of it, and doubt is silence.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 100
"""Letters of a name beyond which a list of tasks can't show it on two lines."""

_KINDS = (
    r"(?:user|service|manual|script|send|receive|business rule|call|abstract)? ?(?:task|activity)|step|action|"
    r"(?:exclusive|inclusive|parallel|event[- ]based|complex)? ?gateway|"
    r"(?:start|end|intermediate|boundary)? ?event|sub-?process|process|pool|lane|participant|sequence ?flow|"
    r"công việc|nhiệm vụ|tác vụ|hoạt động|bước|cổng|sự kiện|quy trình(?: con)?|làn|bể|bên tham gia|"
    r"aufgabe|aktivität|tâche|activité|tarea|actividad|attività"
)
_PLACEHOLDER = re.compile(
    rf"(?:(?:new|my|untitled|unnamed) )?(?:{_KINDS})(?: (?:mới|name))?[ _#-]?(?:\d+|[a-z]\d*)?|"
    r"(?:task|activity|gateway|event|flow|lane|pool)_[0-9a-z]{5,10}|"
    r"x{2,}|\?+|\.{2,}|-+|abc|asdf+|foo|bar|baz|todo|tbd|test ?\d*|unnamed|untitled|no name|không tên|chưa đặt tên",
)
_THINGS = (
    "hồ sơ", "giấy", "phiếu", "văn bản", "đơn xin", "đơn đề nghị", "kết quả", "biên bản", "công văn", "tờ trình",
    "danh sách", "bản sao", "bản vẽ", "bộ hồ sơ", "hóa đơn", "hợp đồng", "giấy phép", "giấy chứng nhận", "việc", "sự",
    "quá trình",
)  # fmt: skip
"""What a Vietnamese name begins with that names a thing; what is an action too (báo cáo, thông báo) isn't here."""
_ACTORS = ("cán bộ", "công chức", "chuyên viên", "lãnh đạo", "nhân viên", "người nộp", "người dân", "trưởng phòng")
"""Who does it: the lane says that."""
_NOUNS = re.compile(r"[a-z]{3,}(?:tion|sion|ment|ance|ence|ness|ship|ancy|ency)s?")
_VERBS = frozenset(
    (
        "advance", "auction", "audition", "balance", "caption", "caution", "commence", "comment",
        "commission", "complement", "compliment", "condition", "dance", "distance", "document", "enhance", "evidence",
        "experience", "fence", "finance", "function", "glance", "implement", "influence", "instance", "license",
        "mention", "motion", "partition", "pension", "petition", "portion", "position", "provision",
        "question", "ration", "reference", "reposition", "requisition", "sanction", "section", "sentence", "sequence",
        "silence", "station", "supplement", "transition", "vision",
    )
)  # fmt: skip
"""English words with such an ending that are actions too, or that stand before one too often."""
_ED = re.compile(r"[a-z]{2,}[a-z]ed")
_NOT_STATES = frozenset(("need", "feed", "speed", "seed", "bed", "shed", "embed", "proceed", "exceed", "indeed"))


def folded(name: str) -> str:
    """A name as people compare it: NFC, white space folded, small letters."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def seen(name: str) -> str:
    """A name as the eye sees it: folded, without characters that show nothing."""
    shown = unicodedata.normalize("NFKC", name)
    return folded("".join(c for c in shown if c.isspace() or unicodedata.category(c) not in ("Cf", "Cc")))


def bare(name: str) -> str:
    """A name without what is easily mistyped: marks, capitals, spaces and signs. ``Sở Tư pháp`` is ``sotuphap``."""
    apart = unicodedata.normalize("NFKD", name).replace("đ", "d").replace("Đ", "d")
    return "".join(c for c in apart.casefold() if c.isalnum())


def is_placeholder(name: str) -> bool:
    """Whether a name is what a modeler or a hurried hand puts in: ``Task 1``, ``Công việc mới``, ``???``."""
    return len(name) <= LONGEST and _PLACEHOLDER.fullmatch(folded(name)) is not None


def in_capitals(name: str) -> bool:
    """Whether a name of some words is in capitals; a few letters, or one word, may be an abbreviation."""
    letters = [c for c in name if c.isalpha()]
    return len(letters) >= 10 and len(name.split()) >= 2 and all(c.isupper() for c in letters)


def is_question(name: str) -> bool:
    """Whether a name asks."""
    return name.rstrip().endswith(("?", "\uff1f", "\u061f"))


def is_thing(name: str) -> bool:
    """Whether the name of a task names a thing, a state or who does it, where an action is wanted."""
    said = folded(name)
    words = re.findall(r"[^\W\d_]+", said)
    if len(said) > LONGEST or not words:
        return False
    if any(said == one or said.startswith(one + " ") for one in (*_THINGS, *_ACTORS)):
        return True
    if not said.isascii():
        return False
    if len(words) <= 3 and words[0] not in _VERBS and _NOUNS.fullmatch(words[0]):
        return True
    return len(words) == 2 and _ED.fullmatch(words[1]) is not None and words[1] not in _NOT_STATES
