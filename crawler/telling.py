"""Tells the operator of alarms, by webhook and by mail."""

import json
import smtplib
from collections.abc import Sequence
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit
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

    Raises TellingFailed.
    """
    message = EmailMessage()
    message["Subject"] = f"nianbao: {len(alarms)} {'alarm' if len(alarms) == 1 else 'alarms'} in {run_id}"
    message["From"], message["To"] = sender or receivers.split(",")[0], receivers
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
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(parts.hostname, parts.port or 0, timeout=PATIENCE) as connection:
        if parts.scheme == "smtp" and connection.has_extn("starttls"):
            connection.starttls()
        if parts.username:
            connection.login(unquote(parts.username), unquote(parts.password or ""))
        connection.send_message(message)
