"""Text files: their encoding, and their physical lines in a stream."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from moonwalk.api.problems import FieldError
from moonwalk.api.sources import SourceFile

# The mark of UTF-32 begins with that of UTF-16, so it is asked for first.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_SAMPLE: Final = 4096
_CHUNK: Final = 1 << 20
# What some programs write between lines, and what no reader of tables takes for the end of one.
_ODD_SEPARATORS: Final = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file is decoded: a codec, its name for people, its mark's length, and whether text is lost."""

    codec: str
    name: str
    mark: int = 0
    lossy: bool = False

    @property
    def remark(self) -> str:
        """What to tell about it; empty for a sound UTF-8 file."""
        if self.lossy:
            return (
                f"The file is damaged or not {self.name}: characters that could not be read stand as "
                "\N{REPLACEMENT CHARACTER}, and their rows were not taken. Save it as UTF-8."
            )
        if self.name == "UTF-8":
            return ""
        return f"The file was read as {self.name}. If names look wrong, save it as UTF-8."


def encoding_of(file: SourceFile) -> Encoding:
    """The encoding of a file: by its mark, else UTF-16 by its zero bytes, else UTF-8, else Windows-1252.

    Reads the whole file in pieces. FieldError where it has no lines.
    """
    start = file.start(_SAMPLE)
    for mark, codec, name in _MARKS:
        if start.startswith(mark):
            return Encoding(codec, name, len(mark), lossy=not _decodes(file, codec, len(mark)))
    if codec := _utf16_without_mark(start):
        return Encoding(codec, "UTF-16", lossy=not _decodes(file, codec, 0))
    if _decodes(file, "utf-8", 0):
        return Encoding("utf-8", "UTF-8")
    return Encoding("cp1252", "Windows-1252", lossy=not _decodes(file, "cp1252", 0))


def text_lines(file: SourceFile, encoding: Encoding) -> Iterator[str]:
    """The physical lines of a text without what ends them; an end at the very end begins no further line."""
    with file.open() as stream:
        stream.seek(encoding.mark)
        with io.TextIOWrapper(stream, encoding.codec, errors="replace", newline=None) as text:
            for line in text:
                yield line.removesuffix("\n")


def refuse_odd_line_ends(line: str) -> None:
    """FieldError where the only line of a file is several, separated by a sign that ends no line."""
    odd = _ODD_SEPARATORS.search(line)
    if odd and sum(any(letter.isalnum() for letter in part) for part in line.split(odd[0])) > 1:
        raise FieldError(
            f"its lines are separated by the sign U+{ord(odd[0]):04X}, which ends no line of a table: "
            "save it as CSV with ordinary line ends"
        )


def _decodes(file: SourceFile, codec: str, mark: int) -> bool:
    """Whether all bytes are text in this encoding."""
    decoder = codecs.getincrementaldecoder(codec)()
    with file.open() as stream:
        stream.seek(mark)
        unbroken = 0
        while chunk := stream.read(_CHUNK):
            # Such a line would have to be held in memory as a whole.
            unbroken = 0 if b"\n" in chunk or b"\r" in chunk else unbroken + 1
            if unbroken > 2:
                raise FieldError("one of its lines is longer than two million characters: it is no table")
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_mark(sample: bytes) -> str:
    """The codec whose half of the bytes is often zero, as digits and separators make it; else empty."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    enough = max(len(sample) // 20, 1)
    if odd > enough and odd > 10 * even:
        return "utf-16-le"
    if even > enough and even > 10 * odd:
        return "utf-16-be"
    return ""
