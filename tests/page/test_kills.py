"""The page is killed while people tap: every tap that was confirmed is there, and none is doubled."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

import httpx2
import pytest

from moonwalk.services.verification import verify

from ..workspaces import PEOPLE, day

TAPPING = tuple(who for who, *_ in PEOPLE[:4])


@dataclass(eq=False)
class Tapper(Thread):
    """Somebody who taps one amount after another until the page is gone."""

    site: str
    token: str
    confirmed: list[int]
    enough: Event
    after: int
    asked: int = 0
    done: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.asked = self.confirmed[-1] if self.confirmed else 0

    def run(self) -> None:
        """Tap until there is no answer; `enough` is set once all have had so many answers."""
        with suppress(httpx2.HTTPError), httpx2.Client(base_url=self.site, timeout=20) as browser:
            while True:
                self.asked = self.asked % 50 + 1
                data = {"day": str(day(3)), "activity": "walk", "amount": str(self.asked)}
                answer = browser.post(f"/l/{self.token}/log", data=data)
                if answer.status_code != 303:
                    self.enough.set()
                    return
                self.confirmed.append(self.asked)
                self.done.append(self.asked)
                if len(self.done) >= self.after:
                    self.enough.set()


@contextmanager
def served(site) -> Iterator[tuple[subprocess.Popen, str]]:
    """The page in a process of its own, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["-m", "moonwalk", "-w", site.lanes.folder, "--now", "2027-03-03", "page", "--port", str(port)]
    process = subprocess.Popen([sys.executable, *command], stderr=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}"
    try:
        assert address in process.stderr.readline()
        with httpx2.Client(transport=httpx2.HTTPTransport(retries=8), base_url=address) as browser:
            assert browser.get("/health").text == "ok\n"
        # Nobody needs the rest of the log, and a full pipe would stop the page.
        rest = Thread(target=process.stderr.read, daemon=True)
        rest.start()
        yield process, address
        process.kill()
        rest.join(60)
    finally:
        process.kill()
        process.wait(60)
        process.stderr.close()


def held(site):
    """What holds of day 3 for each person, by id: amounts of their taps that nothing supersedes."""
    with site.lanes.database() as db:
        rows = db.rows(
            "SELECT person.id, entry.amount / 1000 FROM entry JOIN person ON person.no = entry.person "
            "WHERE NOT EXISTS (SELECT 1 FROM entry AS newer WHERE newer.supersedes = entry.no)"
        )
    amounts = {}
    for who, amount in rows:
        amounts.setdefault(who, []).append(amount)
    return amounts


@pytest.mark.skipif(os.name != "posix", reason="a process is killed by a signal there")
@pytest.mark.promise("P1", "kills of the page while people tap")
@pytest.mark.parametrize("kills", [1, pytest.param(100, marks=pytest.mark.torture)])
def test_whenever_the_page_is_killed_every_confirmed_tap_is_there(site, kills, counted):
    tokens = {who: site.token(who) for who in TAPPING}
    confirmed = {who: [] for who in TAPPING}
    dice, taps = random.Random(kills), 0
    for _ in range(kills):
        with served(site) as (process, address):
            enough = Event()
            tappers = {
                who: Tapper(address, tokens[who], confirmed[who], enough, dice.randint(1, 12))
                for who in TAPPING
            }
            for tapper in tappers.values():
                tapper.start()
            assert enough.wait(60)
            process.send_signal(signal.SIGKILL)
            process.wait(60)
            for tapper in tappers.values():
                tapper.join(60)
        amounts = held(site)
        for who, tapper in tappers.items():
            # The one that was under way may be there or not; it was not confirmed.
            assert len(amounts.get(who, [])) == 1 or not confirmed[who]
            assert set(amounts.get(who, [])) <= {*confirmed[who][-1:], tapper.asked}
            taps += len(tapper.done)
            confirmed[who] = amounts.get(who, [])
    assert taps >= kills
    counted(kills, f"kills, {taps} taps confirmed")
    assert not verify(site.lanes.ws).faults
