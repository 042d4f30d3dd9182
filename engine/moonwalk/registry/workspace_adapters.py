"""Sources, channels and panels as the engine speaks to them: what a workspace has, and no challenge names."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from typing import Any, Literal

from moonwalk.api.files import EntryRow, PersonRow, Row, SourceFile
from moonwalk.api.notices import Delivered, Message, Never, Outcome, Retry
from moonwalk.api.panels import PanelText, Series, Table, View
from moonwalk.registry import validation
from moonwalk.registry.adapters import Adapter
from moonwalk.registry.guard import Unusable, one_line, show

MOST = 5_000_000
"""Rows of one file."""

LARGEST = 10**12
"""Thousandths in one row are fewer than this."""


class SourceAdapter(Adapter):
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
        return self.configured({}).ask("recognises", lambda source: bool(source.recognises(file)))

    def read(self, file: SourceFile) -> tuple[Row, ...]:
        """Every row of the file and what is wrong with it."""
        wanted = PersonRow if self.brings == "people" else EntryRow

        def question(source: Any) -> tuple[Row, ...]:
            rows: tuple[Row, ...] = validation.several(source.read(file), Row, MOST)  # type: ignore[arg-type]
            for row in rows:
                if isinstance(row, EntryRow | PersonRow) and not isinstance(row, wanted):
                    raise Unusable(f"it brings {self.brings}, and returned {show(row)}.")
                if isinstance(row, EntryRow):
                    _check_entry(row)
                if isinstance(row, PersonRow):
                    validation.text(row.id, "the id of a person")
                    validation.text(row.name, "the name of a person")
            return rows

        return self.ask("read", question)


class ChannelAdapter(Adapter):
    """A way to a person."""

    @property
    def enabled_by_default(self) -> bool:
        """Whether a workspace uses it whose settings name no channels."""
        return bool(self.declared.made.enabled_by_default)

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


def _check_entry(row: EntryRow) -> None:
    validation.text(row.person, "the person of an entry")
    validation.whole(row.amount, "an amount", LARGEST)
    if not isinstance(row.day, date) or isinstance(row.day, datetime):
        raise Unusable(f"it gave {show(row.day)} as a day; that must be a date.")
    if row.logged is not None:
        validation.instant(row.logged, "the time of an entry")


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
