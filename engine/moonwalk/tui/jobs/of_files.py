"""Jobs on files and on what was decided: imports, what is due, backups; taking something back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from moonwalk.services.backups.backup import back_up, backup_path
from moonwalk.services.errors import Refused
from moonwalk.services.files import ImportRequest
from moonwalk.services.imports import import_entries
from moonwalk.services.imports.undo import undo_import
from moonwalk.services.notifications import TickReport, tick
from moonwalk.services.privacy.audience import EVERYONE, audience_of
from moonwalk.services.roster.people import import_people
from moonwalk.services.table_export import export_path, export_table
from moonwalk.services.undo import UndoneDecision, redo, undo
from moonwalk.services.verification import chain_head, shown_head
from moonwalk.services.views import ImportReport
from moonwalk.services.workspace import Workspace
from moonwalk.tui.jobs.job import REASON, Here, Job, JobField, Values
from moonwalk.tui.wording import count

_MOST_ROWS: Final = 3
_FILE: Final = JobField("file", "File", "its path; → completes it", lambda here: here.file, is_file=True)
_OPTIONS: Final = JobField(
    "options", "Options", "zone=Europe/Berlin; …", lambda here: here.options, may_be_empty=True
)
_REMEMBER: Final = JobField(
    "remember", "Keep columns as", "a name, for files like this", lambda here: "", may_be_empty=True
)


def _path(values: Values) -> Path:
    # Pasted paths often have quotes around them.
    return Path(values["file"].strip().strip("\"'")).expanduser()


def request_of(here: Here, values: Values) -> ImportRequest:
    """The file that is meant, and what its columns were named as where that was said of this very file."""
    mapping = here.mapping if values["file"] == here.file else {}
    request = request_with(_path(values), values["options"], mapping)
    return replace(request, remember=values["remember"])


def request_with(path: Path, options: str, mapping: Mapping[str, str]) -> ImportRequest:
    """A file with what its columns are named as, and options as they are typed: `zone=Asia/Tokyo; as=FORMAT`.

    `as` is the format and `sheet` the one that is read; all others are those of the format. Refused where
    one is not KEY=VALUE.
    """
    typed = {}
    for option in filter(None, map(str.strip, options.split(";"))):
        name, equals, value = option.partition("=")
        if not equals:
            raise Refused(
                f"'{option}' is no option. Nothing was imported. Write it as in: dates=day first; as=FORMAT"
            )
        typed[name.strip()] = value.strip().strip("\"'")
    source, sheet = typed.pop("as", None), typed.pop("sheet", "")
    return ImportRequest(path=path, source=source, options={**typed, **mapping}, sheet=sheet)


def _import_entries(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    return tuple(imported_in_words(import_entries(ws, request_of(here, values), dry_run)))


def _import_people(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    return tuple(imported_in_words(import_people(ws, request_of(here, values), dry_run)))


def imported_in_words(report: ImportReport, most: int = _MOST_ROWS) -> Iterator[str]:
    """How many rows came to what, the first of those that are rejected, and what is to be known."""
    rejected = len(report.rejected) + report.rejected_more
    skipped = len(report.skipped) + report.skipped_more
    yield (
        f"{count(report.rows, 'row', 'rows')}: {report.new:,} new, {report.changed:,} changed, "
        f"{report.same:,} there already, {rejected:,} rejected, {skipped:,} skipped."
    )
    yield from (f"{report.file}:{row.line}: {row.reason}" for row in report.rejected[:most])
    if rejected > most:
        yield f"And {rejected - most:,} more that are rejected. The good rows are taken."
    yield from report.remarks


def _undo_import(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    done = undo_import(ws, here.import_number, values["reason"], dry_run)
    taken = count(done.taken_out, "entry", "entries")
    staying = done.by_hand + done.replaced
    stay = f" {count(staying, 'entry', 'entries')} changed since then left as they are." if staying else ""
    older = count(done.restored, "older one counts", "older ones count")
    again = f"; {older} again" if done.restored else ""
    return (f"{taken} of {done.file} taken out{again}.{stay}",)


def _export(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    audience = audience_of(values["for"], exported=True)
    path = export_path(ws, values["file"])
    if here.table is None:
        raise Refused("There is no table here. Nothing was written.")
    table = here.table(audience)
    rows = count(len(table.rows), "row", "rows")
    them = "it" if len(table.rows) == 1 else "them"
    seen = f"as you see {them}" if audience.is_organisers else f"as {audience.name} may see {them}"
    if dry_run:
        instead = " It takes the place of the file that is there." if path.exists() else ""
        return (f"{rows}, {seen}, will be written to {path}.{instead}", *table.remarks)
    return (f"{rows}, {seen}: {export_table(ws, table, values['file'])}", *table.remarks)


def _send(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    done = tick(ws, dry_run)
    if dry_run:
        first = (f"To {name}: {subject}" for name, subject, _ in done.messages[:_MOST_ROWS])
        messages = count(done.enqueued, "message", "messages")
        ways = Counter(each.channel for each in done.texts if each.goes == "now")
        by = [f"{count(number, 'message goes', 'messages go')} by {way}." for way, number in ways.items()]
        by += _too_late(done)
        rest = (*by, *done.waiting, *done.problems)
        if not done.enqueued and not ways:
            return ("Nothing is due: no message is written, and none goes out.", *rest)
        said = f"{messages} will be written, and those that wait are sent."
        if not done.enqueued:
            said = "What waits is sent; nothing new is written."
        return (f"{said} g and m shows each in full.", *first, *rest)
    said = f"{done.enqueued:,} written, {done.delivered:,} sent"
    said += f", {done.retried:,} to be tried again" if done.retried else ""
    said += f", {done.given_up:,} given up" if done.given_up else ""
    if done.retried and not done.delivered:
        # Said as what failed: whoever sees that all is done would not look further.
        raise Refused("\n".join((f"Nothing went out: {said}.", *done.problems, *done.waiting)))
    return (f"{said}.", *_too_late(done), *done.waiting, *done.ended, *done.problems)


def _too_late(done: TickReport) -> Iterator[str]:
    if done.expired:
        yield f"{count(done.expired, 'message', 'messages')} came too late to be of use: nobody gets them."


def _foresee_backup(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    return (f"Settings, challenges, entries and messages are saved to {backup_path(ws, _path(values))}.",)


def _back_up(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    report = back_up(ws, _path(values))
    size = f"{report.size / 2**10:,.0f} KB"
    with ws.database() as db:
        head = shown_head(chain_head(db).head)
    written = f"{report.file}: {size}, {report.counts['entry']:,} entries. It was read back and is sound."
    vouches = "Noted down elsewhere, it shows later whether anything was changed behind Moonwalk's back"
    return (written, f"Head of the chain: {head}. {vouches} (moonwalk verify --head).")


def _take_back(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    if here.is_undo:
        return _do_again(ws, here, values, dry_run=dry_run)
    return _undone(undo(ws, _number(here), dry_run=dry_run), "Taking it back" if dry_run else "Taken back")


def _do_again(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    return _undone(redo(ws, _number(here), dry_run=dry_run), "Doing it again" if dry_run else "Done again")


def _of_decision(here: Here) -> str:
    """What is done to the decision under the cursor, or to the newest: its own words, not those of a row."""
    if here.is_undo:
        return f"Do again what decision {here.decision} took back"
    return f"Take back: {here.what if here.decision else 'the newest decision'}"


def _number(here: Here) -> int | None:
    """The number of the decision under the cursor; None for the newest."""
    if here.decision and not here.decision.isdecimal():
        raise Refused("That somebody looked at entries stays on record. Nothing was changed.")
    return int(here.decision) if here.decision else None


def _undone(view: UndoneDecision, begins: str) -> tuple[str, ...]:
    return (f"Decision {view.id}: {view.what}", f"{begins}: {' '.join(view.effects)}")


FILE_JOBS: Final[tuple[Job, ...]] = (
    Job(
        "export",
        lambda here: "Export the table as it is filtered and sorted",
        ("table",),
        (
            JobField("file", "File", ".csv, .json, .xlsx", lambda here: f"{here.place}-{here.today}.csv"),
            JobField(
                "for", "For", "everyone or organisers", lambda here: EVERYONE if here.is_published else ""
            ),
        ),
        lambda ws, here, values: _export(ws, here, values, dry_run=True),
        lambda ws, here, values: _export(ws, here, values, dry_run=False),
    ),
    Job(
        "undo_import",
        lambda here: f"Undo the import of {here.what}",
        ("import_number",),
        (REASON,),
        lambda ws, here, values: _undo_import(ws, here, values, dry_run=True),
        lambda ws, here, values: _undo_import(ws, here, values, dry_run=False),
    ),
    Job(
        "import",
        lambda here: "Import entries",
        (),
        (_FILE, _REMEMBER, _OPTIONS),
        lambda ws, here, values: _import_entries(ws, here, values, dry_run=True),
        lambda ws, here, values: _import_entries(ws, here, values, dry_run=False),
        brings="entries",
        undoable=True,
    ),
    Job(
        "roster",
        lambda here: "Import people",
        (),
        (_FILE, _REMEMBER, _OPTIONS),
        lambda ws, here, values: _import_people(ws, here, values, dry_run=True),
        lambda ws, here, values: _import_people(ws, here, values, dry_run=False),
        brings="people",
    ),
    Job(
        "undo",
        _of_decision,
        (),
        (),
        lambda ws, here, values: _take_back(ws, here, values, dry_run=True),
        lambda ws, here, values: _take_back(ws, here, values, dry_run=False),
    ),
    Job(
        "redo",
        lambda here: "Do again what was taken back",
        (),
        (),
        lambda ws, here, values: _do_again(ws, here, values, dry_run=True),
        lambda ws, here, values: _do_again(ws, here, values, dry_run=False),
    ),
    Job(
        "send",
        lambda here: "Send what is due",
        (),
        (),
        lambda ws, here, values: _send(ws, here, values, dry_run=True),
        lambda ws, here, values: _send(ws, here, values, dry_run=False),
    ),
    Job(
        "backup",
        lambda here: "Back up",
        (),
        (JobField("file", "File or folder", "in a folder it is named after the moment"),),
        _foresee_backup,
        _back_up,
    ),
)
