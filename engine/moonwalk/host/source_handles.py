"""Sources as the engine speaks to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from moonwalk.api import EntryRow, PersonRow, Row, SourceFile
from moonwalk.host import results
from moonwalk.host.failures import Unusable, show
from moonwalk.host.handles import Config, Handle

MOST = 5_000_000
"""Rows of one file."""

LARGEST = 10**12
"""Thousandths in one row are fewer than this."""


class SourceHandle(Handle):
    """What reads one format."""

    @property
    def brings(self) -> Literal["entries", "people"]:
        """What its rows are."""
        return "people" if self.declared.made.brings == "people" else "entries"

    @property
    def device(self) -> bool:
        """Whether its amounts were measured."""
        return bool(self.declared.made.device)

    @property
    def whole_days(self) -> bool:
        """Whether a row is all of a day."""
        return bool(self.declared.made.whole_days)

    @property
    def about(self) -> str:
        """What it reads, for people."""
        return str(self.declared.made.about)

    def recognises(self, file: SourceFile) -> bool:
        """Whether the file looks like its format, with all options as they are by default."""
        return self.ask("recognises", {}, lambda source: bool(source.recognises(file)))

    def read(self, config: Config, file: SourceFile) -> tuple[Row, ...]:
        """Every row of the file and what is wrong with it."""
        wanted = PersonRow if self.brings == "people" else EntryRow

        def question(source: Any) -> tuple[Row, ...]:
            found: tuple[Row, ...] = results.several(source.read(file), Row, MOST)  # type: ignore[arg-type]
            for row in found:
                if isinstance(row, EntryRow | PersonRow) and not isinstance(row, wanted):
                    raise Unusable(f"it brings {self.brings}, and returned {show(row)}.")
                if isinstance(row, EntryRow):
                    _check_entry(row)
                if isinstance(row, PersonRow):
                    results.text(row.id, "the id of a person")
                    results.text(row.name, "the name of a person")
            return found

        return self.ask("read", config, question)


def _check_entry(row: EntryRow) -> None:
    results.text(row.who, "the person of an entry")
    results.whole(row.amount, "an amount", LARGEST)
    if not isinstance(row.day, date) or isinstance(row.day, datetime):
        raise Unusable(f"it gave {show(row.day)} as a day; that must be a date.")
    if row.logged is not None:
        results.instant(row.logged, "the time of an entry")
