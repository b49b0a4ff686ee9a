"""Handing a mail to the mail server that the configuration names: the long work of the kind ``mail.send``.

A mail goes out at least once: a worker that dies between the server's yes and its own note sends it again, under the
same Message-ID. Where a mailbox is refused for good, trying again would not help.
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage

from service import config as configuration
from service.mail import letters
from service.usecases import digests, longwork

SECONDS = 30.0
"""How long the mail server may take for an answer."""
FOR_GOOD = range(500, 600)
"""Answers after which the same mail would be refused again (RFC 5321, 4.2.1)."""


def handler(smtp: configuration.Smtp, url: str) -> longwork.Handler:
    """Who sends mail by this configuration."""

    def run(task: longwork.Task) -> None:
        person_id, notice_ids = int(task.body["person"]), [int(one) for one in task.body["notices"]]
        with task.database.reading() as session:
            letter = digests.letter(session, person_id, notice_ids)
        if letter is None:
            return
        send(smtp, letters.compose(letter, key=task.key, url=url, sender=smtp.sender, now=task.now()))

    return longwork.Handler(run)


def send(smtp: configuration.Smtp, mail: EmailMessage) -> None:
    """Hand over a mail.

    Raises:
        GiveUpError: the server refuses this mailbox or this mail for good.
        OSError, smtplib.SMTPException: it could not be handed over now.
    """
    try:
        with _connected(smtp) as server:
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        if all(code in FOR_GOOD for code in codes):
            raise longwork.GiveUpError(f"the mail server refuses the mailbox ({codes[0]})") from refused
        raise
    except smtplib.SMTPDataError as refused:
        if refused.smtp_code in FOR_GOOD:
            raise longwork.GiveUpError(f"the mail server refuses the mail ({refused.smtp_code})") from refused
        raise


def _connected(smtp: configuration.Smtp) -> smtplib.SMTP:
    """A connection as safe as the configuration wants it: the server must show a certificate that fits its name."""
    if smtp.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            smtp.host, smtp.port, timeout=SECONDS, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=SECONDS)
    try:
        if smtp.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if smtp.user:
            server.login(smtp.user, smtp.password)
    except BaseException:
        server.close()
        raise
    return server
