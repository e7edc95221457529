"""Tells the operator of alarms, by webhook and by mail."""

import json
import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import localtime, make_msgid, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import Request, urlopen

from archive.alarms import Alarm

PATIENCE = 20  # seconds
DEFAULT_SMTP = "smtp://localhost:25"


class TellingFailed(Exception):
    """Raised when a webhook or a mail server did not take a message."""


def post(webhook: str, run_id: str, alarms: Sequence[Alarm]) -> None:
    """Posts the alarms as JSON: run_id, text (what the mail says), alarms (portal, alarm, message).

    Raises TellingFailed.
    """
    body = {"run_id": run_id, "text": text_of(run_id, alarms), "alarms": [alarm.as_row() for alarm in alarms]}
    data = json.dumps(body, ensure_ascii=False).encode()
    try:
        with urlopen(Request(webhook, data, {"Content-Type": "application/json"}), timeout=PATIENCE):
            return
    except (OSError, ValueError) as error:
        raise TellingFailed(f"NIANBAO_WEBHOOK did not take the alarms of {run_id}: {error}") from error


def mail(server: str, sender: str, receivers: str, run_id: str, alarms: Sequence[Alarm]) -> None:
    """Mails the alarms. `server` is smtp://, or smtps:// for TLS from the start, [USER:PASSWORD@]HOST[:PORT].

    A password is given only to a server whose certificate is right; without one TLS is used as it is offered. Raises
    TellingFailed.
    """
    message = EmailMessage()
    message["Subject"] = f"nianbao: {len(alarms)} {'alarm' if len(alarms) == 1 else 'alarms'} in {run_id}"
    message["From"], message["To"] = sender or receivers.split(",")[0], receivers
    message["Date"] = localtime()
    message["Message-ID"] = make_msgid(domain=parseaddr(message["From"])[1].rpartition("@")[2] or None)
    message.set_content(text_of(run_id, alarms))
    try:
        _send(server or DEFAULT_SMTP, message)
    except (OSError, ValueError, smtplib.SMTPException) as error:
        raise TellingFailed(f"NIANBAO_SMTP did not take the alarms of {run_id}: {error}") from error


def text_of(run_id: str, alarms: Sequence[Alarm]) -> str:
    """The alarms, one a line."""
    lines = "\n".join(map(str, alarms))
    return f"{lines}\n\nRun {run_id}. `nianbao status --portal HOST` shows what each crawl found on a portal.\n"


def _send(server: str, message: EmailMessage) -> None:
    parts = urlsplit(server)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("write it as smtp://HOST:PORT or smtps://USER:PASSWORD@HOST:PORT")
    # Without one smtplib takes any certificate: that of a mail server on this machine mostly vouches for itself.
    context = ssl.create_default_context() if parts.username else None
    with _connection(parts, context) as connection:
        if parts.scheme == "smtp":
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=context)
            elif parts.username:
                raise ValueError("it offers no TLS, and the password is sent over nothing else")
        if parts.username:
            connection.login(unquote(parts.username), unquote(parts.password or ""))
        connection.send_message(message)


def _connection(parts: SplitResult, context: ssl.SSLContext | None) -> smtplib.SMTP:
    host, port = parts.hostname or "", parts.port or 0
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context)
    return smtplib.SMTP(host, port, timeout=PATIENCE)
