"""Long text on the screen."""

from __future__ import annotations

from textual.app import App, ComposeResult

from moonwalk.tui.widgets.prose import HangingText


class OneText(App[None]):
    def compose(self) -> ComposeResult:
        yield HangingText("text")


async def test_a_line_of_a_list_goes_on_below_where_its_text_begins() -> None:
    async with OneText().run_test(size=(24, 10)) as pilot:
        text = pilot.app.query_one(HangingText)
        text.show_text("As it is:\n  - walks that are longer than a line\n\nThe end of it")
        await pilot.pause()

        lines = [text.render_line(y).text.rstrip() for y in range(6)]
    assert lines == ["As it is:", "  - walks that are", "    longer than a line", "", "The end of it", ""]
