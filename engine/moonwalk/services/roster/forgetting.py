"""Carrying an erasure through: channels, file names, copies put aside, what killed programs have left.

The facts go in one transaction, which leaves a tombstone (`store.tombstones`). Everything else is done after
it, step by step, each of which may be done again; every later command goes on until nothing is left to do.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from moonwalk.scoring.calendar import moment
from moonwalk.services.backups.placing import NEW, WORK, is_under_way, sync_folder, working_in
from moonwalk.services.backups.restore import ASIDE
from moonwalk.services.channels import channels_of, forget_in_channel, strange_folders
from moonwalk.services.checking_in.tokens import KEY_FILE, RATES_FILE
from moonwalk.services.dry_run import operator
from moonwalk.services.errors import Refused
from moonwalk.services.wording import counted
from moonwalk.services.workspace import DATABASE, MESSAGES, Workspace
from moonwalk.store import backups, decisions, entry_snapshot, people, tombstones
from moonwalk.store.copying import BELONGINGS
from moonwalk.store.database import Database, Reader
from moonwalk.store.decisions import Decision
from moonwalk.store.errors import StoreError
from moonwalk.store.free_text import places, remove_file_names
from moonwalk.store.tombstones import Tombstone


@dataclass(frozen=True, slots=True)
class Carried:
    """How far the forgetting of somebody has come.

    `open` says what holds it open, and what to do; nothing where it is finished. `remains` says where the
    person is still named, and that the program does not change it.
    """

    id: str
    open: tuple[str, ...]
    remains: tuple[str, ...]


def carry_on(ws: Workspace, *, thorough: bool = False) -> tuple[Carried, ...]:
    """Go on with everyone who is still to be forgotten; nobody, and a few microseconds, most often.

    Where they are still named is looked for when it is finished, for that takes long; if `thorough`, always.
    """
    with ws.database() as db:
        return tuple(_carried(ws, db, tombstone, thorough) for tombstone in tombstones.pending(db))


def held_open(ws: Workspace) -> tuple[str, ...]:
    """What holds the forgetting of people open, as far as it can be told without doing anything."""
    with ws.database() as db:
        pending = tombstones.pending(db)
    channels = ws.plugins.channels()
    disabled = sorted({name for each in pending for name in each.channels if name not in channels})
    return tuple(map(_disabled, disabled)) or (("It goes on with the next command.",) if pending else ())


def give_up(ws: Workspace, channel: str, reason: str) -> tuple[Carried, ...]:
    """Ask nothing more of a channel that is gone for good: what it still keeps of people is not erased.

    That is written down with the reason, and the erasures that it held open are carried on. Refused where it
    holds none open, or there is no reason.
    """
    if not reason.strip():
        raise Refused("Say why nothing more is asked of the channel. Nothing was changed.")
    with ws.database() as db:
        held = [tombstone for tombstone in tombstones.pending(db) if channel in tombstone.channels]
        if not held:
            raise Refused(f"The channel '{channel}' holds no erasure open. Nothing was changed.")
        with db.write() as tx:
            # Of whom it keeps something is not said: they are erased.
            detail = {"people": len(held)}
            did = Decision(ws.instant(), operator(), "people give-up", channel, reason, detail)
            decisions.record(tx, did)
            for tombstone in held:
                tombstones.channel_is_done(tx, tombstone.no, channel)
    return carry_on(ws)


def brought_back(db: Reader) -> tuple[str, ...]:
    """The ids of people who came back with a backup, may have been forgotten before, and are still there."""
    restored = decisions.of_kinds(db, "restore")
    numbers = dict.fromkeys(number for each in restored for number in each.detail.get("back", ()))
    records = (people.by_number(db, number) for number in numbers)
    return tuple(person.id for person in records if person is not None)


def older_backups(db: Reader) -> tuple[str, ...]:
    """The backups that still hold people who were forgotten since, by name and date."""
    last = db.value("SELECT max(at) FROM erasure")
    if last is None:
        return ()
    return tuple(
        f"The backup {record.file} of {moment(record.at):%Y-%m-%d} was made before, and holds them. "
        "Delete it once nobody needs it; when it is restored, they are forgotten again."
        for record in backups.kept(db)
        if record.at <= last and Path(record.file).exists()
    )


def _carried(ws: Workspace, db: Database, tombstone: Tombstone, thorough: bool) -> Carried:
    problems = [
        *_from_channels(ws, db, tombstone),
        *_from_copies(ws, tombstone),
        *_left_by_the_killed(ws),
        *_from_pages(ws),
        *_from_snapshot(ws),
    ]
    with db.write() as tx:
        remove_file_names(tx, tombstone.words)
    # A message may have been on its way to a channel when the person was erased.
    if tombstone.until > ws.instant():
        problems.append("A message was being delivered just now. The next command goes on in a few minutes.")
    remains = tuple(_remains(ws, db, tombstone)) if thorough or not problems else ()
    if not problems:
        db.checkpoint()
        # What is erased is overwritten, so this is for databases that older programs have written to.
        if not places(db, tombstone.words) and _holds(ws.folder / DATABASE, tombstone):
            db.vacuum()
        with db.write() as tx:
            tombstones.remove(tx, tombstone.no)
        db.checkpoint()
    return Carried(tombstone.id, tuple(problems), remains)


def _disabled(name: str) -> str:
    return (
        f"The channel '{name}' is disabled or not installed, so what it keeps of the person is not erased. "
        "Enable its plugin; the next command goes on. If it is gone for good: "
        f"moonwalk people give-up {name} --reason WHY"
    )


def _message_folders(ws: Workspace) -> tuple[Path, ...]:
    """The folders that channels may have written to, those put aside among them."""
    aside = sorted(ws.folder.glob(f"{ASIDE}-*/{MESSAGES}"))
    return tuple(folder for folder in (ws.messages, *aside) if folder.is_dir())


def _from_snapshot(ws: Workspace) -> Iterator[str]:
    """Remove the entries in columns, which are made again by whoever needs them."""
    try:
        entry_snapshot.remove(ws.folder / DATABASE)
    except OSError as error:
        yield (
            f"The copy of the entries in {entry_snapshot.FOLDER} could not be removed: {error.strerror}. "
            "The next command tries again."
        )


def _from_channels(ws: Workspace, db: Database, tombstone: Tombstone) -> Iterator[str]:
    channels, find = ws.plugins.channels(), channels_of(ws)
    for name in tombstone.channels:
        if name not in channels:
            yield _disabled(name)
            continue
        problems = (forget_in_channel(ws, find, name, place, tombstone.id) for place in _message_folders(ws))
        failure = next(filter(None, problems), "")
        if failure:
            yield (
                f"What the channel '{name}' keeps could not be erased: {failure} The next command tries "
                "again."
            )
            continue
        if tombstone.until <= ws.instant():
            with db.write() as tx:
                tombstones.channel_is_done(tx, tombstone.no, name)


def _from_copies(ws: Workspace, tombstone: Tombstone) -> Iterator[str]:
    """Erase the person from the databases that restores have put aside."""
    for path in sorted(ws.folder.glob(f"{ASIDE}-*/{DATABASE}")):
        try:
            with Database.open(path) as db:
                person = people.find(db, tombstone.id)
                with db.write() as tx:
                    if person is not None and person.id == tombstone.id:
                        people.forget(tx, person.no, Decision(ws.instant(), operator(), "people forget"))
                    remove_file_names(tx, tombstone.words)
                db.checkpoint()
        except StoreError as error:
            yield (
                f"The person could not be erased from {path.parent.name}: {error.message} Delete that "
                "folder, or put it elsewhere; the next command goes on."
            )


def _left_by_the_killed(ws: Workspace) -> Iterator[str]:
    """Remove what a backup or restore that was killed has left: it holds everyone."""
    staged = [ws.folder / WORK / name for name in (NEW, "backup")]
    if not any(folder.exists() for folder in staged):
        return
    try:
        with working_in(ws.folder):
            if not is_under_way(ws.folder):
                for folder in staged:
                    shutil.rmtree(folder, ignore_errors=True)
                # A power cut must not bring back what holds everyone, once nobody looks for it any longer.
                sync_folder(ws.folder / WORK)
    except Refused:
        yield "A backup or restore is under way. The next command goes on."


_NAMING: Final = (
    *("results*.html", "results*.txt", "certificates*.html", "certificates*.txt", "cards-*.html"),
)
"""The pages to hand out on which people may be named."""


def _from_pages(ws: Workspace) -> Iterator[str]:
    """Remove the pages that may name people, whoever is on them: they are written again with one command."""
    for name in _NAMING:
        for path in sorted(ws.reports.glob(f"*/{name}")):
            try:
                path.unlink(missing_ok=True)
            except OSError:
                at = path.relative_to(ws.folder)
                yield f"The file {at} may name the person. Close it; the next command goes on."


def _remains(ws: Workspace, db: Reader, tombstone: Tombstone) -> Iterator[str]:
    """Where the person is still named, in free text, in files of the workspace, and in older backups."""
    words = tombstone.words
    for place in places(db, words):
        yield f"The person is still named in free text: {place}."
    # Random bytes may look like an id.
    own = {ws.folder / name for name in (KEY_FILE, RATES_FILE)}
    own |= {ws.folder / f"{DATABASE}{ending}" for ending in ("", *BELONGINGS)}
    for path in sorted(ws.folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path not in own and _is_in(path, words):
            yield f"The file {path.relative_to(ws.folder)} still names the person. Delete it, or edit it."
    for folder in strange_folders(ws):
        yield (
            f"{folder} belongs to no channel that is installed, and may hold messages to the person. "
            "Look through it, and delete what nobody needs."
        )
    yield from older_backups(db)


_CHUNK: Final = 2**20


def _holds(database: Path, tombstone: Tombstone) -> bool:
    """Whether the name or the address stands anywhere in the bytes of a database."""
    long = [word for word in tombstone.words if word != tombstone.id]
    return bool(long) and _matches(database, re.compile(b"|".join(re.escape(word.encode()) for word in long)))


def _is_in(path: Path, words: Sequence[str]) -> bool:
    """Whether the bytes of a file have one of these words in them, whole."""
    sought = b"|".join(re.escape(word.encode()) for word in words)
    return bool(words) and _matches(path, re.compile(rb"(?<![\w.@-])(?:" + sought + rb")(?![\w@-])"))


def _matches(path: Path, pattern: re.Pattern[bytes]) -> bool:
    longest = len(pattern.pattern)
    try:
        with path.open("rb") as file:
            before = b""
            while chunk := file.read(_CHUNK):
                if pattern.search(before + chunk):
                    return True
                before = chunk[-longest:]
    except OSError:
        # What cannot be read is said by whoever needs it.
        return False
    return False


def summary(carried: Sequence[Carried]) -> tuple[str, ...]:
    """What a command that went on with erasures says of it."""
    open_ = [each for each in carried if each.open]
    said = [reason for each in open_ for reason in each.open]
    if open_:
        said.insert(0, f"The forgetting of {counted(len(open_), 'person', 'people')} is not finished.")
    if len(open_) < len(carried):
        number = counted(len(carried) - len(open_), "person", "people")
        said.append(f"The forgetting of {number} that was begun earlier is finished.")
    return (*said, *(remark for each in carried if not each.open for remark in each.remains))
