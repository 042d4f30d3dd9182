"""What the log bar says: what is matched, what would be saved, what became of it."""

from __future__ import annotations

from datetime import date

from textual.content import Content

from moonwalk.runs.views import LoggedEntry
from moonwalk.tui.safe_text import ui
from moonwalk.tui.widgets.picker import MOST, Choice, Picker
from moonwalk.tui.wording import signed, thousandths, week_day

COUNTED = "counted"


def describe_matches(picker: Picker) -> Content | None:
    """The choices around the one meant; None if there is nothing to choose from."""
    if not picker.value.strip():
        return ui(("Type a part of it.", "$text-muted"))
    if not picker.found:
        return ui(("! ", "bold $warning"), f"Nothing matches “{picker.value}”.")
    if picker.found == 1:
        return None
    lines = []
    for number, (choice, meant) in enumerate(picker.around):
        more = "+" if picker.found >= MOST else ""
        total = f"   {picker.found}{more} match" if number == 0 else ""
        name = (choice.label, "bold" if meant else "")
        lines.append(
            ui(
                ("▸ " if meant else "  ", "bold $primary"),
                name,
                ("  " + choice.detail + total, "$text-muted"),
            )
        )
    return Content("\n").join(lines)


def describe_plan(person: Choice | None, activity: Choice | None, amount: str, day: date | None) -> Content:
    """What Enter would save."""
    unit = activity.detail if activity is not None else ""
    how_much = amount.strip() or "…"
    return ui(
        (person.label if person else "who?", "bold" if person else "$text-muted"),
        (f"  {person.detail}" if person and person.detail else "", "$text-muted"),
        (" · ", "$text-muted"),
        activity.label if activity else "what?",
        (" · ", "$text-muted"),
        f"{how_much} {unit}" if how_much[-1:].isdigit() else how_much,
        (" · ", "$text-muted"),
        week_day(day) if day else "which day?",
    )


def describe_logged(entry: LoggedEntry) -> Content:
    """What became of an entry: the points before and after, or why it does not count."""
    what = f"{entry.name}: {thousandths(entry.amount)} {entry.unit} on {week_day(entry.day)}. "
    if entry.already_there:
        return ui(("= ", "bold $secondary"), what, "This was logged before; nothing changed.")
    if entry.verdict != COUNTED:
        return ui(
            ("! ", "bold $warning"),
            what,
            ("Saved, but it does not count: ", "bold"),
            entry.reason or entry.verdict,
        )
    if entry.points_before is None or entry.points_after is None:
        return ui(("✓ ", "bold $primary"), what, "Saved.")
    gained = signed(entry.points_after - entry.points_before)
    return ui(
        ("✓ ", "bold $primary"),
        what,
        (f"{entry.points_before:,} → {entry.points_after:,} points", "bold"),
        (f" ({gained})", "$text-muted"),
    )
