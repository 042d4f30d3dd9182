"""The loop of ticks: it outlives a refusal, notices a clock that jumps, and stops when it is asked to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest

from moonwalk.services import notifications
from moonwalk.services.notifications import LEASE, keep_ticking, tick
from moonwalk.services.turns import turn

from ..workspaces import at

QUARTER = timedelta(minutes=15)
BUSY = "Another program is doing what is due right now. Nothing was changed."


class Asked(Event):
    """Stops after some looks, and moves the clock forward with each."""

    def __init__(self, clock, looks: int, step: timedelta) -> None:
        super().__init__()
        self._clock, self._left, self._step = clock, looks, step

    def wait(self, timeout=None):
        self._clock.now += self._step
        self._left -= 1
        if self._left <= 0:
            self.set()
        return self.is_set()


class Clock:
    def __init__(self, now) -> None:
        self.now = now

    def __call__(self):
        return self.now


@pytest.mark.parametrize(
    ("step", "ticks"),
    [
        pytest.param(timedelta(minutes=5), 4, id="time goes by"),
        pytest.param(timedelta(hours=-3), 10, id="the clock is set back"),
        pytest.param(timedelta(days=2), 10, id="the computer slept"),
        pytest.param(timedelta(seconds=1), 1, id="not yet"),
    ],
)
def test_it_ticks_again_when_the_time_has_come_or_the_clock_was_set(lanes, monkeypatch, step, ticks):
    moments, clock = [], Clock(at(1, 12))
    monkeypatch.setattr(notifications, "tick", lambda ws, stop: moments.append(ws.now()))
    keep_ticking(replace(lanes.ws, now=clock), QUARTER, Asked(clock, 10, step), lambda report: None)
    assert len(moments) == ticks


def test_a_tick_that_is_refused_is_not_the_last(lanes):
    clock, reports = Clock(at(1, 12)), []
    ws = replace(lanes.ws, now=clock)
    with ws.database() as db, turn(ws, db, LEASE, "Elsewhere."):
        keep_ticking(ws, QUARTER, Asked(clock, 2, QUARTER), reports.append)
    assert [str(report) for report in reports] == 2 * [BUSY]


def test_what_was_refused_is_tried_again_soon_and_then_less_often(lanes):
    clock, reports = Clock(at(1, 12)), []
    ws = replace(lanes.ws, now=clock)
    with ws.database() as db, turn(ws, db, LEASE, "Elsewhere."):
        stop = Asked(clock, 20, timedelta(seconds=2))
        keep_ticking(
            ws, QUARTER, stop, lambda report: reports.append((clock.now - at(1, 12)).total_seconds())
        )
    assert reports == [0, 2, 6, 14, 30]


def test_once_it_was_asked_to_stop_nothing_more_is_sent_and_nothing_is_lost(lanes):
    lanes.now = at(1, 12)
    stop, reports = Event(), []
    stop.set()
    keep_ticking(lanes.ws, QUARTER, stop, reports.append)
    assert reports == []
    queued = tick(lanes.ws, stop=stop)
    assert queued.enqueued > queued.delivered == 0
    assert tick(lanes.ws).delivered == queued.enqueued
