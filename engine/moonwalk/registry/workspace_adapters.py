"""Sources, channels and panels as the engine speaks to them: what a workspace has, and no challenge names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final, Literal, TypeVar

from moonwalk.api import FieldError
from moonwalk.api.files import ColumnUse, EntryRow, PersonRow, Rejected, Remark, Row, Skipped, SourceFile
from moonwalk.api.notices import Delivered, Message, Never, Outcome, Retry
from moonwalk.api.panels import PanelText, Series, Table, View
from moonwalk.registry import validation
from moonwalk.registry.adapters import Adapter
from moonwalk.registry.guard import Unusable, one_line, show

T = TypeVar("T")

MOST: Final = 5_000_000
"""Rows of one file."""

_LOT: Final = 500


class UnreadableFile(Exception):
    """A source refuses a whole file; the text says why and what to do, without a full stop."""


LARGEST = 10**12
"""Thousandths in one row are fewer than this."""


class SourceAdapter(Adapter):
    """What reads one format."""

    @property
    def brings(self) -> Literal["entries", "people"]:
        """What its rows are."""
        return "people" if self.declared.attribute("brings") == "people" else "entries"

    @property
    def device(self) -> bool:
        """Whether its amounts were measured."""
        return bool(self.declared.made.device)

    @property
    def whole_days(self) -> bool:
        """Whether a row is all of a day."""
        return bool(self.declared.made.whole_days)

    @property
    def general(self) -> bool:
        """Whether it gives way to a source that knows the format at hand."""
        return bool(self.declared.attribute("general"))

    @property
    def of_one_file(self) -> frozenset[str]:
        """The options that are about the file at hand, and not about files like it."""
        return frozenset(self.declared.made.of_one_file)

    @property
    def about(self) -> str:
        """What it reads, for people."""
        return str(self.declared.made.about)

    def recognises(self, file: SourceFile) -> bool:
        """Whether the file looks like its format. UnreadableFile where the source refuses to look at it."""
        return bool(self._of_file("recognises", lambda source: bool(source.recognises(file))))

    def explain(self, file: SourceFile) -> tuple[ColumnUse, ...]:
        """What the source takes each column for. UnreadableFile where it refuses the file."""
        return self._of_file(
            "explain", lambda source: validation.several(source.explain(file), ColumnUse, MOST)
        )

    def _of_file(self, what: str, question: Callable[[Any], T]) -> T:
        def refusing(source: Any) -> T | FieldError:
            try:
                return question(source)
            except FieldError as error:
                return error

        answer = self.ask(what, refusing)
        if isinstance(answer, FieldError):
            raise UnreadableFile(str(answer))
        return answer

    def read(self, file: SourceFile) -> Iterator[Row]:
        """Every row of the file and what is wrong with it, one after the other.

        While rows are taken: UnreadableFile where the source refuses the whole file, PluginFailure where
        it fails.
        """
        rows = self.ask("read", lambda source: _iterator(source.read(file)))
        count = 0
        # A file may have millions of rows: they are taken in small lots, each under one guard.
        while lot := self._lot(rows):
            count += len(lot)
            if count > MOST:
                raise UnreadableFile(f"it has more than {MOST:,} rows; split it")
            yield from lot

    def _lot(self, rows: Iterator[Any]) -> list[Row]:
        return self._of_file("read", lambda _: [self._checked(row) for row in islice(rows, _LOT)])

    def _checked(self, row: object) -> Row:
        if isinstance(row, EntryRow) and self.brings == "entries":
            _check_entry(row)
            return row
        if isinstance(row, PersonRow) and self.brings == "people":
            validation.text(row.id, "the id of a person")
            validation.text(row.name, "the name of a person")
            return row
        if isinstance(row, Rejected | Skipped | Remark):
            return row
        raise Unusable(f"it brings {self.brings}, and returned {show(row)}.")


class ChannelAdapter(Adapter):
    """A way to a person."""

    @property
    def enabled_by_default(self) -> bool:
        """Whether a workspace uses it whose settings name no channels."""
        return bool(self.declared.attribute("enabled_by_default"))

    def deliver(self, message: Message, folder: str) -> Outcome:
        """Delivers one message, or says why not."""

        def question(channel: Any) -> Outcome:
            answer = channel.deliver(message, folder)
            if isinstance(answer, Retry) and isinstance(answer.after, timedelta):
                validation.text(answer.reason, "a reason")
                return answer
            if isinstance(answer, Delivered) and isinstance(answer.note, str):
                return answer
            if isinstance(answer, Never):
                validation.text(answer.reason, "a reason")
                return answer
            raise Unusable(f"it returned {show(answer)} instead of Delivered, Retry or Never.")

        return self.ask("deliver", question)

    def forget(self, recipient: str, folder: str) -> None:
        """Erases what the channel keeps of a person."""
        self.ask("forget", lambda channel: channel.forget(recipient, folder))


class PanelAdapter(Adapter):
    """Something on a challenge's screen."""

    def title(self) -> str:
        """The heading."""
        return self.ask("title", lambda panel: one_line(validation.text(panel.title(), "a title")))

    def show(self, view: View) -> Table | Series | PanelText:
        """What stands under it."""

        def question(panel: Any) -> Table | Series | PanelText:
            answer: object = panel.show(view)
            if isinstance(answer, Table):
                _check_table(answer)
            elif isinstance(answer, Series):
                _check_series(answer)
            elif isinstance(answer, PanelText):
                validation.words([answer.text], "a text")
            else:
                raise Unusable(f"it returned {show(answer)} instead of a Table, Series or PanelText.")
            return answer

        return self.ask("show", question)


def _iterator(answer: object) -> Iterator[Any]:
    if isinstance(answer, str | bytes) or not isinstance(answer, Iterable):
        raise Unusable(f"it returned {show(answer)} instead of rows.")
    return iter(answer)


def _check_entry(row: EntryRow) -> None:
    validation.text(row.person, "the person of an entry")
    validation.whole(row.amount, "an amount", LARGEST)
    if not isinstance(row.answer, str):
        raise Unusable(f"it gave {show(row.answer)} as the number of an answer; that must be text.")
    if row.logged is not None:
        validation.instant(row.logged, "the time of an entry")
    elif row.day is None:
        raise Unusable("it gave an entry with neither a day nor the time at which it was logged.")
    if row.day is not None and type(row.day) is not date:
        raise Unusable(f"it gave {show(row.day)} as a day; that must be a date.")


def _check_table(table: Table) -> None:
    for row in (table.columns, *table.rows):
        validation.words(row, "a row of a table")
        if len(row) != len(table.columns):
            raise Unusable(f"its table has {len(table.columns)} columns and a row of {len(row)}.")


def _check_series(series: Series) -> None:
    validation.words(series.labels, "the labels of a series")
    if len(series.labels) != len(series.values):
        raise Unusable(f"its series has {len(series.labels)} labels and {len(series.values)} values.")
    for value in series.values:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise Unusable(f"its series has the value {show(value)}.")
