"""Bytes to text by a fixed ladder: a guess by statistics is wrong on short files."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

# The mark of UTF-32 begins with that of UTF-16, so it is asked for first.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_SAMPLE = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read by, and whether characters were lost on the way."""

    text: str
    encoding: str
    lossy: bool = False

    @property
    def remark(self) -> str:
        """What to tell about it; empty for a sound UTF-8 file."""
        if self.lossy:
            return (
                f"The file is damaged or not {self.encoding}: characters that could not be read stand as "
                "\N{REPLACEMENT CHARACTER}, and their rows were not taken. Save it as UTF-8."
            )
        if self.encoding == "UTF-8":
            return ""
        return f"The file was read as {self.encoding}. If names look wrong, save it as UTF-8."


def decode(data: bytes) -> Decoded:
    """The text of a file: by its mark, else UTF-16 by its zero bytes, else UTF-8, else Windows-1252."""
    for mark, codec, encoding in _MARKS:
        if data.startswith(mark):
            return _read(data[len(mark) :], codec, encoding)
    codec = _utf16_without_mark(data[:_SAMPLE])
    if codec:
        return _read(data, codec, "UTF-16")
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return _read(data, "cp1252", "Windows-1252")


def _read(data: bytes, codec: str, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(codec), encoding)
    except UnicodeDecodeError:
        return Decoded(data.decode(codec, errors="replace"), encoding, lossy=True)


def _utf16_without_mark(sample: bytes) -> str:
    """The codec whose half of the bytes is often zero, as digits and separators make it; else empty."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    enough = max(len(sample) // 20, 1)
    if odd > enough and odd > 10 * even:
        return "utf-16-le"
    if even > enough and even > 10 * odd:
        return "utf-16-be"
    return ""
