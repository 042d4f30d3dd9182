"""Commands that write, each in a workspace of its own, and what must be true of it whatever happens."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from moonwalk.services.backups.archive import check_archive
from moonwalk.services.backups.backup import PARTS, back_up
from moonwalk.services.verification import verify
from moonwalk.services.workspace import DATABASE, find_workspace
from moonwalk.store import database

from ..running import Shell
from ..services.forgotten import PERSON, filled, traces
from ..workspaces import PEOPLE, Lanes, at, day, launched, played

COMMANDS = ("log", "import", "tick", "forget", "backup", "restore")
WORK, SAVED, NEW = "work", "saved.zip", "new.zip"
NOT_FACTS = ("cached_total", "lease", "backup", "publication", "published")
"""What commands write besides what they were asked to."""


def prepared(folder: Path) -> Mapping[str, Lanes]:
    """For each command the workspace in which it is run; beside it lie files that it reads."""
    base = played(folder / "base" / WORK)
    base.file("more.csv", "id,date,activity,minutes\n" + "".join(map(row, range(120))))
    (base.folder / "messages").mkdir(mode=0o700)
    base.file("messages/first.txt", "first")
    back_up(base.ws, base.folder.parent / SAVED)
    base.log("p01", "33")
    base.file("messages/second.txt", "second")
    due = launched(folder / "due" / WORK)
    due.now = at(1, 8)
    forgetting = filled(folder / "forget")
    return {
        "log": base,
        "import": base,
        "backup": base,
        "restore": base,
        "tick": due,
        "forget": forgetting,
    }


ROLLBACK, WAL = "a rollback journal", "a write-ahead log"
JOURNALS = (ROLLBACK, WAL)

PROGRAM = """
from moonwalk.store import database
database.wal_is_sound = lambda _: {wal}
from moonwalk.cli import main
main()
"""
"""Moonwalk with one journal or the other, whatever it would choose with this SQLite.

What makes WAL unsound in some versions needs two programs at once; here there is one.
"""


def program(journal: str) -> tuple[str]:
    """The source of a program that is Moonwalk with one journal or the other."""
    return (PROGRAM.format(wal=journal == WAL),)


def choose(journal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uses one journal or the other in this process."""
    monkeypatch.setattr(database, "wal_is_sound", lambda _: journal == WAL)


def row(number: int) -> str:
    return f"{PEOPLE[number % 12][0]},{day(1 + number % 5)},walk,{1 + number % 40}.{number % 100:02}\n"


def arguments(command: str, lanes: Lanes) -> list[str]:
    """The arguments of a command, with the options before them."""
    beside = lanes.folder.parent
    given = {
        "log": ("log", "p01", "22", "walk"),
        "import": ("import", lanes.folder / "more.csv"),
        "backup": ("backup", beside / NEW),
        "restore": ("restore", beside / SAVED),
        "tick": ("tick",),
        "forget": ("people", "forget", PERSON, "--reason", "asked", "--yes"),
    }
    return [str(word) for word in (*Shell(lanes).options, *given[command])]


def copied_whole(lanes: Lanes, folder: Path) -> Lanes:
    """The workspace and what lies beside it, to spoil, with the journal that this process uses."""
    shutil.copytree(lanes.folder.parent, folder)
    copy = Lanes(folder / WORK, lanes.now)
    for path in folder.rglob(DATABASE):
        database.Database.open(path).close()
    return copy


State = tuple[object, ...]


def state_of(lanes: Lanes) -> State:
    """Facts, files and messages."""
    names = [lanes.folder / "moonwalk.yaml", *(lanes.folder / "challenges").iterdir()]
    names += (lanes.folder / "messages").rglob("*.txt")
    return lanes.dump(NOT_FACTS), {path.name: path.read_bytes() for path in names}


@dataclass(frozen=True)
class Oracle:
    """Judges a workspace after a command was disturbed. `acknowledged` says whether it reported success."""

    old: State
    new: State

    @classmethod
    def of(cls, before: Lanes, after: Lanes) -> Oracle:
        """Knows both states, from a workspace before the command and one after it."""
        return cls(state_of(before), state_of(after))

    def check(self, command: str, lanes: Lanes, acknowledged: bool) -> str:
        """Raise AssertionError where something is lost, or half there. Which state it is in."""
        assert find_workspace(lanes.folder) == lanes.folder.resolve()
        is_new = CHECKS.get(command, Oracle.one_of_two)(self, lanes)
        assert is_new or not acknowledged, "what was acknowledged is lost"
        assert verify(lanes.ws).faults == ()
        return "new" if is_new else "old"

    def one_of_two(self, lanes: Lanes) -> bool:
        state = state_of(lanes)
        assert state in (self.old, self.new), state
        return state == self.new

    def backed_up(self, lanes: Lanes) -> bool:
        target = lanes.folder.parent / NEW
        is_new = target.exists()
        if is_new:
            assert DATABASE in check_archive(target, PARTS).members
        assert state_of(lanes) == self.old
        return is_new

    def told(self, lanes: Lanes) -> bool:
        """No message is half there or missing though delivered; the next tick sends the rest."""
        sent = {path.read_bytes() for path in (lanes.folder / "messages").rglob("*.txt")}
        whole = self.new[1]
        assert isinstance(whole, dict)
        assert sent <= set(whole.values()), sent - set(whole.values())
        with lanes.database() as db:
            delivered = db.value("SELECT count(*) FROM message WHERE state = 'delivered'")
        assert len(sent) >= delivered, (len(sent), delivered)
        # A message that was on its way may be sent again only when its lease has ended.
        Shell(Lanes(lanes.folder, lanes.now + timedelta(minutes=30)))("tick")
        files = list((lanes.folder / "messages").rglob("*.txt"))
        assert len(files) == len({path.read_bytes() for path in files}) == len(PEOPLE), len(files)
        with lanes.database() as db:
            rows = db.rows("SELECT state, count(*) FROM message GROUP BY state")
        assert rows == [("delivered", len(PEOPLE))], rows
        return bool(delivered == len(PEOPLE))

    def forgotten(self, lanes: Lanes) -> bool:
        """The person is there with everything, or the next command leaves nothing of them."""
        if PERSON in Shell(lanes)("people", "list").stdout:
            assert state_of(lanes) == self.old
            return False
        left = [str(path.relative_to(lanes.folder)) for path in traces(lanes)]
        assert left == [], left
        return True


CHECKS: Mapping[str, Callable[[Oracle, Lanes], bool]] = {
    "backup": Oracle.backed_up,
    "tick": Oracle.told,
    "forget": Oracle.forgotten,
}
