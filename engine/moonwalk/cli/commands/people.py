"""`moonwalk people`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import click

from moonwalk.cli.commands.import_ import ImportArguments, import_options, print_explanation, print_report
from moonwalk.cli.group import Session
from moonwalk.cli.options import DAY, workspace_of
from moonwalk.cli.output import as_csv, as_json, print_csv, print_json, print_table
from moonwalk.cli.terminal import ask, say
from moonwalk.services.errors import Refused
from moonwalk.services.notice_choices import choices_of, choose_notices
from moonwalk.services.overview import Participant, participants
from moonwalk.services.privacy.handing_over import look_at_all
from moonwalk.services.roster.forgetting import give_up, summary
from moonwalk.services.roster.participation import PauseReport, choose_target, pause, resume
from moonwalk.services.roster.people import explain_people, import_people, list_people
from moonwalk.services.roster.privacy import export_person, forget_person
from moonwalk.services.roster.sign_ups import SignUp, join, join_from_file, leave
from moonwalk.services.wording import counted
from moonwalk.store.notice_choices import EVERY_KIND


def print_sign_up(done: SignUp, json_: bool) -> None:
    """`Ana takes part in 'spring' from 2027-03-06 on, in the team Herons.`, or the same as JSON."""
    if json_:
        print_json(done)
        return
    already = "" if done.changed else "As before: "
    say(f"{already}{done.name} {_days(done)}.")
    for remark in done.remarks:
        say(remark)


def _days(done: SignUp) -> str:
    if not done.days:
        return f"does not take part in '{done.challenge}'"
    spans = []
    for first, last in done.days:
        until = f"until {last}" if last else "on" if first else ""
        spans.append(f"{f'from {first}' if first else ''} {until}".strip())
    team = f", in the team {done.team}" if done.team else ""
    when = f" {' and '.join(spans)}" if any(spans) else ""
    return f"takes part in '{done.challenge}'{when}{team}"


@click.group(short_help="Import, list, sign up, export and forget people; pauses, targets.")
def people_command() -> None:
    """Import, list, sign up, export and forget people; their pauses and targets."""


@people_command.command("import", short_help="Bring the roster in line with a file.")
@import_options
@as_json
@click.pass_obj
def import_(session: Session, /, json_: bool, **typed: Any) -> None:
    """Bring the roster in line with FILE: new people, changes, joiners, movers, leavers.

    People the file does not name stay as they are.
    """
    ws, arguments = workspace_of(session), ImportArguments(**typed)
    if arguments.explain:
        print_explanation(explain_people(ws, arguments.request), json_)
        return
    report = import_people(ws, arguments.request, arguments.dry_run)
    sys.exit(print_report(report, json_))


@people_command.command("list", short_help="List everyone.")
@click.option("--challenge", help="Only people who take part in it, with their team.")
@click.option(
    "--quiet",
    type=click.IntRange(min=1),
    metavar="DAYS",
    help="Only who could have logged on so many days since they last did; with --challenge.",
)
@as_json
@as_csv
@click.pass_obj
def list_(session: Session, challenge: str | None, quiet: int | None, json_: bool, csv_: bool) -> None:
    """List everyone on the roster."""
    if quiet is not None:
        if challenge is None:
            raise click.UsageError("--quiet needs --challenge: people log for a challenge.")
        _list_quiet(participants(workspace_of(session), challenge), quiet, json_, csv_)
        return
    rows = list_people(workspace_of(session), challenge)
    table = [(row.id, row.name, row.team) for row in rows]
    if json_:
        print_json(rows)
    elif csv_:
        print_csv(("id", "name", "team"), table)
    else:
        print_table(("Id", "Name", "Team"), table)


def _list_quiet(people: Iterable[Participant], quiet: int, json_: bool, csv_: bool) -> None:
    """The longest quiet first."""
    rows = sorted((person for person in people if person.quiet >= quiet), key=lambda person: -person.quiet)
    table = [(row.id, row.name, row.team, row.last or "never", row.quiet) for row in rows]
    if json_:
        print_json(rows)
    elif csv_:
        print_csv(("id", "name", "team", "last", "quiet"), table)
    else:
        print_table(("Id", "Name", "Team", "Last entry", "Quiet days"), table)


@people_command.command("export", short_help="Everything kept about a person.")
@click.argument("who", metavar="ID")
@click.pass_obj
def export(session: Session, who: str) -> None:
    """Print everything that is kept about the person ID, as JSON, this look at it included."""
    print_json(look_at_all(workspace_of(session), who))


@people_command.command("forget", short_help="Erase a person.")
@click.argument("who", metavar="ID")
@click.option("--reason", required=True, help="Why. It is kept, so leave the person's name out.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.pass_obj
def forget(session: Session, who: str, reason: str, yes: bool) -> None:
    """Erase the person ID: entries, memberships, messages, name. It cannot be undone."""
    ws = workspace_of(session)
    exported = export_person(ws, who)
    if not yes:
        entries = counted(len(exported["entries"]), "entry", "entries")
        say(f"{exported['name']} ({exported['id']}) and {entries} will be erased permanently.")
        if ask("To go on, type the id") != exported["id"]:
            raise Refused("That is not the id. Nothing was erased.")
    done = forget_person(ws, who, reason)
    say(f"{done.id} is forgotten: {done.entries} entries erased.")
    for remark in (*done.problems, *done.remains):
        say(remark)
    if done.problems:
        sys.exit(3)


@people_command.command("give-up", short_help="Finish erasures without a channel that is gone.")
@click.argument("channel")
@click.option("--reason", required=True, help="Why. It is kept.")
@click.pass_obj
def give_up_(session: Session, channel: str, reason: str) -> None:
    """Finish erasing people without CHANNEL, which is gone for good. What it keeps of them stays there."""
    carried = give_up(workspace_of(session), channel, reason)
    say(f"Nothing more is asked of the channel '{channel}'. What it keeps, its owner has to erase.")
    for sentence in summary(carried):
        say(sentence)


@people_command.command("notices", short_help="Choose which messages someone gets, and by what.")
@click.argument("who")
@click.argument("notice", default=EVERY_KIND, metavar="[NOTICE]")
@click.option("--off", is_flag=True, help="None of them.")
@click.option("--on", is_flag=True, help="By every channel, as usual.")
@click.option("--by", multiple=True, metavar="CHANNEL", help="Only by this channel. May be repeated.")
@as_json
@click.pass_obj
def notices_(
    session: Session, who: str, notice: str, off: bool, on: bool, by: tuple[str, ...], json_: bool
) -> None:
    """Show which messages WHO gets and by which channels, or choose that.

    With NOTICE, such as weekly_recap, it is about that kind of message; without, about all of them, in the
    place of what was chosen before. It holds in every challenge, from the next message on.
    """
    if off + on + bool(by) > 1:
        raise click.UsageError("Give one of --off, --on and --by.")
    ws = workspace_of(session)
    if not (off or on or by):
        if notice != EVERY_KIND:
            raise click.UsageError("What about it? Give one of --off, --on and --by.")
        chosen = choices_of(ws, who)
    else:
        chosen = choose_notices(ws, who, notice, None if on else by)
    if json_:
        print_json(chosen)
        return
    rows = [
        (
            row.notice,
            row.label,
            ", ".join(row.channels) or "none",
            f"{row.since:%Y-%m-%d}" if row.since else "",
        )
        for row in chosen.notices
    ]
    print_table(("Notice", "What it is", "By", "Since"), rows)
    say(chosen.sentence or f"{chosen.name} gets all messages by every channel.")


@people_command.command("pause", short_help="Let someone pause.")
@click.argument("challenge")
@click.argument("who")
@click.argument("first", type=DAY)
@click.argument("last", type=DAY, required=False)
@as_json
@click.pass_obj
def pause_(session: Session, challenge: str, who: str, first: date, last: date | None, json_: bool) -> None:
    """Let WHO pause in CHALLENGE from the day FIRST to LAST, or for one day. No reason is asked."""
    _print_pauses(pause(workspace_of(session), challenge, who, first, last or first), json_)


@people_command.command("resume", short_help="End someone's pause.")
@click.argument("challenge")
@click.argument("who")
@click.option("--on", type=DAY, help="The day on which they take part again. Default: today.")
@as_json
@click.pass_obj
def resume_(session: Session, challenge: str, who: str, on: date | None, json_: bool) -> None:
    """Let WHO take part in CHALLENGE again. Days of pause that lie before stay as they are."""
    _print_pauses(resume(workspace_of(session), challenge, who, on), json_)


@people_command.command("join", short_help="Sign someone up.")
@click.argument("challenge")
@click.argument("who", required=False)
@click.option("--team", help="The team, where the members form them. A new name is a new team.")
@click.option("--from", "first", type=DAY, help="The first day. Default: today, or day 1 before it.")
@click.option(
    "--file", type=click.Path(path_type=Path), help="Sign up everyone whom a table names (id, email, name)."
)
@click.option("--dry-run", is_flag=True, help="With --file: only say what would happen.")
@as_json
@click.pass_obj
def join_(
    session: Session,
    challenge: str,
    who: str | None,
    team: str | None,
    first: date | None,
    file: Path | None,
    dry_run: bool,
    json_: bool,
) -> None:
    """Sign WHO up for CHALLENGE, or everyone whom a file names. Signing up twice changes nothing."""
    if (who is None) == (file is None) or (file is None and dry_run) or (file and team):
        raise click.UsageError("Give WHO (optionally --team) or --file (optionally --dry-run).")
    ws = workspace_of(session)
    if file is not None:
        sys.exit(print_report(join_from_file(ws, challenge, file, first, dry_run), json_))
    if who is not None:
        print_sign_up(join(ws, challenge, who, first, team), json_)


@people_command.command("leave", short_help="Let someone leave a challenge.")
@click.argument("challenge")
@click.argument("who")
@click.option("--from", "first", type=DAY, help="The first day that no longer counts. Default: today.")
@as_json
@click.pass_obj
def leave_(session: Session, challenge: str, who: str, first: date | None, json_: bool) -> None:
    """Take WHO out of CHALLENGE, whatever the roster says. Days before stay as they are."""
    print_sign_up(leave(workspace_of(session), challenge, who, first), json_)


@people_command.command("target", short_help="Set someone's own target.")
@click.argument("challenge")
@click.argument("who")
@click.argument("goal")
@click.argument("amount", nargs=-1, required=True)
@click.option("--from", "from_day", type=DAY, help="The day from which it applies. Default: today, or day 1.")
@as_json
@click.pass_obj
def target_(
    session: Session,
    challenge: str,
    who: str,
    goal: str,
    amount: tuple[str, ...],
    from_day: date | None,
    json_: bool,
) -> None:
    """Set the target that WHO chose for GOAL in CHALLENGE: AMOUNT, like 8000 steps.

    It holds from a day on, until a later one. A goal of each week keeps the target that the week began with.
    Days of weeks that are closed stay as they are.
    """
    done = choose_target(workspace_of(session), challenge, who, goal, " ".join(amount), from_day)
    if json_:
        print_json(done)
        return
    held = "; ".join(f"{target.amount} from {target.from_day}" for target in done.targets)
    say(f"{done.name}'s target for '{done.label}': {held}.")
    if done.asked_from not in {target.from_day for target in done.targets}:
        say(f"The new target first applies on {done.asked_from}.")


def _print_pauses(done: PauseReport, json_: bool) -> None:
    if json_:
        print_json(done)
        return
    days = "; ".join(str(first) if first == last else f"{first} to {last}" for first, last in done.pauses)
    say(f"{done.name} pauses: {days or 'never'}. Days of pause left: {done.left}.")
