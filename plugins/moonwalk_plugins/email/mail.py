"""An e-mail made of a message: text, the same as a page, and what belongs into a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from typing import Final

from moonwalk.api.files import clean_name, clean_text
from moonwalk.api.notices import CalendarDate, Message

_LONGEST_SUBJECT: Final = 200
_ID_LENGTH: Final = 40


class _Policy(EmailPolicy):
    """How a letter is written: in ASCII, for servers that know nothing else, and each URL in one piece."""

    def fold(self, name: str, value: str) -> str:
        """A header as it is sent. A URL that is longer than a line would be encoded, and lead nowhere."""
        return f"{name}: {value}\r\n" if name == _UNSUBSCRIBE else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """A header as it is sent, as bytes."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


_UNSUBSCRIBE: Final = "List-Unsubscribe"
_SEVEN_BIT: Final = _Policy(linesep="\r\n", cte_type="7bit")


class NoAddress(ValueError):
    """An address is none; the text says so in a sentence."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: address and name, where answers go, and where nobody wants to hear any more."""

    address: str
    name: str = ""
    reply_to: str = ""
    unsubscribe: str = ""


def mail(message: Message, sender: Sender) -> EmailMessage:
    """The e-mail, the same each time it is made of the same message. NoAddress where it can go nowhere."""
    subject = " ".join(clean_text(message.subject).split())[:_LONGEST_SUBJECT] or "Moonwalk"
    text = clean_text(message.text).strip("\n") + "\n"
    letter = EmailMessage(policy=_SEVEN_BIT)
    letter["From"] = _address(sender.address, sender.name)
    letter["To"] = _address(message.email, message.recipient_name)
    if sender.reply_to:
        letter["Reply-To"] = _address(sender.reply_to, "")
    letter["Subject"] = subject
    letter["Date"] = format_datetime(message.created.astimezone(UTC))
    letter["Message-ID"] = f"<{_digest(message)}@{_ascii(sender.address.rpartition('@')[2])}>"
    # So that no absence notice answers a machine.
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    # A link of the reader's own needs nobody to read a mailbox.
    unsubscribe = message.unsubscribe or sender.unsubscribe
    if unsubscribe:
        letter[_UNSUBSCRIBE] = f"<{unsubscribe}>"
        if unsubscribe.startswith("https://"):
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(text)
    letter.add_alternative(page(subject, text), subtype="html")
    if message.dates:
        content = calendar(message)
        letter.add_attachment(content.encode(), "text", "calendar", filename="dates.ics")
    return letter


def shown(letter: EmailMessage) -> str:
    """An e-mail as somebody sees it who reads the text of it."""
    body = letter.get_body(("plain",))
    head = [f"{name}: {letter[name]}" for name in ("From", "To", "Subject")]
    head += [f"Attached: {each.get_filename()}" for each in letter.iter_attachments()]
    return "\n".join([*head, "", body.get_content() if body else ""])


def _address(address: str, name: str) -> Address:
    try:
        local, _, domain = address.rpartition("@")
        return Address(display_name=clean_name(name), addr_spec=f"{local}@{_ascii(domain)}")
    except (ValueError, MessageError, IndexError):
        raise NoAddress(f"'{clean_name(address)}' is not an address that e-mail can be sent to.") from None


def _ascii(domain: str) -> str:
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")


def _digest(message: Message) -> str:
    return sha256(message.key.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]


_PAGE: Final = """\
<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{subject}</title></head>
<body style="margin:0;padding:24px 12px;background:#f3f4f6">
<div dir="auto" style="max-width:34em;margin:0 auto;padding:28px 32px;background:#ffffff;color:#1f2937;\
border-radius:10px;font:16px/1.55 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<h1 dir="auto" style="margin:0 0 18px;font-size:22px;line-height:1.3;color:#111827">{subject}</h1>
{body}
</div>
</body>
</html>
"""
_PARAGRAPH: Final = '<p dir="auto" style="margin:0 0 14px">{}</p>'
_LIST: Final = '<ul dir="auto" style="margin:0 0 14px;padding-inline-start:22px">{}</ul>'
_RULE: Final = '<hr style="margin:22px 0;border:0;border-top:1px solid #e5e7eb">'


def page(subject: str, text: str) -> str:
    """The text as a page: paragraphs and lists, and nothing in it that means anything to a browser."""
    blocks = (block for block in text.split("\n\n") if block.strip())
    body = "\n".join(part for block in blocks for part in _block(block.strip("\n").split("\n")))
    return _PAGE.format(subject=escape(subject), body=body)


def _block(lines: list[str]) -> Iterator[str]:
    if lines == ["* * *"]:
        yield _RULE
        return
    plain = [line for line in lines if not line.startswith("- ")]
    # Lines before a list belong above it; where they are mixed, all of them stay lines.
    if plain != lines[: len(plain)]:
        plain = lines
    if plain:
        yield _PARAGRAPH.format("<br>\n".join(map(escape, plain)))
    if len(plain) < len(lines):
        yield _LIST.format("".join(f"<li>{escape(line[2:])}</li>" for line in lines[len(plain) :]))


def calendar(message: Message) -> str:
    """The dates of a message as iCalendar, which calendars offer to take in."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Moonwalk//Moonwalk//EN", "METHOD:PUBLISH"]
    for number, entry in enumerate(message.dates, 1):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_digest(message)}-{number}@moonwalk",
            f"DTSTAMP:{_instant(message.created)}",
            *_span(entry),
            f"SUMMARY:{_escaped(entry.title)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _span(entry: CalendarDate) -> Iterator[str]:
    starts, ends = entry.starts, entry.ends
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        yield f"DTSTART:{_instant(starts)}"
        yield f"DTEND:{_instant(ends)}"
    else:
        # The end of whole days is the day after.
        yield f"DTSTART;VALUE=DATE:{_day(starts)}"
        yield f"DTEND;VALUE=DATE:{_day(ends + timedelta(days=1))}"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    line = " ".join(clean_text(text).split())
    for letter in ("\\", ";", ","):
        line = line.replace(letter, f"\\{letter}")
    return line


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 bytes, as the format wants them; no letter is cut in two."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > 74:
            yield part
            part = " "
        part += letter
    yield part
