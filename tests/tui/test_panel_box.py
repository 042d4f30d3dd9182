"""Panels are drawn to scale."""

from __future__ import annotations

import pytest

from moonwalk.api.panels import Series
from moonwalk.tui.widgets.panel_box import PanelBox
from moonwalk.tui.wording import LINE


@pytest.mark.parametrize(("most", "columns"), [(100.0, 1), (None, 25)])
def test_a_small_percentage_is_a_short_bar(most: float | None, columns: int) -> None:
    box = PanelBox("Taking part", Series(labels=("Mon",), values=(4.0,), most=most))

    assert box._picture(33).plain.count(LINE) == columns
