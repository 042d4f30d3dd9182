"""Jobs on a challenge: launch and withdraw, draw teams, close and open again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from moonwalk.api.language import listed
from moonwalk.services.amendments.amend import AmendmentReport, amend
from moonwalk.services.amendments.impact import PointsChange
from moonwalk.services.challenges import list_challenges
from moonwalk.services.checking_in.links import describe, make_links
from moonwalk.services.checking_in.tokens import Purpose
from moonwalk.services.closing import ClosingReport, close, reopen
from moonwalk.services.creation import start_challenge
from moonwalk.services.errors import Refused
from moonwalk.services.launch import LaunchReport
from moonwalk.services.privacy.audience import audience_of
from moonwalk.services.roster.teams import draw_teams
from moonwalk.services.withdrawal import WithdrawalReport, launch_or_move, withdraw
from moonwalk.services.workspace import Workspace
from moonwalk.tui.jobs.job import REASON, Here, Job, JobField, Values, day_in, sure
from moonwalk.tui.wording import count, day_in_words

_MOST_MESSAGES: Final = 3


def _launch(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    starts = day_in(values, "start", here, here.today) if values["start"].strip() else None
    return tuple(_launched(launch_or_move(ws, here.challenge, starts, dry_run=dry_run), here.today))


def _launched(report: LaunchReport, today: date) -> Iterator[str]:
    runs = "runs" if report.preview is None else "will run"
    moved = (
        "" if report.moved_from is None else f", and not from {day_in_words(report.moved_from, today)} on,"
    )
    people = f"{count(report.people, 'person', 'people')} in {count(report.teams, 'team', 'teams')}"
    starts, ends = (day_in_words(day, today) for day in (report.starts, report.ends))
    yield f"{report.title} {runs} from {starts}{moved} to {ends}, {people}."
    yield from (f"{deadline}." for deadline in report.deadlines[:1])
    yield from report.remarks
    yield from map(str, report.warnings)
    if report.preview is not None:
        messages = report.preview.messages
        first = "; ".join(message.subject for message in messages[:_MOST_MESSAGES])
        none = "none" if report.people else "they go to whoever has signed up by then"
        yield f"Messages of the first days: {first or none}."


def _withdraw(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    report: WithdrawalReport = withdraw(ws, here.challenge, values["reason"], dry_run=dry_run)
    taken = "will be a draft again" if dry_run else "is a draft again"
    people = count(report.people, "person no longer takes", "people no longer take")
    return (f"{here.title} {taken}. {people} part, and {report.messages} waiting messages are not sent.",)


def _close(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    return tuple(_closed(close(ws, here.challenge, dry_run=dry_run)))


def _closed(report: ClosingReport) -> Iterator[str]:
    what = "will be frozen" if report.dry_run else "are frozen"
    yield f"The results of {report.title} {what}, of {count(report.people, 'person', 'people')}."
    if report.dry_run and report.warning:
        yield report.warning
    for prize in report.prizes:
        winners = "; ".join(row.name for row in prize.winners) or "nobody"
        yield f"{prize.what}: {winners}."
    if report.dry_run:
        yield "Nothing can be logged, corrected or imported for it then. It can be opened again."


def _amend(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    first = day_in(values, "first", here, here.today) if values["first"] else None
    tell = values["tell"].strip().lower()
    if tell not in ("", "no", "yes"):
        raise Refused(f"'{values['tell']}' is neither yes nor no. Nothing was changed.")
    done = amend(ws, here.challenge, values["reason"], first, tell=tell == "yes", dry_run=dry_run)
    return tuple(_amended(done, here.today))


def _amended(report: AmendmentReport, today: date) -> Iterator[str]:
    when = "on all days" if report.from_day is None else f"from {day_in_words(report.from_day, today)} on"
    goes = "will go by its file" if report.dry_run else "goes by its file"
    yield f"{report.title} {goes} {when}."
    # Whom it concerns comes first: the texts of before and after can be long.
    yield " ".join(_points_in_words(report.points))
    for board in report.boards:
        moved = sum(row.place_before != row.place_after for row in board.rows)
        yield f"{board.label}: {count(moved, 'place changes', 'places change')}."
    if report.recipients:
        people = count(report.recipients, "person", "people")
        yield f"A message about it goes to {people} when what is due is sent."
    yield from report.remarks
    yield from (change.sentence for change in (*report.words, *report.messages))


def _points_in_words(points: tuple[PointsChange, ...]) -> Iterator[str]:
    """How many gain and how many lose, and who of them most; or that nobody does."""
    if not points:
        yield "Nobody's points change."
    more = [change for change in points if change.after > change.before]
    fewer = [change for change in points if change.after < change.before]
    for changes, verb, verbs in ((more, "gains", "gain"), (fewer, "loses", "lose")):
        if changes:
            most = max(changes, key=lambda change: abs(change.after - change.before))
            people = count(len(changes), f"person {verb}", f"people {verbs}")
            yield f"{people} points, most of all {most.name} ({most.before:,} → {most.after:,})."


def _foresee_pages(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    # What lays out pages is loaded by whoever writes one, and not by every start of the screen.
    from moonwalk.services.sheets.results import ended

    ended(ws, here.challenge)
    return ("They hold what everyone may see, and go into the folder 'reports'.",)


def _hand_out(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    # What lays out pages is loaded by whoever writes one, and not by every start of the screen.
    from moonwalk.services.sheets.certificates import write_certificates
    from moonwalk.services.sheets.results import write_results

    everyone = audience_of(None, exported=True)
    written = [*write_results(ws, here.challenge, everyone, None)]
    reasons = []
    try:
        written += write_certificates(ws, here.challenge, everyone, None)
    except Refused as reason:
        # That nobody may be shown with one takes nothing from the results.
        reasons.append(str(reason))
    return (*(f"Written: {path}" for path in written), *reasons)


_KINDS: Final[Mapping[str, Purpose]] = MappingProxyType(
    {"links": "log", "captains": "captain", "kiosk": "kiosk"}
)


def _cards(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    # What lays out pages is loaded by whoever writes one, and not by every start of the screen.
    from moonwalk.services.sheets.layout import folder_of
    from moonwalk.services.sheets.link_cards import write_cards

    kind = values["kind"].strip().lower()
    links = make_links(ws, here.challenge, purpose=_kind_of(kind))
    file = write_cards(ws, links, folder_of(ws, here.challenge, None) / f"cards-{kind}.html")
    return (f"Written: {file}", *describe(links, on_cards=True))


def _kind_of(kind: str) -> Purpose:
    """For what the links on cards are. Refused for a word that means none."""
    if kind not in _KINDS:
        raise Refused(f"'{kind}' is no kind of card. Nothing was written. Write {listed(tuple(_KINDS))}.")
    return _KINDS[kind]


def _cards_foreseen(here: Here, values: Values) -> str:
    _kind_of(values["kind"].strip().lower())
    return (
        f"A card for each of {here.title}, into the folder 'reports'. Whoever has a card can log by it: hand "
        "each over by itself, and delete the file once it is printed."
    )


def _foresee_reopening(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    reopen(ws, here.challenge, values["reason"], dry_run=True)
    return (f"Entries of {here.title} can be corrected again. Close it afterwards.",)


def _reopen(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    closed = reopen(ws, here.challenge, values["reason"])
    return (f"{here.title}, closed on {day_in_words(closed.date(), here.today)}, is open again.",)


def _draw(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    done = draw_teams(ws, here.challenge, values["seed"].strip() or None, dry_run=dry_run)
    if dry_run:
        people = count(done.placed, "person", "people")
        said = f"{people} will be put into a team. Nobody who has one is moved. Seed: {done.seed}"
        return (said, *_about_draft(ws, here))
    placed = count(done.placed, "person was", "people were")
    return (f"{placed} put into {count(len(done.teams), 'team', 'teams')}. Seed: {done.seed}", *done.remarks)


def _about_draft(ws: Workspace, here: Here) -> Iterator[str]:
    """That the challenge has not been launched, where it has not."""
    if any(row.state == "draft" for row in list_challenges(ws) if row.name == here.challenge):
        yield f"{here.title} is a draft: its teams are kept for the launch, and nobody hears of them before."


def _new(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    starts = day_in(values, "start", here, here.today) if values["start"] else None
    weeks = values["weeks"].removesuffix("weeks").strip()
    if weeks and not (weeks.isascii() and weeks.isdecimal()):
        raise Refused(f"'{values['weeks']}' is no number of weeks. Write 4, or nothing.")
    path = start_challenge(
        ws,
        values["name"],
        here.template,
        values["title"],
        starts,
        weeks=int(weeks) if weeks else None,
        dry_run=dry_run,
    )
    written = "will be written" if dry_run else "is written"
    first = (
        f", from {day_in_words(starts, here.today)} on"
        if starts
        else "; its first day is given at the launch"
    )
    said = f"{values['title'] or here.what} {written} to challenges/{path.name}{first}."
    return (said, "Nobody hears of it before it is launched. Its file opens next, to be edited.")


CHALLENGE_JOBS: Final[tuple[Job, ...]] = (
    Job(
        "new",
        lambda here: f"New challenge from {here.what}",
        ("template",),
        (
            JobField(
                "name", "File", "small letters, digits, -", lambda here: here.free_name or here.template
            ),
            JobField("title", "Title", "what people read", lambda here: here.what, may_be_empty=True),
            JobField("start", "First day", "empty: at launch", may_be_empty=True),
            JobField("weeks", "Weeks", "empty: as it is", may_be_empty=True),
        ),
        lambda ws, here, values: _new(ws, here, values, dry_run=True),
        lambda ws, here, values: _new(ws, here, values, dry_run=False),
        chosen_at="templates",
    ),
    Job(
        "launch",
        lambda here: f"Launch {here.title}, or move its first day",
        ("challenge",),
        (JobField("start", "First day", "empty: the one in its file", may_be_empty=True),),
        lambda ws, here, values: _launch(ws, here, values, dry_run=True),
        lambda ws, here, values: _launch(ws, here, values, dry_run=False),
        undoable=True,
    ),
    Job(
        "withdraw",
        lambda here: f"Take the launch of {here.title} back",
        ("challenge",),
        (REASON,),
        lambda ws, here, values: _withdraw(ws, here, values, dry_run=True),
        lambda ws, here, values: _withdraw(ws, here, values, dry_run=False),
    ),
    Job(
        "close",
        lambda here: f"Close {here.title}",
        ("challenge",),
        (),
        lambda ws, here, values: _close(ws, here, values, dry_run=True),
        lambda ws, here, values: _close(ws, here, values, dry_run=False),
        undoable=True,
    ),
    Job(
        "amend",
        lambda here: f"Let {here.title} go on by its file as it is now",
        ("challenge",),
        (
            JobField("first", "From", "empty: on all days", may_be_empty=True),
            REASON,
            JobField("tell", "Tell those concerned", "yes; empty: no", may_be_empty=True),
        ),
        lambda ws, here, values: _amend(ws, here, values, dry_run=True),
        lambda ws, here, values: _amend(ws, here, values, dry_run=False),
        undoable=True,
    ),
    Job(
        "hand_out",
        lambda here: f"Write the results and certificates of {here.title}",
        ("challenge",),
        (),
        _foresee_pages,
        _hand_out,
    ),
    Job(
        "cards",
        lambda here: f"Write cards for people's own page of {here.title}",
        ("challenge",),
        (JobField("kind", "Which", "links, captains or kiosk", lambda here: "links"),),
        sure(_cards_foreseen),
        _cards,
    ),
    Job(
        "reopen",
        lambda here: f"Open {here.title} again",
        ("challenge",),
        (REASON,),
        _foresee_reopening,
        _reopen,
    ),
    Job(
        "draw",
        lambda here: f"Draw the teams of {here.title}",
        ("challenge",),
        (JobField("seed", "Seed", "any text; empty: a usual one", may_be_empty=True),),
        lambda ws, here, values: _draw(ws, here, values, dry_run=True),
        lambda ws, here, values: _draw(ws, here, values, dry_run=False),
        undoable=True,
    ),
)
