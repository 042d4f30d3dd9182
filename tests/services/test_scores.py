from __future__ import annotations

import random
from datetime import timedelta
from unittest import mock

import pytest

from moonwalk.scoring.facts import NEVER
from moonwalk.services import entry_effects, scores
from moonwalk.services.entries import correct_entry, list_entries, log_entry, void_entry
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.roster.enrolment import Registrar
from moonwalk.services.roster.participation import choose_target
from moonwalk.services.roster.sign_ups import join, leave
from moonwalk.services.roster.teams import assign_to_team
from moonwalk.services.why.person import explain
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, entries, memberships, pauses, people, score_cache
from moonwalk.store.decisions import Decision
from moonwalk.store.entries import NewEntry
from moonwalk.store.pauses import PauseRecord

from ..workspaces import LANES, MONDAY, PEOPLE, Lanes, arrays_of, at, roster, same_scores, scored_challenge


def standing_still(lanes: Lanes) -> Workspace:
    """A workspace of one long process, whose clock is the test's."""
    ws = lanes.ws
    return Workspace(ws.folder, ws.settings, ws.plugins, lambda: lanes.now)


def cache_of(lanes: Lanes, name: str = "lanes"):
    with lanes.database() as db:
        return score_cache.load(db, name)


def rows_of(lanes: Lanes) -> list[tuple]:
    with lanes.database() as db:
        return db.rows("SELECT name, data FROM cached_total WHERE challenge = 'lanes' ORDER BY name")


def forget(lanes: Lanes) -> None:
    with lanes.database() as db, db.write() as tx:
        score_cache.forget(tx, "lanes")


@pytest.fixture
def always_cached(monkeypatch):
    monkeypatch.setattr(scores, "_ENTRIES_BETWEEN_CACHES", 1)


@pytest.mark.usefixtures("always_cached")
def test_a_rebuild_from_nothing_is_the_same_to_the_byte(day6):
    live = standing_still(day6)
    scored_challenge(live)
    for who, amount in (("p01", "31"), ("p05", "3"), ("p01", "7"), ("p09", "60")):
        day6.log(who, amount)
        scored_challenge(live)
    grown = rows_of(day6)
    forget(day6)
    scored_challenge(day6.ws)

    assert len(grown) > 5
    assert rows_of(day6) == grown


@pytest.mark.usefixtures("always_cached")
def test_another_process_continues_from_the_cache(day6, monkeypatch):
    scored_challenge(day6.ws)
    day6.log("p01", "31")
    monkeypatch.setattr(scores, "scored_from_facts", None)

    assert scored_challenge(day6.ws).entry > 0


@pytest.mark.usefixtures("always_cached")
@pytest.mark.parametrize("spoil", ["basis", "format", "until", "arrays", "text"])
def test_a_cache_that_rests_on_something_else_is_not_believed(day6, spoil):
    right = scored_challenge(day6.ws)
    fingerprint, arrays = cache_of(day6)
    wrong = {name: values * 0 if name.startswith("points") else values for name, values in arrays.items()}
    match spoil:
        case "basis":
            fingerprint = fingerprint.replace("launch", "lunch")
        case "format":
            fingerprint = fingerprint.replace('"format": ', '"format": 1')
        case "until":
            fingerprint = fingerprint.replace('"until": ', '"until": -')
        case "arrays":
            wrong["people"] = wrong["people"] + 1
        case "text":
            fingerprint = "{}"
    with day6.database() as db, db.write() as tx:
        score_cache.save(tx, "lanes", fingerprint, wrong)

    assert same_scores(scored_challenge(day6.ws), right)


@pytest.mark.usefixtures("always_cached")
def test_a_cache_of_other_plugin_versions_is_not_believed(day6, monkeypatch):
    from moonwalk.registry import Registry

    right = scored_challenge(day6.ws)
    fingerprint, arrays = cache_of(day6)
    with day6.database() as db, db.write() as tx:
        score_cache.save(
            tx,
            "lanes",
            fingerprint,
            {name: values * 0 if name.startswith("points") else values for name, values in arrays.items()},
        )
    assert not same_scores(scored_challenge(day6.ws), right)

    versions = dict(day6.ws.plugins.codes())
    monkeypatch.setattr(Registry, "codes", lambda _: versions | {"streaks": "moonwalk 9.9"})

    assert same_scores(scored_challenge(day6.ws), right)


@pytest.mark.usefixtures("always_cached")
def test_a_clock_turned_back_is_scored_as_of_its_moment(day6):
    live = standing_still(day6)
    then = scored_challenge(live)
    day6.now = at(9, 20)
    later = scored_challenge(live)
    assert not same_scores(then, later)

    day6.now = at(6)

    assert same_scores(scored_challenge(live), then)
    assert same_scores(scored_challenge(day6.ws), then)


def test_a_disk_that_takes_no_cache_still_shows_the_board(day6, monkeypatch):
    from moonwalk.store.errors import StoreError

    def full(*_):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(score_cache, "save", full)
    monkeypatch.setattr(scores, "_ENTRIES_BETWEEN_CACHES", 1)

    assert day6.board().rows


class Walk:
    """A random walk over everything that can happen to a workspace."""

    def __init__(self, lanes: Lanes, seed: int) -> None:
        self.lanes, self.dice = lanes, random.Random(seed)
        self.people = list(PEOPLE)
        self.ends: dict[str, str] = {}
        self.sites: dict[str, str] = {}

    def step(self) -> str:
        steps = (self.log, self.log, self.late, self.correct, self.void, self.move, self.leave, self.pause)
        steps = (*steps, self.sign_up, self.sign_up, self.opt_out, self.put, self.relocate, self.choose)
        name = self.dice.choice((*steps, self.join, self.clock, self.clock, self.bulk)).__name__
        try:
            getattr(self, name)()
        except Refused as refused:
            return f"{name}: {refused}"
        return name

    def someone(self) -> str:
        return self.dice.choice(self.people)[0]

    def a_day(self):
        return MONDAY + timedelta(days=self.dice.randint(-3, 12))

    def log(self):
        activity = self.dice.choice(("walk", "own", "steps"))
        amount = self.dice.choice(("0", "9.5", "10", "25", "61", "1500"))
        self.lanes.log(self.someone(), amount, activity, self.a_day())

    def late(self):
        """An entry that becomes known now and was logged earlier, or later than the clock says."""
        with self.lanes.database() as db, db.write() as tx:
            person = people.find(tx, self.someone()).no
            decision = decisions.record(tx, Decision(0, "hr", "test"))
            kind = entries.kind_number(tx, "walk", "minutes")
            source = entries.source_number(tx, self.dice.choice(("watch", "ring")), True)
            now = int(self.lanes.now.timestamp() * 1000)
            logged = now - self.dice.choice((0, 86_400_000, 5 * 86_400_000))
            row = NewEntry(person, self.a_day(), kind, source, self.dice.randint(0, 70) * 1000, now, logged)
            entries.add(tx, [row], decision)

    def correct(self):
        if found := list_entries(self.lanes.ws, most=30):
            one = self.dice.choice(found)
            correct_entry(
                self.lanes.ws,
                one.id,
                "x",
                amount=str(self.dice.randint(0, 40)),
                day=self.dice.choice((None, self.a_day())),
            )

    def void(self):
        if found := list_entries(self.lanes.ws, most=30):
            void_entry(self.lanes.ws, self.dice.choice(found).id, "x")

    def roster(self):
        rows = [(*one, self.ends.get(one[0], ""), self.sites.get(one[0], "Pune")) for one in self.people]
        self.lanes.people(roster(rows, ("end", "site")))

    def move(self):
        at_index = self.dice.randrange(len(self.people))
        identifier, name, _ = self.people[at_index]
        self.people[at_index] = (identifier, name, self.dice.choice(("North", "South", "West", "East")))
        self.roster()

    def leave(self):
        self.ends[self.someone()] = str(self.a_day())
        self.roster()

    def join(self):
        number = len(self.people) + 1
        self.people.append((f"p{number:02}", f"New {number}", self.dice.choice(("North", "East", ""))))
        self.roster()

    def sign_up(self):
        join(self.lanes.ws, "lanes", self.someone(), self.dice.choice((None, self.a_day())))

    def opt_out(self):
        leave(self.lanes.ws, "lanes", self.someone(), self.dice.choice((None, self.a_day())))

    def put(self):
        assign_to_team(self.lanes.ws, "lanes", self.someone(), self.dice.choice(("North", "East", "Herons")))

    def relocate(self):
        self.sites[self.someone()] = self.dice.choice(("Pune", "Paris", "PUNE "))
        self.roster()

    def pause(self):
        with self.lanes.database() as db, db.write() as tx:
            first = self.a_day()
            last = first + timedelta(days=self.dice.randint(0, 4))
            person = people.find(tx, self.someone()).no
            decision = decisions.record(tx, Decision(0, "hr", "test"))
            pauses.add(tx, PauseRecord("lanes", person, first, last, 0), decision)

    def choose(self):
        amount = self.dice.choice(("5", "9.5", "25"))
        choose_target(
            self.lanes.ws, "lanes", self.someone(), "good_day", amount, self.dice.choice((None, self.a_day()))
        )

    def bulk(self):
        rows = [f"{self.someone()},{self.a_day()},walk,{self.dice.randint(0, 65)}\n" for _ in range(15)]
        self.lanes.entries("id,date,activity,minutes\n" + "".join(rows))

    def clock(self):
        """Past midnight, to just before and after deadlines, and sometimes back."""
        hours = self.dice.choice((1, 5, 11, 24, 48, -30))
        self.lanes.now += timedelta(hours=hours)
        if self.dice.random() < 0.3:
            deadline = self.dice.choice((at(9, 11), at(16, 11), at(1, 10), at(4, 23)))
            self.lanes.now = deadline + timedelta(minutes=self.dice.choice((-1, 0, 1)))


def walked(lanes: Lanes, seed: int, steps: int) -> None:
    walk, live = Walk(lanes, seed), standing_still(lanes)
    done, before = [], {}
    for _ in range(steps):
        done.append(walk.step())
        if walk.dice.random() < 0.4:
            continue
        kept = scored_challenge(live)
        cached = scored_challenge(lanes.ws)
        with lanes.database() as db, db.write() as tx:
            tx.run("DELETE FROM cached_total")
        fresh = scored_challenge(lanes.ws)
        told = (
            seed,
            lanes.now,
            done[-5:],
            [
                name
                for name, values in arrays_of(fresh).items()
                if values.tobytes() != arrays_of(kept)[name].tobytes()
            ],
        )
        assert same_scores(kept, fresh), told
        assert same_scores(cached, fresh), told
        for board in ("table", "people"):
            mine = kept.scored.standings_until(
                board, kept.team_ids, kept.person_ids, kept.scored.last_day, before.get(board)
            )
            before[board] = mine
            theirs = fresh.scored.standings(board, fresh.team_ids, fresh.person_ids)
            assert [mine.row(at) for at in range(len(mine))] == [theirs.row(at) for at in range(len(theirs))]


@pytest.mark.parametrize("seed", range(3))
def test_what_an_entry_changed_is_the_same_with_scores_that_are_kept(lanes, seed):
    dice, live, before_by_kept = random.Random(seed), standing_still(lanes), 0
    lanes.now = at(6)
    for number in range(14):
        who, other = (dice.choice(("p01", "p02", "p03")) for _ in range(2))
        if dice.random() < 0.7:
            scored_challenge(live)
        if dice.random() < 0.3:
            lanes.log(other, f"{number + 30}")
        total = explain(lanes.ws, "lanes", who).total
        theirs = [row.id for row in list_entries(lanes.ws, who) if row.state == "current"]
        with mock.patch.object(entry_effects, "total_in", wraps=entry_effects.total_in) as from_facts:
            match dice.choice(("log", "log", "correct", "void")) if theirs else "log":
                case "log":
                    done = log_entry(live, who, f"{number + 3}", "walk")
                case "correct":
                    done = correct_entry(live, dice.choice(theirs), "a slip", amount=f"{number + 60}")
                case "void":
                    done = void_entry(live, dice.choice(theirs), "a joke")
        before_by_kept += not from_facts.called
        why = explain(lanes.ws, "lanes", who)
        assert (done.points_before, done.points_after) == (total, why.total)
        assert (done.verdict, done.reason, done.label) == next(
            (row.verdict, row.reason, row.label) for row in why.entries if row.id == done.id
        )
    assert 2 <= before_by_kept <= 12


SIGN_UP = ("everyone on the roster", "those who sign up\n  only_where: {site: [pune]}")
OURS = ("formed: from the roster", "formed: by the members")
ALONG = ("  rules:\n    - rule: full_house", "  movers: take points along\n  rules:\n    - rule: full_house")
AWAY = (
    "  rules:\n    - rule: full_house",
    "  leavers: take their points away\n  rules:\n    - rule: full_house",
)
START = (
    "  rules:\n    - rule: full_house",
    "  joiners: count from the start\n  rules:\n    - rule: full_house",
)
SILENT = ("  rules:\n    - rule: full_house", "  no_entries: are left out\n  rules:\n    - rule: full_house")
WEEKS = ("those who sign up\n", "those who sign up\n  part_weeks: week does not count\n")
STAY = ("  take_part:", "  part_weeks: goals stay\n  take_part:")
OWN = (
    "reach: 10 minutes}",
    "own_target: {lowest: 5 minutes, highest: 30 minutes, unless_chosen: 10 minutes}}",
)
SPAN = (
    "  good_week: {label",
    "  calm: {label: calm, each: week, activity: walk, within: 20 to 60 minutes}\n  good_week: {label",
)
CALM = ("    goal: good_week\n", "    goal: calm\n")
AVERAGES = ("people:\n", "pauses:\n  personal: 5 days\n  a_paused_day: counts as own average\npeople:\n")
KINDS = (
    (),
    (SIGN_UP, ALONG, WEEKS),
    (SIGN_UP, OURS, AWAY),
    (OURS, START, SILENT, STAY, OWN, SPAN, CALM),
    (SIGN_UP, START, ALONG, AWAY),
    (ALONG, START, OWN, AVERAGES),
)
"""Challenges that differ in who takes part, in which team, what becomes of the points, and what is asked."""


def launched_as(lanes: Lanes, kind: int) -> Lanes:
    text = LANES
    for old, new in KINDS[kind % len(KINDS)]:
        assert old in text
        text = text.replace(old, new)
    lanes.challenge(text)
    lanes.people(roster([(*one, "", "Pune") for one in PEOPLE], ("end", "site")))
    launch(lanes.ws, "lanes", MONDAY)
    for identifier, *_ in PEOPLE[:9]:
        join(lanes.ws, "lanes", identifier)
    lanes.now = at(2)
    return lanes


@pytest.mark.parametrize(
    "seed", [0, 1, 2, *(pytest.param(seed, marks=pytest.mark.torture) for seed in (3, 4, 5))]
)
@pytest.mark.usefixtures("always_cached")
def test_scores_kept_up_to_date_equal_scores_from_nothing_whatever_happens(empty, seed):
    walked(launched_as(empty, seed), seed, 45)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(100, 148))
@pytest.mark.usefixtures("always_cached")
def test_scores_kept_up_to_date_equal_scores_from_nothing_on_long_walks(empty, seed):
    walked(launched_as(empty, seed), seed, 120)


def test_enrolling_again_changes_nothing(day6):
    from moonwalk.services.launched import launched

    with day6.database() as db, db.write() as tx:
        one = launched(day6.ws, tx, "lanes")
        before = memberships.current(tx, "lanes", NEVER)
        decision = decisions.record(tx, Decision(0, "hr", "test"))
        done = Registrar(tx, one.challenge, day6.ws.instant(), decision, one.record.launched_at).enrol()

        assert str(done) == "nobody changed"
        assert memberships.current(tx, "lanes", NEVER) == before
