"""How long people wait at their page when a company checks in at once, beside a tick and an open screen.

    python tests/bench/checking_in.py [people] [minutes] [processes of the page]

Each person opens the page, taps an amount, and is led back, at some moment of the minutes. Meanwhile a tick
runs again and again, and another program asks for the boards whenever something has changed, as the screen
does. At the end every tap has to be there once. Prints the waiting times, and ends with 1 where the slowest
hundredth waited longer than `MOST`.
"""

from __future__ import annotations

import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bench import CHALLENGE, NOW, build

MOST: float = 300
"""Milliseconds for the slowest hundredth of all requests."""
CLIENTS = 48
TICK_SECONDS = 60
"""Between two ticks: much oftener than the quarter of an hour that is usual."""
SCREEN = """
import sys, time
from pathlib import Path
from datetime import datetime
from moonwalk.services import scores
from moonwalk.services.workspace import open_workspace
ws = open_workspace(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[3]))
seen = None
while True:
    with ws.database() as db:
        while (now := db.data_version()) == seen:
            time.sleep(0.5)
        seen = now
        scores.current(ws, db, sys.argv[2])
    time.sleep(0.5)
"""


@dataclass
class Waits:
    """How long each kind of request took, in ms, and what went wrong."""

    of: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def note(self, kind: str, began: float) -> None:
        """Add a request that has just been answered."""
        self.of.setdefault(kind, []).append((time.perf_counter() - began) * 1000)


def main() -> int:
    """Print the table; 1 where people waited too long, or a tap is missing or doubled."""
    people, minutes, processes = [*map(int, sys.argv[1:]), *(5_000, 10, 1)[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory(prefix="moonwalk-bench-") as folder:
        build(Path(folder), people)
        place = Path(folder) / "company"
        tokens = links_of(place)
        before = entries_in(place)
        with served(place, processes) as ports, beside(place):
            waits = everyone(ports, tokens, minutes * 60)
        missing = before + people - entries_in(place)
    every = [wait for kind in waits.of.values() for wait in kind]
    for kind, each in (*waits.of.items(), ("all", every)):
        print(f"{kind:12}{len(each):8,}" + "".join(f"{share:>8.0f}" for share in shares(each)))
    print(f"{'':12}{'number':>8}     p50     p95     p99     max  (ms)")
    print(f"{missing} taps are missing or doubled; {len(waits.wrong)} requests failed {waits.wrong[:3]}")
    return int(missing != 0 or bool(waits.wrong) or shares(every)[2] > MOST)


def shares(waits: Sequence[float]) -> tuple[float, float, float, float]:
    """The median, the 95th and 99th hundredth, and the longest."""
    cuts = statistics.quantiles(waits, n=100)
    return cuts[49], cuts[94], cuts[98], max(waits)


def links_of(place: Path) -> list[str]:
    """Everyone's token; all have agreed to what is kept."""
    from moonwalk.services.checking_in.days import CONSENT
    from moonwalk.services.checking_in.links import make_links
    from moonwalk.services.dry_run import PARTICIPANT
    from moonwalk.services.workspace import open_workspace
    from moonwalk.store import decisions
    from moonwalk.store.decisions import Decision

    ws = open_workspace(place, NOW)
    links = make_links(ws, CHALLENGE).links
    with ws.database() as db, db.write() as tx:
        for person in range(1, len(links) + 1):
            decided = Decision(ws.instant(), PARTICIPANT, CONSENT, CHALLENGE, person=person)
            decisions.record(tx, decided)
    return [link.url.rpartition("/")[2] for link in links]


def entries_in(place: Path) -> int:
    """How many entries hold."""
    from moonwalk.services.workspace import open_workspace

    with open_workspace(place, NOW).database() as db:
        return int(db.value("SELECT count(*) - count(supersedes) FROM entry"))


@contextmanager
def served(place: Path, processes: int) -> Iterator[list[int]]:
    """The page in processes of its own, each at a port, once all of them answer."""
    ports = [free_port() for _ in range(processes)]
    command = [sys.executable, "-m", "moonwalk", "-w", str(place), "--now", NOW.isoformat(), "page", "--port"]
    with suppress(ProcessLookupError), running([[*command, str(port)] for port in ports]):
        for port in ports:
            while not answers(port):
                time.sleep(0.2)
        yield ports


@contextmanager
def beside(place: Path) -> Iterator[None]:
    """What else goes on: a tick after another, and a program that asks for boards when something changed."""
    over = threading.Event()
    tick = [sys.executable, "-m", "moonwalk", "-w", str(place), "--now", NOW.isoformat(), "tick"]

    def ticking() -> None:
        while not over.wait(TICK_SECONDS):
            subprocess.run(tick, capture_output=True, check=False)

    thread = threading.Thread(target=ticking, daemon=True)
    thread.start()
    with running([[sys.executable, "-c", SCREEN, str(place), CHALLENGE, NOW.isoformat()]]):
        yield
    over.set()
    thread.join(120)


@contextmanager
def running(commands: Sequence[Sequence[str]]) -> Iterator[None]:
    """Programs that run until the block ends. What they say goes nowhere."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        programs = [subprocess.Popen(command, stdout=nowhere, stderr=nowhere) for command in commands]
        try:
            yield
        finally:
            for program in programs:
                program.terminate()
            for program in programs:
                program.wait(60)


def everyone(ports: Sequence[int], tokens: Sequence[str], seconds: float) -> Waits:
    """All people check in, each at a moment of their own."""
    dice, waits, began = random.Random(1), Waits(), time.perf_counter()
    moments = sorted((dice.random() * seconds, token) for token in tokens)

    def visit(moment: float, token: str) -> None:
        time.sleep(max(0.0, began + moment - time.perf_counter()))
        tap(dice.choice(ports), token, waits)

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda each: visit(*each), moments))
    return waits


def tap(port: int, token: str, waits: Waits) -> None:
    """One person: looks, taps, and is led back."""
    activity = {"day": NOW.date().isoformat(), "activity": "backward_walk", "amount": "11"}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    steps = (
        ("look", "GET", f"/l/{token}", None, {}, 200),
        ("tap", "POST", f"/l/{token}/log", urlencode(activity), form, 303),
        ("look again", "GET", f"/l/{token}/day/{NOW.date()}?done=saved", None, {}, 200),
    )
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        for kind, method, path, body, headers, expected in steps:
            began = time.perf_counter()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            waits.note(kind, began)
            if answer.status != expected:
                waits.wrong.append(f"{kind} {answer.status}")
    except OSError as error:
        waits.wrong.append(type(error).__name__)
    finally:
        connection.close()


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answers(port: int) -> bool:
    """Whether the page answers at a port."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    raise SystemExit(main())
