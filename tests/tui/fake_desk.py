"""A desk without a workspace: made-up people, fixed days, and every way to misbehave."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from moonwalk.api.panels import PanelText, Series, Table
from moonwalk.api.timeline import Status
from moonwalk.services.boards.views import CanReach, OvertakeView, PrizeRow, PrizesView, PrizeView
from moonwalk.services.errors import Refused
from moonwalk.services.views import (
    ActivityChoice,
    Attention,
    BoardRow,
    BoardView,
    ChallengeRow,
    LoggedEntry,
    MessageRow,
    PersonRowView,
    PluginRow,
    Why,
    WhyAward,
    WhyDay,
    WhyEntry,
)
from moonwalk.services.why.views import Comparison, PersonChange, TeamChange, TeamWhy

from .fake_reasons import made_up_gap, made_up_person_change, made_up_team, made_up_team_change

TODAY = date(2026, 3, 13)
STARTS = date(2026, 3, 2)
NAMES = (
    "Ana Bogdan",
    "Ben Okafor",
    "Carla Reyes",
    "Dmitri Volkov",
    "Elif Kaya",
    "Femi Adeyemi",
    "Grace Lin",
    "Hugo Martins",
    "Ines Costa",
    "Jonas Weber",
    "Kira Sato",
    "Łukasz Nowak",
    "Mai Tran",
    "Nils Berg",
    "Olga Petrova",
    "Priya Nair",
    "Quentin Roux",
    "Rosa Silva",
    "Ștefan Ionescu",
    "Tara Walsh",
)
TEAMS = ("Otters", "Herons", "Badgers", "Foxes", "Lynxes")
HOSTILE = (
    "[@click=app.quit]Ana[/]",
    "[/]",
    "[/some/path]",
    "[bold red]Zed",
    "[$error]",
    "\x1b]0;owned\x07Bob",
    "\x9b31mEve",
    "a\u202egnp.exe",
    "zero\u200bwidth\u2066",
    "lone\ud800surrogate",
    "new\nline\ttab",
    "[[x]]{y}%s",
    "日本語のとても長い名前です" * 3,
)
HOSTILE_TITLE = "[@click=app.quit]Walk[/] \x1b[31m\u202ebackwards [/]"


@dataclass(frozen=True)
class Panel:
    title: str
    content: Table | Series | PanelText


@dataclass
class FakeDesk:
    """A challenge on its twelfth day, unless told otherwise."""

    names: tuple[str, ...] = NAMES
    teams: tuple[str, ...] = TEAMS
    name_of_all: str = "Walk backwards"
    broken: frozenset[str] = frozenset()
    empty: bool = False
    stale: str = ""
    beats: int = 0
    calls: list[str] = field(default_factory=list)
    logged: list[tuple[str, str, str, date]] = field(default_factory=list)
    verdict: str = "counted"

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if name in self.broken:
            raise ValueError(f"{name} broke [/] \x1b[31m")
        if f"refuse {name}" in self.broken:
            raise Refused(f"The {name} is refused [/] \x1b[31m, with a reason.")

    def title(self) -> str:
        return "Acme" if self.names is NAMES else self.name_of_all

    def today(self) -> date:
        return TODAY

    def pulse(self) -> Hashable:
        self._called("pulse")
        return self.beats

    def list_challenges(self) -> tuple[ChallengeRow, ...]:
        self._called("list_challenges")
        if self.empty:
            return ()
        attention = (
            Attention(
                f"3 people are in no team, {self.names[0]} among them.", "moonwalk people import roster.xlsx"
            ),
            Attention("2 messages failed: the mail server did not answer.", "moonwalk outbox retry 17"),
        )
        row = ChallengeRow(
            "backwards",
            self.name_of_all,
            "running",
            STARTS,
            STARTS + timedelta(27),
            12,
            28,
            len(self.names),
            len(self.teams),
            attention,
        )
        return (
            ChallengeRow(
                "spring", "Spring steps", "over", date(2025, 3, 3), date(2025, 3, 30), 28, 28, 180, 15
            ),
            row,
            ChallengeRow("stairs", "Stairs to the moon", "draft", None, None, 0, 21, 0, 0),
        )

    def show_board(self, challenge: str, board: str | None = None) -> BoardView:
        self._called("show_board")
        if self.empty:
            raise Refused(f"There is no challenge {challenge!r}. Run: moonwalk templates")
        chosen = board or "teams"
        rows = self._team_rows() if chosen == "teams" else self._people_rows(chosen)
        boards = (("teams", "Teams"), ("people", "People"), ("improved", "Most improved"))
        return BoardView(
            challenge,
            self.name_of_all,
            chosen,
            dict(boards)[chosen],
            boards,
            "teams" if chosen == "teams" else "people",
            "average",
            "The average of the members' points; at least 3 members."
            if chosen == "teams"
            else "The sum of all points.",
            TODAY,
            "provisional",
            len(rows),
            rows,
            self.stale,
        )

    def _team_rows(self) -> tuple[BoardRow, ...]:
        places = (
            (1.0, False, ""),
            (2.0, True, ""),
            (2.0, True, ""),
            (4.0, False, "days met"),
            (None, False, ""),
        )
        rows = []
        for number, name in enumerate(self.teams):
            place, tied, broken = places[number % 5]
            moved = (2, 0, -1, None, 1)[number % 5]
            rows.append(
                BoardRow(
                    place,
                    tied,
                    f"t{number}",
                    name,
                    f"{41.5 - 3 * number:.1f}",
                    4,
                    4 - number % 3,
                    moved,
                    broken,
                    "" if place else "fewer than 3 members",
                )
            )
        return tuple(rows)

    def _people_rows(self, board: str) -> tuple[BoardRow, ...]:
        order = self.names if board == "people" else tuple(reversed(self.names))
        return tuple(
            BoardRow(
                float(number + 1),
                False,
                self._id(name),
                name,
                f"{max(1, 200 - 7 * number):,}",
                1,
                1,
                number % 4 - 1,
            )
            for number, name in enumerate(order)
        )

    def _id(self, name: str) -> str:
        return f"p{self.names.index(name)}" if len(self.names) < 1000 else name

    def explain_team(self, challenge: str, team: str, board: str | None = None) -> TeamWhy:
        self._called("explain_team")
        return made_up_team(self.teams[0], self.names)

    def part(self, challenge: str, who: str, kind: str, board: str | None = None) -> Comparison:
        self._called("part")
        return made_up_gap(self.teams if kind == "team" else self.names)

    def person_change(self, challenge: str, who: str, since: date) -> PersonChange:
        self._called("person_change")
        name = self.names[0]
        return made_up_person_change(name, tuple(_awards(name)), tuple(_entries(name)))

    def team_change(self, challenge: str, team: str, since: date, board: str | None = None) -> TeamChange:
        self._called("team_change")
        return made_up_team_change(self.teams[0], self.names)

    def list_people(self, challenge: str | None = None) -> tuple[PersonRowView, ...]:
        self._called("list_people")
        if self.empty:
            return ()
        count = len(self.teams)
        return tuple(
            PersonRowView(self._id(name), name, self.teams[n % count]) for n, name in enumerate(self.names)
        )

    def explain(self, challenge: str, who: str) -> Why:
        self._called("explain")
        person = next(person for person in self.list_people() if person.id == who)
        awards = tuple(_awards(self.names[0]))
        return Why(
            challenge,
            self.name_of_all,
            person.id,
            person.name,
            person.team,
            sum(award.points for award in awards),
            awards,
            tuple(_entries(self.names[0])),
            tuple(_days(awards)),
        )

    def activity_choices(self) -> tuple[ActivityChoice, ...]:
        self._called("activity_choices")
        if self.empty:
            return ()
        return (
            ActivityChoice(
                "backwards", "backward_walk", "Walking backwards", "minutes", "Any place without cars."
            ),
            ActivityChoice("backwards", "stretch", "Stretching", "minutes", ""),
        )

    def log_entry(self, who: str, amount: str, activity: str, day: date) -> LoggedEntry:
        self._called("log_entry")
        if not amount[0].isdigit():
            raise Refused(f"{amount!r} is not an amount. Write 12 or 12 minutes.")
        self.logged.append((who, amount, activity, day))
        name = next(person.name for person in self.list_people() if person.id == who)
        reason = "" if self.verdict == "counted" else "Day 11 could be logged until Thu 18:00."
        return LoggedEntry(
            "e9",
            who,
            name,
            day,
            activity,
            "Walking backwards",
            int(amount.split()[0]) * 1000,
            "minutes",
            False,
            self.verdict,
            reason,
            172,
            184 if self.verdict == "counted" else 172,
        )

    def list_messages(self) -> tuple[MessageRow, ...]:
        self._called("list_messages")
        if self.empty:
            return ()
        due = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)
        name = self.names[0]
        return (
            MessageRow(
                1,
                "delivered",
                "console",
                "backwards",
                "p0",
                name,
                "Your week",
                f"Well done, {name}.\n\nWeek 2 begins.",
                due,
                1,
                "",
            ),
            MessageRow(
                2,
                "pending",
                "mail",
                "backwards",
                "p1",
                self.names[1],
                "4 days in a row",
                "Keep going.",
                due,
                0,
                "",
            ),
            MessageRow(
                3,
                "dead",
                "mail",
                "backwards",
                "p2",
                self.names[2],
                "4 days in a row",
                "Keep going.",
                due,
                5,
                "no such mailbox [/]",
            ),
        )

    def list_plugins(self) -> tuple[PluginRow, ...]:
        self._called("list_plugins")
        if self.empty:
            return ()
        return (
            PluginRow("amounts", "moonwalk", "0.1.0", "active", ("amounts.per", "amounts.fixed"), (), 3.2),
            PluginRow(
                "acme",
                "moonwalk-acme",
                "2.0",
                "broken",
                (),
                (f"ImportError: {self.names[0]} is missing", "See: pip show"),
                0.0,
            ),
            PluginRow(
                "rain",
                "moonwalk-rain",
                "0.3",
                "not allowed",
                ("rain.bonus",),
                ("Not allowed yet: moonwalk plugins approve rain",),
                0.0,
            ),
            PluginRow("old", "moonwalk-old", "1.0", "disabled", (), (), 0.0),
        )

    def show_panels(self, challenge: str) -> tuple[Any, ...]:
        self._called("show_panels")
        if self.empty:
            return ()
        days = tuple(f"{day} Mar" for day in range(2, 14))
        return (
            Panel(
                "People active each day",
                Series(labels=days, values=(18, 17, 17, 16, 14, 6, 5, 17, 18, 16, 15, 9)),
            ),
            Panel(
                "Teams taking part",
                Table(
                    columns=("Team", "Active", "Share"),
                    rows=tuple((name, "3 of 4", "75%") for name in self.teams),
                ),
            ),
            Panel(
                "In short",
                PanelText(text=f"Two of three people logged something on most days, {self.names[0]} too."),
            ),
        )

    def overtake(self, challenge: str, board: str) -> OvertakeView:
        self._called("overtake")
        if self.empty:
            return OvertakeView(why_not_known="nobody has a place yet")
        first, second = self.teams[:2] if len(self.teams) > 1 else self.teams * 2
        return OvertakeView(CanReach("t0", first, "30.5"), (CanReach("t1", second, "44.0"),), decided=False)

    def show_prizes(self, challenge: str) -> PrizesView:
        self._called("show_prizes")
        first, team = self.names[0], self.teams[0]
        prizes = (
            PrizeView(
                "cup",
                f"The cup of {self.name_of_all}",
                "by place",
                "To the first place of 'Teams'.",
                "teams",
                (PrizeRow("t1", team, place=1.0, tied=True, score="41.5"),),
                (PrizeRow("t4", self.teams[4], why="needs at least 3 members"),),
            ),
            PrizeView(
                "socks",
                "A pair of socks",
                "by raffle",
                f"By raffle, one ticket each time '{first}' is met.",
                "people",
                tickets=tuple(PrizeRow(self._id(name), name, team, tickets=2) for name in self.names),
            ),
            PrizeView("pin", "A pin", "by goal", "To everyone who met 'a good week'.", "people"),
        )
        return PrizesView(
            challenge,
            self.name_of_all,
            TODAY,
            "provisional",
            datetime(2026, 4, 2, tzinfo=UTC),
            None,
            "5e" * 32,
            () if self.empty else prizes,
        )

    def rules_in_words(self, challenge: str) -> str:
        self._called("rules_in_words")
        rules = "\n".join(
            f"- Walk at least {n} minutes: {n} points,\n  for {self.names[0]} too." for n in range(1, 40)
        )
        return f"# {self.name_of_all}\n\nEverybody gets\npoints for:\n\n## Rules\n\n{rules}\n"


def _awards(name: str) -> Iterable[WhyAward]:
    for n in range(10):
        day = STARTS + timedelta(n)
        if n in (5, 6):
            continue
        yield WhyAward(
            day,
            10 + n % 3,
            "amounts.per",
            "Minutes",
            f"{10 + n % 3} min backwards: a point each, up to 15 a day, {name}",
            "backwards.yaml:31",
            (f"e{n}",),
        )
        if n in (3, 9):
            yield WhyAward(day, 20, "streaks.streak", "Streak", "4 days in a row", "backwards.yaml:40", ())
    yield WhyAward(
        STARTS + timedelta(9),
        -5,
        "limits.cap",
        "Weekly limit",
        "A week pays at most 60 points, this one would have paid 65",
        "backwards.yaml:52",
        (),
    )


def _entries(name: str) -> Iterable[WhyEntry]:
    when = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)
    for n in range(10):
        if n not in (5, 6):
            yield WhyEntry(
                f"e{n}",
                STARTS + timedelta(n),
                "backward_walk",
                "Walking backwards",
                12000,
                "minutes",
                "form.csv",
                when,
                "counted",
                "",
                12000,
            )
    yield WhyEntry(
        "x1",
        STARTS + timedelta(9),
        "backward_walk",
        "Walking backwards",
        900000,
        "minutes",
        "fitbit",
        when,
        "implausible",
        f"15 hours are more than the 3 hours allowed, {name}",
        0,
    )
    yield WhyEntry(
        "x2",
        STARTS + timedelta(5),
        "backward_walk",
        "Walking backwards",
        5500,
        "minutes",
        name,
        when,
        "late",
        "Could be logged until Mon 18:00",
        0,
    )


def _days(awards: tuple[WhyAward, ...]) -> Iterable[WhyDay]:
    statuses = {5: Status.OFF, 6: Status.OFF, 8: Status.EXCUSED, 11: Status.OPEN}
    for n in range(28):
        day = STARTS + timedelta(n)
        points = sum(award.points for award in awards if award.day == day)
        status = statuses.get(n, Status.OPEN if n > 11 else Status.DUE)
        met = ("good_day",) if n < 10 and n not in (4, 5, 6, 8) else ()
        yield WhyDay(day, n // 7 + 1, status, met, points)


def crowd(people: int) -> FakeDesk:
    """A desk with very many people."""
    first = [name.split()[0] for name in NAMES]
    last = [name.split()[-1] for name in NAMES]
    names = tuple(f"{first[n % 20]} {last[n // 20 % 20]} {n}" for n in range(people))
    return FakeDesk(names=names, teams=tuple(f"Team {n}" for n in range(max(1, people // 10))))


def hostile() -> FakeDesk:
    """A desk where every name is an attack."""
    return FakeDesk(
        names=HOSTILE, teams=HOSTILE[:5], name_of_all=HOSTILE_TITLE, stale=f"A rule failed for {HOSTILE[0]}."
    )
