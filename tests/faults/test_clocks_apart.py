"""Programs whose clocks are apart write and tick at once: nothing is lost, nothing is sent twice."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from moonwalk.scoring.calendar import milliseconds
from moonwalk.services.errors import Refused
from moonwalk.services.notifications import tick
from moonwalk.services.verification import verify
from moonwalk.store import outbox

from ..workspaces import PEOPLE, Lanes, at, copied, day, launched

if sys.platform == "win32":
    pytest.skip("there is no fork there", allow_module_level=True)

Work = Callable[[], object]


def at_once(works: Sequence[Work]) -> list[str]:
    """Does each in a program of its own, all of them at once; what each answered, or why it did not."""
    pipes = []
    for work in works:
        reading, writing = os.pipe()
        if not os.fork():
            answer = "it died"
            try:
                answer = f"done: {work()}"
            except Refused as reason:
                answer = f"refused: {reason.message}"
            except BaseException as error:
                answer = f"failed: {error!r}"
            finally:
                os.write(writing, answer.encode()[:4000])
                os._exit(0)
        os.close(writing)
        pipes.append(reading)
    answers = []
    for reading in pipes:
        with os.fdopen(reading) as pipe:
            answers.append(pipe.read())
    for _ in works:
        os.wait()
    return answers


def logging(lanes: Lanes, now: datetime, who: str, amount: str) -> Work:
    return lambda: Lanes(lanes.folder, now).log(who, amount, on=day(1)).id


def ticking(lanes: Lanes, now: datetime, latest: datetime | None) -> Work:
    return lambda: tick(Lanes(lanes.folder, now).ws, latest=latest).problems


def mark(lanes: Lanes) -> int:
    with lanes.database() as db:
        return outbox.last(db, "lanes") or 0


def keys(lanes: Lanes) -> set[str]:
    with lanes.database() as db:
        return {key for (key,) in db.rows("SELECT key FROM message")}


def go_on(lanes: Lanes, rounds: int, dice: random.Random) -> tuple[int, int]:
    """Lets programs with several clocks write and tick; how many programs, how many entries they logged.

    The other clock is wrong, or somebody sets it ahead with `--now`, which the program can see.
    """
    programs, logged, started = 0, set(), at(1, 5)
    for number in range(rounds):
        real = started + timedelta(hours=5 * number)
        other = real + timedelta(hours=dice.choice((-30, -2, 1, 7, 26)))
        seen = dice.random() < 0.5
        before = mark(lanes)
        works = [
            ticking(lanes, real, None),
            ticking(lanes, other, real if seen else None),
            *(
                logging(
                    lanes, dice.choice((real, max(real, other))), PEOPLE[turn][0], f"{1 + turn}.{number:02}"
                )
                for turn in dice.sample(range(12), 3)
            ),
        ]
        answers = at_once(works)
        programs += len(works)
        for answer in answers[:2]:
            assert answer.startswith("done") or "Another program is doing what is due" in answer, answer
        for answer in answers[2:]:
            assert answer.startswith("done"), answer
            logged.add(answer.removeprefix("done: "))
        if seen:
            assert mark(lanes) <= max(before, milliseconds(real))
        tick(Lanes(lanes.folder, real + timedelta(minutes=10)).ws)
        assert mark(lanes) <= milliseconds(real + timedelta(minutes=10)) + 300_000
    return programs, len(logged)


def undisturbed(lanes: Lanes, rounds: int) -> None:
    for number in range(rounds):
        tick(Lanes(lanes.folder, at(1, 5) + timedelta(hours=5 * number)).ws)


def check(lanes: Lanes, alone: Lanes, rounds: int, logged: int) -> None:
    end = at(1, 5) + timedelta(hours=5 * rounds + 40)
    for each in (lanes, alone):
        for hours in (0, 1, 8):
            tick(Lanes(each.folder, end + timedelta(hours=hours)).ws)
    assert keys(lanes) == keys(alone)
    with lanes.database() as db:
        assert db.value("SELECT count(*) FROM entry") == logged
        twice = (
            "SELECT message FROM delivery WHERE outcome = 'delivered' GROUP BY message HAVING count(*) > 1"
        )
        assert db.rows(twice) == []
        assert db.rows("SELECT state FROM message WHERE state <> 'delivered'") == []
        delivered = db.value("SELECT count(*) FROM message")
    assert len(list((lanes.folder / "messages").rglob("*.txt"))) == delivered
    assert verify(lanes.ws).faults == ()


@pytest.mark.promise("P4", "two clocks apart, ticks and logs at once")
@pytest.mark.parametrize(
    ("rounds", "seed"), [(8, 0), *(pytest.param(40, n, marks=pytest.mark.torture) for n in range(1, 4))]
)
def test_clocks_that_are_apart_lose_nothing_and_send_nothing_twice(tmp_path: Path, rounds, seed, counted):
    lanes = launched(tmp_path / "work")
    alone = copied(lanes, tmp_path / "alone")
    programs, logged = go_on(lanes, rounds, random.Random(seed))
    undisturbed(alone, rounds)
    check(lanes, alone, rounds, logged)
    counted(programs, "programs")
    counted(len(keys(lanes)), "messages")
