"""Sending one message at a time by SMTP (RFC 5321), with an answer to the one question that matters: was it taken?"""

from __future__ import annotations

import enum
import re
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from types import TracebackType

from intake.config import Settings

SECONDS = 30.0
RCPT = 2
"""How many answers there are once the recipient is named."""


class Outcome(enum.Enum):
    """What a mail server did with a message."""

    taken = "sent"
    later = "not taken this time"
    refused = "refused for good"
    unknown = "not known whether it was taken"


class Server:
    """A mail server; a connection is opened for the first message, and anew after one that broke."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._open: smtplib.SMTP | None = None

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open is not None:
            try:
                self._open.quit()
            except (OSError, smtplib.SMTPException):
                self._open.close()

    def send(self, message: EmailMessage, begin: Callable[[], None]) -> Outcome:
        """Sends it. `begin` is called when the server is about to get the text, and never if it does not come to that.

        Until then nothing can have been sent. Once the text has gone, only the server's answer tells; a
        connection that breaks before it leaves the outcome unknown (RFC 5321, section 4.5.5 and RFC 1047).
        OSError when the server cannot be reached at all.
        """
        server = self._open = self._open or self._connect()
        try:
            said = self._envelope(server, message)
            if said[-1] >= 400:
                server.rset()
                # only what is said about the recipient holds for this message alone
                return Outcome.refused if len(said) == RCPT and said[-1] >= 500 else Outcome.later
        except (OSError, smtplib.SMTPException):
            self._broken()
            return Outcome.later
        begin()
        try:
            server.send(re.sub(rb"(?m)^\.", b"..", message.as_bytes(policy=SMTP)) + b".\r\n")
            code, _ = server.getreply()
        except (OSError, smtplib.SMTPException):
            self._broken()
            return Outcome.unknown
        return Outcome.taken if code < 400 else Outcome.refused if code >= 500 else Outcome.later

    def _envelope(self, server: smtplib.SMTP, message: EmailMessage) -> list[int]:
        """The answers to MAIL, RCPT and DATA; the last of them is 354, or what is wrong."""
        said = [server.mail(parseaddr(message["From"])[1])[0]]
        if said[-1] < 400:
            said.append(server.rcpt(parseaddr(message["To"])[1])[0])
        if said[-1] < 400:
            said.append(server.docmd("DATA")[0])
        return said

    def _connect(self) -> smtplib.SMTP:
        host, _, port = self.settings.smtp.rpartition(":")
        safe = ssl.create_default_context()
        server: smtplib.SMTP
        if self.settings.smtp_tls == "tls":
            server = smtplib.SMTP_SSL(host, int(port), timeout=SECONDS, context=safe)
        else:
            server = smtplib.SMTP(host, int(port), timeout=SECONDS)
        server.ehlo_or_helo_if_needed()
        if self.settings.smtp_tls == "starttls":
            server.starttls(context=safe)
            server.ehlo()
        if self.settings.smtp_user:
            server.login(self.settings.smtp_user, self.settings.smtp_password)
        return server

    def _broken(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None
