"""Sources, channels and panels as the engine speaks to them: what a workspace has, and no challenge names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final, Literal, TypeVar

from moonwalk.api import FieldError
from moonwalk.api.files import ColumnUse, EntryRow, PersonRow, Rejected, Remark, Row, Skipped, SourceFile
from moonwalk.api.notices import Delivered, Message, Never, Outcome, Pace, Retry
from moonwalk.api.panels import PanelText, Series, Table, View
from moonwalk.registry import validation
from moonwalk.registry.adapters import Adapter
from moonwalk.registry.guard import PluginFailure, Unusable, guard, one_line, show
from moonwalk.registry.isolation import questions
from moonwalk.registry.isolation.questions import SECONDS, Method, Question

T = TypeVar("T")

MOST: Final = 5_000_000
"""Rows of one file."""

SECONDS_TO_RECOGNISE: Final = 5.0
"""How long a source may look at a file before it says whether it knows the format."""

SECONDS_TO_SHOW: Final = 5.0
"""How long a panel may take; somebody is waiting for the screen."""

LONGEST_CELL: Final = 1 << 31
"""Characters of what stands in a file: a long cell makes a row that is rejected, not a file."""

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
        return bool(self.declared.attribute("device"))

    @property
    def whole_days(self) -> bool:
        """Whether a row is all of a day."""
        return bool(self.declared.attribute("whole_days"))

    @property
    def general(self) -> bool:
        """Whether it gives way to a source that knows the format at hand."""
        return bool(self.declared.attribute("general"))

    @property
    def of_one_file(self) -> frozenset[str]:
        """The options that are about the file at hand, and not about files like it."""
        return frozenset(self.declared.attribute("of_one_file"))

    @property
    def about(self) -> str:
        """What it reads, for people."""
        return str(self.declared.attribute("about"))

    def prepare(self) -> None:
        """Have its process begin, where it has one, without waiting for that."""
        if self.declared.process is not None:
            self.declared.process.prepare()

    def recognises(self, file: SourceFile) -> bool:
        """Whether the file looks like its format. UnreadableFile where the source refuses to look at it."""
        return self._of_file(
            "recognises", Method("recognises"), self._sent(file), check=bool, seconds=SECONDS_TO_RECOGNISE
        )

    def explain(self, file: SourceFile) -> tuple[ColumnUse, ...]:
        """What the source takes each column for. UnreadableFile where it refuses the file."""
        return self._of_file("explain", Method("explain", MOST + 1), self._sent(file), check=_column_uses)

    def _sent(self, file: SourceFile) -> SourceFile:
        """The file as it is sent to a process of the plugin: without what this one has found out of it."""
        return file if self.declared.process is None else replace(file)

    def _of_file(
        self,
        what: str,
        question: Question,
        *arguments: Any,
        check: Callable[[Any], T],
        seconds: float = SECONDS,
    ) -> T:
        """As `ask`, but UnreadableFile where the source refuses the file."""
        with guard(self.plugin, f"{self.name}.{what}", self.declared.module):
            try:
                return check(self.answer(question, arguments, seconds))
            except FieldError as error:
                reason = str(error)
        raise UnreadableFile(reason)

    def read(self, file: SourceFile) -> Iterator[Row]:
        """Every row of the file and what is wrong with it, one after the other.

        While rows are taken: UnreadableFile where the source refuses the whole file, PluginFailure where
        it fails.
        """
        number = self._of_file("read", questions.open_rows, self._sent(file), check=int)
        count = 0
        try:
            # A file may have millions of rows: they are taken in small lots, each under one guard.
            while lot := self._of_file("read", questions.next_rows, number, _LOT, check=self._checked_rows):
                count += len(lot)
                if count > MOST:
                    raise UnreadableFile(f"it has more than {MOST:,} rows; split it")
                yield from lot
        finally:
            with suppress(PluginFailure):
                self.ask("read", questions.close_rows, number, check=lambda _: None)

    def _checked_rows(self, rows: object) -> list[Row]:
        return [self._checked(row) for row in validation.several(rows, object)]

    def _checked(self, row: object) -> Row:
        if isinstance(row, EntryRow) and self.brings == "entries":
            _check_entry(row)
            return row
        if isinstance(row, PersonRow) and self.brings == "people":
            validation.text(row.id, "the id of a person", LONGEST_CELL)
            validation.text(row.name, "the name of a person", LONGEST_CELL)
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

        def checked(answer: object) -> Outcome:
            if isinstance(answer, Retry) and isinstance(answer.after, timedelta):
                return _reasoned(answer)
            if isinstance(answer, Delivered) and isinstance(answer.note, str):
                return answer
            if isinstance(answer, Never):
                return _reasoned(answer)
            raise Unusable(f"it returned {show(answer)} instead of Delivered, Retry or Never.")

        return self.ask("deliver", Method("deliver"), message, folder, check=checked)

    def pace(self) -> Pace:
        """How it wants to be given its messages."""
        return self.ask("pace", Method("pace"), check=_pace)

    def preview(self, message: Message) -> str:
        """A message as its reader would see it."""
        return self.ask("preview", Method("preview"), message, check=_preview)

    def own_address(self) -> str:
        """The e-mail address to which a message is sent that only tries it out; empty where it has none."""
        return self.ask("own_address", Method("own_address"), check=_address)

    def is_private(self) -> bool:
        """Whether each message reaches the person whom it is for, and nobody else."""
        return self.ask("is_private", Method("is_private"), check=_yes_or_no)

    def doubts(self) -> tuple[str, ...]:
        """What is unwise about its settings."""
        return self.ask("doubts", Method("doubts"), check=_doubts)

    def forget(self, recipient: str, folder: str) -> None:
        """Erases what the channel keeps of a person."""
        # One that keeps nothing need not be configured to say so.
        if "forget" in self.profile.overrides:
            self.ask("forget", Method("forget"), recipient, folder, check=lambda _: None)


Reasoned = TypeVar("Reasoned", Retry, Never)


def _reasoned(answer: Reasoned) -> Reasoned:
    validation.text(answer.reason, "a reason")
    if not isinstance(answer.rest, timedelta) or answer.rest < timedelta(0):
        raise Unusable(f"it wants to rest for {show(answer.rest)}; that must be a timedelta of 0 or more.")
    return answer


def _pace(answer: object) -> Pace:
    if not isinstance(answer, Pace) or type(answer.per_minute) is not int or answer.per_minute < 0:
        raise Unusable(f"it returned {show(answer)} instead of a Pace.")
    return answer


def _preview(answer: object) -> str:
    validation.words([answer], "a preview")
    return str(answer)


def _address(answer: object) -> str:
    return one_line(validation.text(answer, "an address")) if answer != "" else ""


def _yes_or_no(answer: object) -> bool:
    if not isinstance(answer, bool):
        raise Unusable(f"it returned {show(answer)} instead of True or False.")
    return answer


def _doubts(answer: object) -> tuple[str, ...]:
    return tuple(map(one_line, validation.several(answer, str)))


class PanelAdapter(Adapter):
    """Something on a challenge's screen."""

    def title(self) -> str:
        """The heading."""
        return self.ask("title", Method("title"), check=_title, seconds=SECONDS_TO_SHOW)

    def show(self, view: View) -> Table | Series | PanelText:
        """What stands under it."""

        def checked(answer: object) -> Table | Series | PanelText:
            if isinstance(answer, Table):
                _check_table(answer)
            elif isinstance(answer, Series):
                _check_series(answer)
            elif isinstance(answer, PanelText):
                validation.words([answer.text], "a text")
            else:
                raise Unusable(f"it returned {show(answer)} instead of a Table, Series or PanelText.")
            return answer

        return self.ask("show", Method("show"), view, check=checked, seconds=SECONDS_TO_SHOW)


def _title(answer: object) -> str:
    return one_line(validation.text(answer, "a title"))


def _column_uses(answer: object) -> tuple[ColumnUse, ...]:
    return validation.several(answer, ColumnUse, MOST)


def _check_entry(row: EntryRow) -> None:
    validation.text(row.person, "the person of an entry", LONGEST_CELL)
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
    for value in (*series.values, *(() if series.most is None else (series.most,))):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise Unusable(f"its series has the value {show(value)}.")
