"""A mail with somebody's notices: plain text and HTML of the same words, in her language.

Neither holds anything about an applicant, nor anything that a mail program would have to fetch: the links lead to
pages that ask who is reading.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from datetime import datetime
from email import policy, utils
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2

from models import base
from service.schemas import notice_texts
from service.usecases import digests, inbox

NAME = "Laneway"
WORDS: Mapping[str, tuple[str, str]] = {
    "greeting": ("Kính gửi {name},", "Dear {name},"),
    "one": ("Có 1 thông báo cho ông/bà:", "There is 1 notice for you:"),
    "many": ("Có {count} thông báo cho ông/bà:", "There are {count} notices for you:"),
    "subject": ("{count} thông báo về {cases} hồ sơ", "{count} notices about {cases} cases"),
    "subject_case": ("{count} thông báo về hồ sơ {case}", "{count} notices about the case {case}"),
    "subject_other": ("{count} thông báo", "{count} notices"),
    "case": ("Hồ sơ {case}", "Case {case}"),
    "other": ("Khác", "Other"),
    "more": ("Còn {more} thông báo khác trong hộp thông báo.", "{more} more notices are in your inbox."),
    "open": ("Mở hồ sơ", "Open the case"),
    "inbox": ("Mở hộp thông báo", "Open your inbox"),
    "why": (
        "Thư này được gửi tự động; xin đừng trả lời. Đổi ngôn ngữ hoặc thôi nhận thư tại {address}",
        "This mail was sent by a machine; please don't answer it. Change its language, or stop it, at {address}",
    ),
}
"""In Vietnamese and English."""


def compose(letter: digests.Letter, *, key: str, url: str, sender: str, now: datetime) -> EmailMessage:
    """The mail.

    Parameters:
        key: names the mail: sent again it has the same Message-ID, by which mail servers and programs know it.
        url: where people find this server.
        sender: the address that it comes from.
    """
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = Address(NAME, addr_spec=sender)
    mail["To"] = Address(letter.name, addr_spec=letter.address)
    mail["Subject"] = _subject(letter)
    mail["Date"] = utils.format_datetime(now)
    mail["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers it
    mail["Content-Language"] = letter.locale
    values = _values(letter, url)
    # Quoted, so that every server on the way takes it, whatever it says of eight bits.
    mail.set_content(_template("digest.txt").render(values), cte="quoted-printable")
    mail.add_alternative(_template("digest.html").render(values), subtype="html", cte="quoted-printable")
    return mail


def _subject(letter: digests.Letter) -> str:
    """What it is about; of a single notice its own words."""
    every = [one for group in letter.groups for one in group.notices]
    count, cases = len(every) + letter.more, [group.case for group in letter.groups if group.case is not None]
    if count == 1:
        case = f"{every[0].case} · " if every[0].case else ""
        return case + notice_texts.title(every[0].kind, every[0].values, letter.locale)
    if len(cases) == 1 == len(letter.groups) and not letter.more:
        return _word("subject_case", letter.locale, count=count, case=cases[0])
    return _word("subject" if cases else "subject_other", letter.locale, count=count, cases=len(cases))


def _word(key: str, language: str, **values: object) -> str:
    return WORDS[key][language == "en"].format(**values)


def _values(letter: digests.Letter, url: str) -> dict[str, Any]:
    say = functools.partial(_word, language=letter.locale)
    count = sum(len(group.notices) for group in letter.groups) + letter.more
    return {
        "locale": letter.locale,
        "greeting": say("greeting", name=letter.name),
        "first": say("one") if count == 1 else say("many", count=count),
        "groups": [_group(group, letter.locale, url) for group in letter.groups],
        "more": say("more", more=letter.more) if letter.more else "",
        "open": say("open"),
        "inbox": say("inbox"),
        "inbox_url": f"{url}/notices",
        "why": say("why", address=f"{url}/preferences"),
        "name": NAME,
    }


def _group(group: digests.Group, language: str, url: str) -> dict[str, object]:
    return {
        "heading": _word("case", language, case=group.case) if group.case else _word("other", language),
        "url": f"{url}/cases/{quote(group.case, safe='')}" if group.case else "",
        "notices": [_notice(one, language) for one in group.notices],
    }


def _notice(one: inbox.NoticeView, language: str) -> dict[str, object]:
    return {
        "late": one.kind in {"warning.late", "warning.due"},
        "title": notice_texts.title(one.kind, one.values, language),
        "sentence": notice_texts.sentence(one.kind, one.values, language),
        "place": notice_texts.place(one.values, language),
        "at": one.created_at.astimezone(base.HANOI).strftime("%d/%m/%Y %H:%M"),
    }


@functools.cache
def _template(name: str) -> jinja2.Template:
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    found = jinja2.Environment(
        loader=loader, autoescape=jinja2.select_autoescape(["html"]), trim_blocks=True, lstrip_blocks=True
    )
    return found.get_template(name)
