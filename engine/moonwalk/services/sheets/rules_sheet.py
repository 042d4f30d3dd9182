"""The rules of a challenge for participants: dates, what earns what, an example, and what to take care of."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from textwrap import wrap
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.api.amount_words import clock_text, figure_text
from moonwalk.api.cards import Card
from moonwalk.api.language import Catalogue, language, long_day, speaking, weekday
from moonwalk.api.values import DaysLater, EndOfChallenge
from moonwalk.definitions import (
    Challenge,
    RulesChapter,
    RulesLine,
    chapter_text,
    in_language,
    read_file,
    rules_chapters,
)
from moonwalk.definitions.condition_words import in_words
from moonwalk.definitions.rules_lines import WIDTH, capital
from moonwalk.definitions.rules_terms import safety_notes
from moonwalk.definitions.value_words import length_text, size_text, team_text
from moonwalk.registry import PluginFailure, Registry
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.calendar import Calendar, moment
from moonwalk.services.drafts import draft_path
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launched import NotScored, launched, names
from moonwalk.services.planning import calendar_of, plan_of
from moonwalk.services.sheets.layout import (
    Page,
    brief_span,
    folder_of,
    lay_out,
    write_pages,
)
from moonwalk.services.sheets.pictures import CalendarPicture, calendar_picture
from moonwalk.services.sheets.worked_example import WorkedExample, with_first_day, worked_example
from moonwalk.services.why.cards import empty_cards
from moonwalk.services.wording import last_moment
from moonwalk.services.workspace import Workspace

_TEXTS: Final = Catalogue(__name__)

MOST_WEEKS: Final = 12
"""A challenge of more weeks has no picture of its days, which would fill a page."""


@dataclass(frozen=True, slots=True)
class SheetWeek:
    """A week as participants read of it. The days are None as long as there is no first day."""

    number: int
    theme: str
    message: str
    tips: tuple[str, ...]
    first: date | None = None
    last: date | None = None
    closes: datetime | None = None


@dataclass(frozen=True, slots=True)
class CardLine:
    """A line of the card: what people call a rule, what it pays in words, and the author's reason."""

    label: str
    text: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RulesSheet:
    """All that the sheet of a challenge says. `launched` is None for a draft, whose text may still change."""

    challenge: Challenge
    chapters: dict[str, RulesChapter]
    facts: tuple[tuple[str, str], ...]
    weeks: tuple[SheetWeek, ...]
    safety: tuple[tuple[str, tuple[str, ...]], ...]
    card: tuple[CardLine, ...]
    remarks: tuple[str, ...]
    cards: Mapping[str, Card]
    example: WorkedExample | None
    picture: CalendarPicture | None
    launched: date | None


def rules_sheet(ws: Workspace, name: str) -> RulesSheet:
    """Return the sheet of a challenge: as it was launched, or of its file where it was not.

    Refused where there is none of this name, or where its file has errors.
    """
    return _sheet(ws, *_read(ws, name))


def draft_text(ws: Workspace, challenge: Challenge) -> str:
    """Return the sheet of a text that is no file yet, as plain text with a line for each paragraph."""
    calendar = calendar_of(challenge) if challenge.schedule.starts is not None else None
    return rules_text(_sheet(ws, challenge, calendar, None), sys.maxsize)


def _sheet(
    ws: Workspace, challenge: Challenge, calendar: Calendar | None, launched_on: date | None
) -> RulesSheet:
    chapters = {chapter.name: chapter for chapter in rules_chapters(challenge, ws.plugins)}
    return RulesSheet(
        challenge=challenge,
        chapters=chapters,
        facts=tuple(_facts(challenge, calendar)),
        weeks=tuple(_weeks(challenge, calendar)),
        safety=tuple(safety_notes(challenge.safety)),
        card=tuple(_card(challenge, chapters["earning"])),
        remarks=tuple(line.text for line in _remarks(challenge, chapters["earning"])),
        cards=_cards(challenge, ws.plugins),
        example=worked_example(challenge, ws.plugins),
        picture=None if calendar is None or calendar.weeks > MOST_WEEKS else calendar_picture(calendar),
        launched=launched_on,
    )


def write_rules(ws: Workspace, name: str, to: Path | None = None, code: str = "") -> tuple[Path, ...]:
    """Write the sheet of a challenge as HTML and as text; the files.

    They are in a language (`code`), or in that of the challenge.
    """
    with speaking(code or _read(ws, name)[0].language):
        sheet = rules_sheet(ws, name)
        pages = (
            Page.of_text("rules.html", lay_out("rules", {"sheet": sheet, "challenge": sheet.challenge})),
            Page.of_text("rules.txt", rules_text(sheet)),
        )
    return write_pages(folder_of(ws, name, to), *pages)


def printed_rules(ws: Workspace, name: str, code: str = "") -> str:
    """Return the sheet of a challenge as plain text, in a language (`code`) or in that of the challenge."""
    with speaking(code or _read(ws, name)[0].language):
        return rules_text(rules_sheet(ws, name))


def rules_text(sheet: RulesSheet, width: int = WIDTH) -> str:
    """Return the sheet as plain text, in lines of at most so many characters."""
    challenge = sheet.challenge
    lines = [challenge.title, "=" * len(challenge.title), ""]
    if challenge.about:
        lines += [*_paragraph(challenge.about, width), ""]
    lines += [f"{term}: {text}" for term, text in sheet.facts]
    if sheet.launched is None:
        lines += ["", _draft_text()]
    for name in _ORDER:
        if name == "example" and sheet.example:
            lines += ["", *_titled(_TEXTS.gettext("An example"), _example_text(sheet.example))]
        elif name == "cards":
            for label, card in sheet.cards.items():
                lines += ["", *_titled(label, _card_text(card, width))]
        elif name == "weeks" and sheet.weeks:
            lines += ["", *_titled(_TEXTS.gettext("Week by week"), _weeks_text(sheet.weeks, width))]
        elif name in sheet.chapters:
            chapter = sheet.chapters[name]
            lines += ["", *_titled(chapter.title, chapter_text(chapter, width))]
    return "\n".join(lines)


def _draft_text() -> str:
    return _TEXTS.gettext(
        "This is a draft: the challenge has not been launched, and its rules may still change."
    )


_ORDER: Final = (
    "safety", "when", "earning", "cards", "example", "activities", "goals", "weeks",
    "teams", "together", "boards", "prizes", "privacy",
)  # fmt: skip


def _read(ws: Workspace, name: str) -> tuple[Challenge, Calendar | None, date | None]:
    """A challenge in the language that is spoken, its calendar where it has a first day, and when it began.

    The last is the day of its launch; None for a draft.
    """
    with ws.database() as db:
        if name in names(db):
            try:
                launch = launched(ws, db, name, accepted=False)
            except NotScored as reason:
                raise PluginFailed(f"The rules of '{name}' cannot be written: {reason}") from reason
            calendar = launch.plan.calendar
            on = moment(launch.record.launched_at).astimezone(ZoneInfo(calendar.zone)).date()
            return in_language(launch.challenge, language()), calendar, on
    reading = read_file(draft_path(ws, name), ws.plugins)
    if reading.challenge is None:
        errors = tuple(problem for problem in reading.problems if problem.severity == "error")
        raise Refused(f"'{name}' has errors, so its rules cannot be written. Fix them first:", errors)
    challenge = in_language(reading.challenge, language())
    return challenge, calendar_of(challenge) if challenge.schedule.starts is not None else None, None


def _facts(challenge: Challenge, calendar: Calendar | None) -> Iterator[tuple[str, str]]:
    schedule = challenge.schedule
    if calendar is None:
        unset = _TEXTS.fill("{length}; the first day is not set yet", length=length_text(schedule.length))
        yield _TEXTS.gettext("When"), unset
    else:
        yield _TEXTS.gettext("From"), long_day(calendar.starts)
        yield _TEXTS.gettext("To"), long_day(calendar.ends)
    yield _TEXTS.gettext("Log by"), _log_by(challenge)
    if calendar is not None:
        at = moment(calendar.all_closed).astimezone(ZoneInfo(calendar.zone))
        yield _TEXTS.gettext("Everything is final after"), f"{last_moment(at)} ({calendar.zone})"
    if challenge.teams is not None:
        match challenge.teams.formed:
            case "drawn":
                how = _TEXTS.gettext("{size}, drawn by lot")
            case "from the roster":
                how = _TEXTS.gettext("{size}, as in the roster")
            case _:
                how = _TEXTS.gettext("{size}, formed by their members")
        called = _TEXTS.fill("{team}s", team=capital(team_text(challenge.teams.called)))
        yield called, how.format(size=size_text(challenge.teams.size))


def _log_by(challenge: Challenge) -> str:
    match challenge.schedule.log_until:
        case EndOfChallenge():
            return _TEXTS.gettext("the end of the challenge, for all days together")
        case DaysLater() as later:
            return _TEXTS.fill_counted(
                "the end of the day {days} day later, for each day",
                "the end of the day {days} days later, for each day",
                later.days,
                days=later.days,
            )
        case deadline:
            return _TEXTS.fill("the first {moment} after each week", moment=clock_text(deadline))


def _weeks(challenge: Challenge, calendar: Calendar | None) -> Iterator[SheetWeek]:
    """The weeks of a challenge that has a first day, or that says something about them."""
    for number in range(1, challenge.schedule.weeks + 1):
        week = challenge.weeks.get(number)
        theme, message, tips = (week.theme, week.message, week.tips) if week else ("", "", ())
        if calendar is None:
            if week:
                yield SheetWeek(number, theme, message, tips)
            continue
        closes = moment(calendar.week_closes(number)).astimezone(ZoneInfo(calendar.zone))
        last = calendar.last_day_of_week(number)
        yield SheetWeek(number, theme, message, tips, calendar.dates[7 * (number - 1)], last, closes)


def _card(challenge: Challenge, earning: RulesChapter) -> Iterator[CardLine]:
    """The rules one by one, each with its reason: a point of the chapter, and the text that belongs to it."""
    lines = list(earning.lines)[len(_remarks(challenge, earning)) :]
    ids = iter(challenge.rules)
    for at, line in enumerate(lines):
        if line.kind == "point":
            item = next(ids)
            below = lines[at + 1].text if at + 1 < len(lines) and lines[at + 1].kind == "text" else ""
            yield CardLine(line.label or in_words(item.id).capitalize(), line.text, below)


def _cards(challenge: Challenge, plugins: Registry) -> Mapping[str, Card]:
    """The cards to fill, none where a rule fails: its sentence says what it pays for."""
    try:
        cards = empty_cards(plan_of(with_first_day(challenge), plugins, seed=1))
    except (RuleFailed, PluginFailure):
        return {}
    # A rule without a label goes by its id, which is written like one everywhere else on the sheet.
    unlabelled = {item.id for item in challenge.rules if not item.label}
    return {in_words(of).capitalize() if of in unlabelled else of: card for of, card in cards.items()}


def _remarks(challenge: Challenge, earning: RulesChapter) -> tuple[RulesLine, ...]:
    """What stands above the rules: in what points are counted."""
    points = [line for line in earning.lines if line.kind == "point"]
    return tuple(points[: len(points) - len(challenge.rules)])


def _titled(title: str, lines: Iterator[str]) -> list[str]:
    return [title, "-" * len(title), *lines]


def _paragraph(text: str, width: int, indent: str = "") -> Sequence[str]:
    return wrap(text, width, initial_indent=indent, subsequent_indent=indent)


def _card_text(card: Card, width: int) -> Iterator[str]:
    for number, row in enumerate(card.rows, start=1):
        yield _TEXTS.fill("Row {number}", number=number)
        for square in row:
            yield from wrap(square.label, width, initial_indent="  [ ] ", subsequent_indent="      ")


def _example_text(example: WorkedExample) -> Iterator[str]:
    yield _TEXTS.gettext("Robin, who is made up, in the first week:")
    for day in example.days:
        logged = ", ".join(day.logged) or _TEXTS.gettext("nothing")
        earned = ", ".join(f"{label} {figure_text(f'{points:+}')}" for label, points in day.earned)
        points = f"{_points(day.points)} ({earned})" if earned else _TEXTS.gettext("No points")
        yield f"  {weekday(day.day)}: {logged}. {points}."
    yield f"  {_TEXTS.fill('The week: {points}.', points=_points(example.points))}"


def _points(points: int) -> str:
    return _TEXTS.fill_counted("{points} point", "{points} points", points, points=figure_text(str(points)))


def _weeks_text(weeks: Sequence[SheetWeek], width: int) -> Iterator[str]:
    for week in weeks:
        days = f" ({brief_span(week.first, week.last)})" if week.first and week.last else ""
        number = _TEXTS.fill("Week {number}", number=week.number)
        yield f"{number}{days}{f': {week.theme}' if week.theme else ''}"
        if week.closes:
            yield f"  {_TEXTS.fill('Can be logged until {moment}.', moment=last_moment(week.closes))}"
        yield from _paragraph(week.message, width, "  ")
        for tip in week.tips:
            yield from _paragraph(f"- {tip}", width, "  ")
