"""Panels as the engine speaks to them."""

from __future__ import annotations

import math
from typing import Any

from moonwalk.api import PanelText, Series, Table, View
from moonwalk.host import results
from moonwalk.host.failures import Unusable, one_line, show
from moonwalk.host.handles import Config, Handle


class PanelHandle(Handle):
    """Something on a challenge's screen."""

    def title(self, config: Config) -> str:
        """The heading."""
        return self.ask("title", config, lambda panel: one_line(results.text(panel.title(), "a title")))

    def show(self, config: Config, view: View) -> Table | Series | PanelText:
        """What stands under it."""

        def question(panel: Any) -> Table | Series | PanelText:
            answer: object = panel.show(view)
            if isinstance(answer, Table):
                _check_table(answer)
            elif isinstance(answer, Series):
                _check_series(answer)
            elif isinstance(answer, PanelText):
                results.words([answer.text], "a text")
            else:
                raise Unusable(f"it returned {show(answer)} instead of a Table, Series or PanelText.")
            return answer

        return self.ask("show", config, question)


def _check_table(table: Table) -> None:
    for row in (table.columns, *table.rows):
        results.words(row, "a row of a table")
        if len(row) != len(table.columns):
            raise Unusable(f"its table has {len(table.columns)} columns and a row of {len(row)}.")


def _check_series(series: Series) -> None:
    results.words(series.labels, "the labels of a series")
    if len(series.labels) != len(series.values):
        raise Unusable(f"its series has {len(series.labels)} labels and {len(series.values)} values.")
    for value in series.values:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise Unusable(f"its series has the value {show(value)}.")
