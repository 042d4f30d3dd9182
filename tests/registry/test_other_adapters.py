from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import ClassVar

import numpy as np
import pytest

from moonwalk.api import Ranking, Summaries
from moonwalk.api.arrays import DayTotals, Scores
from moonwalk.api.files import EntryRow, PersonRow, Rejected, Remark, Source, SourceFile
from moonwalk.api.notices import (
    Channel,
    Delivered,
    Message,
    Never,
    Notice,
    NoticeContext,
    NoticeRule,
    Pace,
    PersonInfo,
    Retry,
)
from moonwalk.api.panels import Panel, PanelText, Series, Table, View
from moonwalk.registry import PluginFailure
from moonwalk.scoring.standings import rounded
from moonwalk.services.channels import Channel as OpenChannel
from moonwalk.testing import context_for, timeline

from .made import loaded

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
CONTEXT = context_for(timeline("5"))
THREE = np.array([30, 20, 0], np.int64)
SUMMARIES = Summaries(
    ids=("a", "b", "c"),
    points=THREE,
    bonus=THREE,
    people=THREE,
    active=THREE,
    member_days=THREE,
    days=7,
    logged_days=THREE,
    active_days=THREE,
)
MOMENT = NoticeContext(
    since=NOW,
    now=NOW,
    title="t",
    about="a",
    timezone="Europe/Berlin",
    weeks=(),
    people=(PersonInfo(id="p1", first_name="Ada", team="t1", timezone="Europe/Berlin"),),
)
MESSAGE = Message(
    key="k", recipient="ada@example.org", recipient_name="Ada", subject="s", text="t", created=NOW
)
FILE = SourceFile(name="a.csv", content=b"x")
VIEW = View(
    title="t",
    starts=date(2027, 1, 4),
    as_of=date(2027, 1, 5),
    days=2,
    active_per_day=(1, 1),
    due_per_day=(1, 1),
    points_per_day=(5, 5),
    teams=(),
    team_names=(),
)


def made(hook: str, base: type, **methods):
    """The plugins of one class with these methods, called `odd`."""
    space = {"name": "odd", "__doc__": "Odd.", "__module__": __name__, **methods}
    plugins = loaded(**{hook: [type("Odd", (base,), space)]})
    assert plugins.reports[0].problems == ()
    return plugins


def ranking(**methods):
    return made("moonwalk_rankings", Ranking, **methods).ranking("acme.odd")


def scoring(answer):
    return ranking(scores=lambda self, summaries, context: answer)


def test_scores_for_all_at_once_are_taken_as_they_are():
    found = scoring(Scores(numerators=THREE, denominators=np.array([3, 0, 1]))).scores(SUMMARIES, CONTEXT)
    assert found.numerators.tolist() == [30, 20, 0]
    assert found.denominators.tolist() == [3, 0, 1]


def test_a_ranking_of_single_rows_is_asked_row_by_row():
    answers = {"a": Fraction(3, 2), "b": 4, "c": None}
    rule = ranking(
        score=lambda self, summary, summaries, context: answers[summary.id] if len(summaries) == 3 else 0
    )
    found = rule.scores(SUMMARIES, CONTEXT)
    assert found.numerators.tolist() == [3, 4, 0]
    assert found.denominators.tolist() == [2, 1, 0]


def test_a_score_may_be_a_sum_of_fractions():
    terms = np.ones((3, 2), np.int64)
    found = scoring(Scores(numerators=terms, denominators=2 * terms)).scores(SUMMARIES, CONTEXT)
    assert [found.exact(row) for row in range(3)] == [1, 1, 1]


def test_a_fraction_too_long_for_the_engine_is_rounded_as_if_it_were_not():
    below_half = Fraction(1, 2) - Fraction(1, 3**60)
    above_half = Fraction(1, 2) + Fraction(1, 3**60)
    answers = {"a": 7 + below_half, "b": 7 + above_half, "c": -7 - above_half}
    rule = ranking(score=lambda self, one, league, context: answers[one.id])
    assert rounded(rule.scores(SUMMARIES, CONTEXT), 0).tolist() == [7, 8, -8]


def test_days_and_members_are_given_when_asked_for_and_cannot_be_changed():
    asked = []

    def make_days():
        asked.append("days")
        return DayTotals.empty(3)

    def spoil(self, summaries, context):
        summaries.members.bounds[0] = 9

    given = replace(SUMMARIES, make_days=make_days)
    with pytest.raises(PluginFailure, match="read-only"):
        ranking(scores=spoil).scores(given, CONTEXT)
    assert asked == []
    ranking(
        scores=lambda self, rows, context: Scores(numerators=rows.by_day.points, denominators=rows.by_day.due)
    ).scores(given, CONTEXT)
    assert asked == ["days"]


def test_a_ranking_says_what_stands_after_a_score_and_whether_it_takes_a_bonus():
    assert (ranking().unit, ranking().adds_team_bonus) == ("", True)
    share = ranking(unit="%", adds_team_bonus=False)
    assert (share.unit, share.adds_team_bonus) == ("%", False)


@pytest.mark.parametrize(
    "answer",
    [
        5,
        Scores(numerators=THREE.astype(float), denominators=THREE),
        Scores(numerators=THREE[:2], denominators=THREE[:2]),
        Scores(numerators=THREE, denominators=-THREE),
        Scores(numerators=THREE.tolist(), denominators=THREE),
        Scores(numerators=np.ones((3, 2), np.int64), denominators=np.ones((3, 3), np.int64)),
        Scores(numerators=np.ones((3, 2, 1), np.int64), denominators=np.ones((3, 2, 1), np.int64)),
    ],
)
def test_unusable_scores_are_a_named_failure(answer):
    with pytest.raises(PluginFailure, match=r"odd\.scores"):
        scoring(answer).scores(SUMMARIES, CONTEXT)


@pytest.mark.parametrize("answer", [1.5, float("nan"), True, "3", Fraction(2**63), Fraction(-(2**63), 3)])
def test_an_unusable_score_is_a_named_failure(answer):
    with pytest.raises(PluginFailure, match=r"odd\.scores"):
        ranking(score=lambda self, one, league, context: answer).scores(SUMMARIES, CONTEXT)


def test_a_ranking_that_does_nothing_is_a_named_failure():
    with pytest.raises(PluginFailure, match="NotImplementedError"):
        ranking().scores(SUMMARIES, CONTEXT)


def telling(answer):
    return made("moonwalk_notices", NoticeRule, notices=lambda self, moment, at: answer).trigger("acme.odd")


def test_good_notices_come_back():
    notice = Notice(
        person="p1", key="start", due=NOW, values={"first_name": "Ada"}, expires=NOW + timedelta(hours=1)
    )
    assert telling([notice]).notices(MOMENT, None) == (notice,)


@pytest.mark.parametrize(
    "notice",
    [
        Notice(person="p2", key="k", due=NOW, values={}),
        Notice(person="p1", key="", due=NOW, values={}),
        Notice(person="p1", key="k", due=NOW.replace(tzinfo=None), values={}),
        Notice(person="p1", key="k", due=NOW, values={"a": 1}),
        Notice(person="p1", key="k", due=NOW, values=None),
        Notice(person="p1", key="k", due=NOW, values={}, expires="tomorrow"),
        "k",
    ],
)
def test_an_unusable_notice_is_a_named_failure(notice):
    with pytest.raises(PluginFailure, match=r"odd\.notices"):
        telling([notice]).notices(MOMENT, None)


@pytest.mark.parametrize("change", [{"key": " "}, {"due": NOW.replace(tzinfo=None)}, {"dates": ("Monday",)}])
def test_a_notice_is_looked_at_however_much_it_shares_with_others(change):
    good = Notice(person="p1", key="start", due=NOW, values={"first_name": "Ada"})
    with pytest.raises(PluginFailure, match=r"odd\.notices"):
        telling([good, good, replace(good, **change), good]).notices(MOMENT, None)


def delivering(answer):
    plugins = made("moonwalk_channels", Channel, deliver=lambda self, message, folder: answer)
    return plugins.channels()["odd"]


@pytest.mark.parametrize(
    "answer", [Delivered(), Retry(reason="later", after=timedelta(hours=1)), Never(reason="no such address")]
)
def test_each_outcome_of_a_delivery_comes_back(answer):
    assert delivering(answer).deliver(MESSAGE, "outbox") == answer


@pytest.mark.parametrize(
    "answer",
    [
        *(None, True, Never(reason=""), Retry(reason="x", after=5), Retry(reason=None)),
        *(Retry(reason="x", rest=timedelta(-1)), Never(reason="x", rest=5)),
    ],
)
def test_an_unusable_outcome_is_a_named_failure(answer):
    with pytest.raises(PluginFailure, match=r"odd\.deliver"):
        delivering(answer).deliver(MESSAGE, "outbox")


ASKED = {"pace": Pace(per_minute=3), "own_address": "a@x.org", "doubts": ("Is it wise?",), "is_private": True}


def answering(answer):
    return lambda self: answer


def says_of_itself(**answers):
    methods = {name: answering(answer) for name, answer in answers.items()}
    return made("moonwalk_channels", Channel, deliver=lambda *_: Delivered(), **methods).channels()["odd"]


def test_what_a_channel_says_of_itself_comes_back():
    channel = says_of_itself(**ASKED)
    assert {name: getattr(channel, name)() for name in ASKED} == ASKED
    plain = says_of_itself()
    assert (plain.pace(), plain.own_address(), plain.doubts()) == (Pace(), "", ())
    assert plain.is_private() is False


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        *(("pace", None), ("pace", Pace(per_minute=-1)), ("pace", Pace(per_minute="9"))),
        *(("own_address", 5), ("doubts", "one"), ("doubts", (5,)), ("is_private", 1)),
    ],
)
def test_a_channel_that_says_nothing_usable_of_itself_is_named(name, answer, tmp_path):
    channel = says_of_itself(**{name: answer})
    with pytest.raises(PluginFailure, match=rf"odd\.{name}"):
        getattr(channel, name)()
    # It can be used all the same.
    assert (
        getattr(OpenChannel(channel, tmp_path), name)()
        == getattr(OpenChannel(says_of_itself(), tmp_path), name)()
    )


def test_what_a_channel_keeps_of_nobody_it_is_not_asked_to_forget():
    asked = []
    forgetful = made(
        "moonwalk_channels",
        Channel,
        deliver=lambda *_: Delivered(),
        forget=lambda self, who, _: asked.append(who),
    )
    forgetful.channels()["odd"].forget("p1", "outbox")
    says_of_itself().forget("p1", "outbox")
    assert asked == ["p1"]


def reading(answer, **attributes):
    plugins = made(
        "moonwalk_sources",
        Source,
        recognises=lambda self, file: file.name.endswith(".csv"),
        read=lambda self, file: answer,
        **attributes,
    )
    return plugins.sources()["odd"]


ENTRY = EntryRow(line=2, person="p1", day=date(2027, 1, 4), activity="walk", unit="minutes", amount=5000)
PERSON = PersonRow(line=2, id="p1", name="Ada")


def test_rows_of_every_kind_come_back():
    rows = [ENTRY, Rejected(line=3, reason="no day"), Remark(text="UTF-8")]
    source = reading(rows, device=True, about="Files")
    assert list(source.read(FILE)) == rows
    assert (source.brings, source.device, source.whole_days, source.about) == (
        "entries",
        True,
        False,
        "Files",
    )
    assert source.recognises(FILE)
    assert list(reading([PERSON], brings="people").read(FILE)) == [PERSON]


@pytest.mark.parametrize(
    ("row", "brings"),
    [
        (PERSON, "entries"),
        (ENTRY, "people"),
        (EntryRow(line=2, person="", day=date(2027, 1, 4), activity="", unit="", amount=5), "entries"),
        (EntryRow(line=2, person="p1", day=NOW, activity="", unit="", amount=5), "entries"),
        (EntryRow(line=2, person="p1", day=date(2027, 1, 4), activity="", unit="", amount=5.5), "entries"),
        (EntryRow(line=2, person="p1", day=date(2027, 1, 4), activity="", unit="", amount=10**12), "entries"),
        (
            EntryRow(
                line=2,
                person="p1",
                day=date(2027, 1, 4),
                activity="",
                unit="",
                amount=5,
                logged=NOW.replace(tzinfo=None),
            ),
            "entries",
        ),
        (PersonRow(line=2, id="", name="Ada"), "people"),
        ("row", "entries"),
    ],
)
def test_an_unusable_row_is_a_named_failure(row, brings):
    with pytest.raises(PluginFailure, match=r"odd\.read"):
        list(reading([row], brings=brings).read(FILE))


def panel(answer, title="Rain"):
    methods = {"title": lambda self: title, "show": lambda self, view: answer}
    return made("moonwalk_panels", Panel, **methods).panels()["odd"]


@pytest.mark.parametrize(
    "answer",
    [Table(columns=("a",), rows=(("1",),)), Series(labels=("a",), values=(1.5,)), PanelText(text="Dry.")],
)
def test_each_content_of_a_panel_comes_back(answer):
    assert panel(answer).show(VIEW) == answer
    assert panel(answer).title() == "Rain"


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "Dry.",
        Table(columns=("a",), rows=(("1", "2"),)),
        Table(columns=("a",), rows=((1,),)),
        Series(labels=("a",), values=()),
        Series(labels=("a",), values=(float("nan"),)),
        Series(labels=("a",), values=(True,)),
        PanelText(text=3),
    ],
)
def test_an_unusable_panel_is_a_named_failure(answer):
    with pytest.raises(PluginFailure, match=r"odd\.show"):
        panel(answer).show(VIEW)


def test_a_panel_needs_a_title():
    with pytest.raises(PluginFailure, match=r"odd\.title"):
        panel(PanelText(text="x"), "").title()


def test_two_channels_of_one_name_go_by_their_full_names():
    from moonwalk.registry import load

    from .made import plugin

    class Mail(Channel):
        """Mail."""

        name: ClassVar[str] = "mail"

        def deliver(self, message, folder):
            return Delivered()

    found = [plugin({"moonwalk_channels": [Mail]}, name) for name in ("acme", "beta")]
    assert sorted(load(installed=found).channels()) == ["acme.mail", "beta.mail"]
