"""Two programs that send, killed again and again, to servers that refuse now and then: nothing is missing."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest

from moonwalk.scoring.calendar import milliseconds
from moonwalk.services.notifications import tick
from moonwalk.store import outbox
from moonwalk.store.outbox import NewMessage

from ..running import Shell, start
from ..servers import HOST, USER, Post, Web, mail_server, says, web_server
from ..workspaces import fresh

if sys.platform == "win32":
    pytest.skip("processes are killed in another way there", allow_module_level=True)

REFUSED = 0.1
TOKEN = re.compile(r"token-\d+-[a-z]+")


def fill(lanes, count: int) -> set[str]:
    """Puts so many messages into the outbox, half of them for each channel; what each says."""
    tokens = set()
    with lanes.database() as db, db.write() as tx:
        people = [no for (no,) in tx.rows("SELECT no FROM person")]
        now = milliseconds(lanes.now)
        for number in range(count // 2):
            for channel in ("email", "slack"):
                token = f"token-{number}-{channel}"
                person = people[number % len(people)]
                outbox.enqueue(tx, NewMessage(token, "lanes", person, channel, "News", token, now, now))
                tokens.add(token)
    return tokens


def settings(port: int, url: str) -> str:
    return (
        "name: Test\nchannels:\n"
        f"- email: {{host: {HOST}, port: {port}, sender: {USER}, encryption: none, per_minute: 600000}}\n"
        f"- slack: {{webhook: {{env: HOOK}}, per_minute: 600000}}\n"
    )


def killed(lanes, dice: random.Random) -> bool:
    """Two programs send at once, and are killed while they do; whether one of them was still at it."""
    running = [start(*Shell(lanes).options, "tick") for _ in range(2)]
    with suppress(subprocess.TimeoutExpired):
        running[0].wait(dice.uniform(0.5, 1.8))
    alive = any(process.poll() is None for process in running)
    for process in running:
        process.kill()
        process.communicate()
    return alive


def states(lanes) -> dict[str, int]:
    with lanes.database() as db:
        return dict(outbox.counts(db))


@pytest.mark.promise("P4", "senders killed")
@pytest.mark.parametrize(("count", "kills"), [(80, 3), pytest.param(3000, 70, marks=pytest.mark.torture)])
def test_messages_sent_by_programs_that_are_killed_all_arrive(tmp_path, monkeypatch, counted, count, kills):
    dice, lanes = random.Random(count), fresh(tmp_path / "work")
    lanes.people("id,name,email\n" + "".join(f"p{n},Person {n},p{n}@example.org\n" for n in range(60)))
    tokens, died, posted = fill(lanes, count), 0, []

    def take(request):
        refused = dice.random() < REFUSED
        says(500 if refused else 200)(request)
        if not refused:
            posted.append(request.body.decode())

    post = Post(answer=lambda _: "451 busy" if dice.random() < REFUSED else "250 OK")
    with mail_server(post) as port, web_server(Web([take])) as url:
        monkeypatch.setenv("HOOK", f"{url}/hook")
        lanes.file("moonwalk.yaml", settings(port, url))
        while died < kills:
            died += killed(lanes, dice)
            # Less than the lease of what was under way, which is taken up by a later one.
            lanes.now += timedelta(seconds=10)
        while states(lanes).keys() != {"delivered"}:
            assert lanes.now.hour < 23
            lanes.now += timedelta(minutes=7)
            tick(lanes.ws)

    mailed = [letter.get_body(("plain",)).get_content() for letter in post.letters]
    copies = Counter(token for text in (*mailed, *posted) for token in TOKEN.findall(text))
    counted(died, "kills")
    assert states(lanes) == {"delivered": count}
    assert tokens == set(copies)
    # One for what each sender had in hand, and never two of one message.
    assert max(copies.values()) <= 2
    assert copies.total() - count <= 2 * died
