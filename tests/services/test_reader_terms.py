"""Messages wait until their readers are up, by the settings of the workspace."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moonwalk.api.sending_hours import SendingHours
from moonwalk.definitions import Sending
from moonwalk.scoring.calendar import milliseconds
from moonwalk.services.delivering import deliver
from moonwalk.services.dry_run import transaction
from moonwalk.services.notifications import list_messages, tick
from moonwalk.services.reader_terms import ReaderTerms
from moonwalk.services.workspace import clock
from moonwalk.store import claims, outbox
from moonwalk.store.outbox import NewMessage

from ..workspaces import at

OFFICE = Sending(SendingHours(time(9), time(17), "every day"))


@pytest.fixture
def office(lanes):
    """Opens the workspace at a moment, with hours from 9 to 17."""

    def open_at(moment: datetime):
        return replace(lanes.ws, now=clock(moment), settings=replace(lanes.ws.settings, sending=OFFICE))

    return open_at


def put_in(lanes, moment: datetime, expires: datetime | None = None) -> None:
    """A message for everyone, due at a moment."""
    due, until = milliseconds(moment), None if expires is None else milliseconds(expires)
    with lanes.database() as db, db.write() as tx:
        for (no,) in tx.rows("SELECT no FROM person"):
            outbox.enqueue(tx, NewMessage(f"late/{no}", "lanes", no, "file", "News", "Hi", due, due, until))


def states(ws) -> Counter[str]:
    return Counter(row.state for row in list_messages(ws))


def test_a_notice_that_falls_due_at_night_is_queued_for_the_morning(lanes, office):
    night = at(1, 7, 30)
    done = tick(office(night))
    assert done.enqueued > 0
    assert done.delivered == 0
    assert {row.due.astimezone(ZoneInfo("Europe/Berlin")).time() for row in list_messages(lanes.ws)} == {
        time(9)
    }
    assert tick(office(night + timedelta(minutes=15))).enqueued == 0
    assert tick(office(night.replace(hour=10))).delivered == done.enqueued


@pytest.mark.parametrize(
    "sending", [None, OFFICE, replace(OFFICE, at_most=2)], ids=["any time", "hours", "most"]
)
def test_what_is_due_goes_out_although_the_clock_goes_on_meanwhile(lanes, sending):
    looks = count()
    put_in(lanes, at(1, 11))
    ws = replace(
        lanes.ws,
        now=lambda: at(1, 11) + timedelta(milliseconds=next(looks)),
        settings=replace(lanes.ws.settings, sending=sending),
    )
    with ws.database() as db:
        sent = deliver(ws, db)
    assert next(looks) > 12
    assert sent.counts == {"delivered": 12}


def test_what_was_queued_by_day_does_not_go_out_at_night_either(lanes, office):
    evening = at(1, 16, 50)
    tick(office(evening))
    put_in(lanes, evening)
    before = states(lanes.ws)["delivered"]
    assert tick(office(evening + timedelta(hours=3))).delivered == 0
    morning = at(2, 8, 0)
    assert {row.due for row in list_messages(lanes.ws) if row.state == "pending"} == {morning}
    tick(office(morning))
    assert states(lanes.ws)["delivered"] > before


def test_what_would_come_too_late_is_given_up_at_once_and_says_so(lanes, office):
    evening = at(1, 18, 0)
    tick(office(evening))
    put_in(lanes, evening, evening + timedelta(hours=4))
    tick(office(evening + timedelta(minutes=5)))
    notes = {row.note for row in list_messages(lanes.ws) if row.state == "expired"}
    assert notes == {"Its time would have passed before it could be sent: its reader gets none at this time."}


def test_each_reader_has_hours_of_their_own_zone(lanes, office):
    lanes.people("id,name,timezone\np01,Ada Bell,Asia/Tokyo\n")
    noon = at(1, 12, 0)
    tick(office(noon))
    put_in(lanes, noon)
    tick(office(noon))
    waiting = {
        row.person for row in list_messages(lanes.ws) if row.subject == "News" and row.state == "pending"
    }
    assert waiting == {"p01"}


def most_a_day(lanes, number: int, moment: datetime):
    """The workspace at a moment, at any hour of which everyone may get so many messages a day."""
    always = SendingHours(time(0), time(23, 59), "every day")
    return replace(
        lanes.ws, now=clock(moment), settings=replace(lanes.ws.settings, sending=Sending(always, number))
    )


def put_in_for(tx, person: int, dues, channel: str = "file", **more) -> None:
    for number, due in enumerate(dues):
        when = milliseconds(due)
        key = f"news {number}/{person}/{channel}"
        outbox.enqueue(
            tx, NewMessage(key, "lanes", person, channel, f"News {number}", "Hi", when, when, **more)
        )


def test_what_would_be_too_much_comes_as_one_and_what_falls_due_later_waits_for_the_next_day(lanes):
    noon = at(6, 12)
    tick(most_a_day(lanes, 2, at(1, 7, 30)))
    with lanes.database() as db, db.write() as tx:
        put_in_for(tx, 1, [noon, noon, noon], language="de")

    due = tick(most_a_day(lanes, 2, noon))
    assert (due.delivered, due.held_back) == (3, 0)
    files = sorted(lanes.ws.messages.rglob("*.txt"), key=lambda path: path.stat().st_mtime_ns)
    (digest,) = [text for text in (file.read_text(encoding="utf-8") for file in files) if "News 2" in text]
    assert "Subject: News 0 (und 2 weitere Nachrichten)" in digest

    with lanes.database() as db, db.write() as tx:
        put_in_for(tx, 1, [noon + timedelta(hours=n) for n in (0, 0, 0, 1, 2)])
    assert tick(most_a_day(lanes, 2, noon + timedelta(hours=1))).delivered == 1
    later = tick(most_a_day(lanes, 2, noon + timedelta(hours=3)))
    assert (later.delivered, later.held_back) == (0, 1)
    waiting = [row for row in list_messages(lanes.ws) if row.state == "pending"]
    assert {row.note for row in waiting} == {"It waits: its reader gets at most 2 a day."}
    assert {row.due.astimezone(ZoneInfo("Europe/Berlin")) for row in waiting} == {
        datetime(2027, 3, 7, tzinfo=ZoneInfo("Europe/Berlin"))
    }
    assert tick(most_a_day(lanes, 2, at(7, 8))).delivered == 1


def test_one_message_by_two_channels_is_one_and_two_by_two_are_two(lanes):
    noon = at(6, 12)
    ws = most_a_day(lanes, 1, noon)
    with lanes.database() as db, db.write() as tx:
        for channel in ("file", "post"):
            put_in_for(tx, 1, [noon], channel)
        put_in_for(tx, 2, [noon])
        outbox.enqueue(tx, NewMessage("x/post", "lanes", 2, "post", "Other", "Hi", *[milliseconds(noon)] * 2))
        terms, now = ReaderTerms(ws, tx), ws.instant()
        claimed = [
            [message.person for message in claims.lease_due(tx, now, channel=channel, terms_of=terms.of)]
            for channel in ("file", "post")
        ]
    assert claimed == [[1, 2], [1]]


def test_where_nobody_has_named_a_zone_hours_are_those_of_the_challenge(lanes):
    settings = replace(lanes.ws.settings, sending=OFFICE, timezone="")
    with lanes.database() as db:
        terms = ReaderTerms(replace(lanes.ws, settings=settings), db)

        # Nine in the morning in Berlin, and in Cairo.
        for _ in range(2):
            assert terms.from_instant(milliseconds(at(1, 3)), "", "lanes") == milliseconds(at(1, 8))
        assert terms.from_instant(milliseconds(at(1, 3)), "Africa/Cairo", "lanes") == milliseconds(at(1, 7))


def test_what_was_news_by_one_channel_still_counts_for_the_other(lanes):
    noon = at(6, 12)
    with lanes.database() as db, db.write() as tx:
        put_in_for(tx, 1, [noon, noon])
        put_in_for(tx, 1, [noon, noon + timedelta(minutes=1)], "post")

        def claimed(moment, channel):
            ws = most_a_day(lanes, 1, moment)
            return [
                message.key
                for message in claims.lease_next(tx, channel, ws.instant(), True, ReaderTerms(ws, tx).of)
            ]

        assert claimed(noon, "file") == ["news 0/1/file", "news 1/1/file"]
        assert claimed(noon, "post") == ["news 0/1/post"]
        # It is no news any longer, but a second message on that day.
        assert claimed(noon + timedelta(minutes=1), "post") == []


ZONES = (
    "Pacific/Kiritimati",
    "Europe/Berlin",
    "Africa/Cairo",
    "America/Santiago",
    "Pacific/Pago_Pago",
    "UTC",
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone=st.sampled_from(ZONES),
    most=st.integers(1, 3),
    hours=st.integers(0, 17000),
    dues=st.lists(st.integers(0, 96), min_size=1, max_size=12),
    steps=st.lists(st.integers(1, 9), min_size=3, max_size=14),
)
def test_nobody_gets_more_than_the_maximum_on_a_day_of_theirs_and_nothing_is_lost(
    lanes, zone, most, hours, dues, steps
):
    first = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    ends = first + timedelta(days=15)
    # Ticks at odd hours, and then every two hours until all has had its time.
    moments = [first + timedelta(hours=sum(steps[:n])) for n in range(len(steps))]
    moments += [first + timedelta(days=5, hours=2 * n) for n in range(120)]
    sent: list[tuple[datetime, int]] = []
    with lanes.database() as db, transaction(db, dry_run=True) as tx:
        tx.run("UPDATE person SET timezone = ? WHERE no = 1", (zone,))
        put_in_for(tx, 1, [first + timedelta(hours=due) for due in dues])
        for moment in sorted(moments):
            ws = most_a_day(lanes, most, moment)
            terms = ReaderTerms(ws, tx)
            while claimed := claims.lease_next(tx, "file", ws.instant(), True, terms.of):
                for message in claimed:
                    outbox.settle(tx, message, ws.instant(), "delivered")
                sent.append((moment, len(claimed)))
            if sum(number for _, number in sent) == len(dues) and moment > first + timedelta(hours=96):
                break
        assert moment < ends
    days = Counter(moment.astimezone(ZoneInfo(zone)).date() for moment, _ in sent)
    assert max(days.values()) <= most
    assert sum(number for _, number in sent) == len(dues)
