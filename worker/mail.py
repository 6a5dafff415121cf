"""E-mail by SMTP: who could not be reached for sure is told apart from what nobody knows."""

import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from urllib.parse import unquote, urlsplit

from worker.outcomes import NotNow, NotPossible, Unsure

SECONDS = 10.0
_ANY_SERVER = SMTP.clone(cte_type="7bit")  # also one that takes no eight-bit letters
_OWN = ("localhost", "127.0.0.1", "::1")


class Mailer:
    """Hands letters to one mail server; each time over a connection of its own."""

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        self._address, self._seconds = urlsplit(url), seconds

    def send(self, letter: EmailMessage) -> None:
        """Raises NotNow or NotPossible where it was not sent, and Unsure where the answer did not come."""
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise _problem(error) from error
        try:
            self._hand_over(server, letter)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()

    def _hand_over(self, server: smtplib.SMTP, letter: EmailMessage) -> None:
        try:
            self._introduce(server)
            _accepted(*server.mail(_address(letter["From"])))
            _accepted(*server.rcpt(_address(letter["To"])))
        except (OSError, smtplib.SMTPException) as error:
            raise _problem(error) from error
        try:
            _accepted(*server.data(letter.as_bytes()))
        except smtplib.SMTPResponseException as error:
            raise _problem(error) from error
        except (OSError, smtplib.SMTPException) as error:  # it may have been taken
            raise Unsure(type(error).__name__) from error

    def _connect(self) -> smtplib.SMTP:
        host, context = str(self._address.hostname), ssl.create_default_context()
        if self._address.scheme == "smtps":
            return smtplib.SMTP_SSL(host, self._address.port or 465, timeout=self._seconds, context=context)
        return smtplib.SMTP(host, self._address.port or 587, timeout=self._seconds)

    def _introduce(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self._address.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        elif self._address.scheme == "smtp" and self._address.hostname not in _OWN:
            raise smtplib.SMTPNotSupportedError("no TLS")
        if self._address.username:
            server.login(unquote(self._address.username), unquote(self._address.password or ""))


def letter(sender: tuple[str, str], to: str, text: str, key: str) -> EmailMessage:
    """A letter from (name, address); the first line of the text is the subject. The same key makes the same id."""
    subject, _, body = text.partition("\n")
    message = EmailMessage(policy=_ANY_SERVER)
    message["From"], message["To"], message["Subject"] = Address(sender[0], addr_spec=sender[1]), to, subject
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{key.replace(':', '.')}@{sender[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def attach_calendar(message: EmailMessage, file: bytes, name: str, method: str) -> None:
    message.add_attachment(file.decode(), subtype="calendar", filename=name, params={"method": method})


def _accepted(code: int, answer: bytes) -> None:
    if code >= 300:
        raise smtplib.SMTPResponseException(code, answer)


def _address(header: str) -> str:
    return parseaddr(header)[1]


def _problem(error: Exception) -> NotNow | NotPossible:
    """A refusal for good, or one that may pass; its words may hold an address and are left out."""
    code = getattr(error, "smtp_code", None)
    if code is not None and 500 <= code < 600:
        return NotPossible(f"smtp {code}")
    return NotNow(f"smtp {code}" if code else type(error).__name__)
