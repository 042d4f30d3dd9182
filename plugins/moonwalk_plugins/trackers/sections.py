"""A table that is only a part of its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from moonwalk.api.files import EntryRow, Rejected, Row, Skipped, SourceFile


def text_of(data: bytes) -> str:
    """The text of a file in UTF-8, or in Windows-1252 where it is none."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of a file, of which those from `first` to before `end`, from 0, are the table."""

    lines: Sequence[str]
    first: int
    end: int

    def table(self, file: SourceFile) -> SourceFile:
        """The part alone, as a file of its own."""
        text = "\n".join(islice(self.lines, self.first, self.end))
        return replace(file, content=text.encode("utf-8"))

    def rows(
        self, file: SourceFile, read: Callable[[SourceFile], Iterable[Row]], other: str
    ) -> Iterator[Row]:
        """The rows of the part with their lines in the whole file; all other lines are skipped as `other`."""
        for number, line in enumerate(self.lines[: self.first], start=1):
            yield Skipped(line=number, reason=other if line.strip() else "The line is blank.")
        for row in read(self.table(file)):
            yield (
                replace(row, line=row.line + self.first)
                if isinstance(row, EntryRow | Rejected | Skipped)
                else row
            )
        for number, line in enumerate(self.lines[self.end :], start=self.end + 1):
            yield Skipped(line=number, reason=other if line.strip() else "The line is blank.")
