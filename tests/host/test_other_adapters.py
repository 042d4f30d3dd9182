from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import ClassVar

import numpy as np
import pytest

from moonwalk.api import (
    Channel,
    DayTotals,
    Delivered,
    EntryRow,
    Message,
    Moment,
    Never,
    Notice,
    Panel,
    PanelText,
    PersonInfo,
    PersonRow,
    Ranking,
    Rejected,
    Remark,
    Retry,
    Scores,
    Series,
    Source,
    SourceFile,
    Summaries,
    Table,
    Trigger,
    View,
)
from moonwalk.host import PluginFailure
from moonwalk.scoring.standings import rounded
from moonwalk.testing import context_for, timeline

from .made import loaded

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
CONTEXT = context_for(timeline("5"))
THREE = np.array([30, 20, 0], np.int64)
SUMMARIES = Summaries(("a", "b", "c"), THREE, THREE, THREE, THREE, THREE, 7, THREE, THREE)
MOMENT = Moment(NOW, NOW, "t", "a", "Europe/Berlin", (), (PersonInfo("p1", "Ada", "t1", "Europe/Berlin"),))
MESSAGE = Message("k", "ada@example.org", "Ada", "s", "t", NOW)
FILE = SourceFile("a.csv", b"x")
VIEW = View("t", date(2027, 1, 4), date(2027, 1, 5), 2, (1, 1), (1, 1), (5, 5), (), ())


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
    found = scoring(Scores(THREE, np.array([3, 0, 1]))).scores(SUMMARIES, CONTEXT)
    assert found.numerators.tolist() == [30, 20, 0]
    assert found.denominators.tolist() == [3, 0, 1]


def test_a_ranking_of_single_rows_is_asked_row_by_row():
    answers = {"a": Fraction(3, 2), "b": 4, "c": None}
    rule = ranking(score=lambda self, one, field, context: answers[one.id] if len(field) == 3 else 0)
    found = rule.scores(SUMMARIES, CONTEXT)
    assert found.numerators.tolist() == [3, 4, 0]
    assert found.denominators.tolist() == [2, 1, 0]


def test_a_score_may_be_a_sum_of_fractions():
    terms = np.ones((3, 2), np.int64)
    found = scoring(Scores(terms, 2 * terms)).scores(SUMMARIES, CONTEXT)
    assert [found.exact(row) for row in range(3)] == [1, 1, 1]


def test_a_fraction_too_long_for_the_engine_is_rounded_as_if_it_were_not():
    below_half = Fraction(1, 2) - Fraction(1, 3**60)
    above_half = Fraction(1, 2) + Fraction(1, 3**60)
    answers = {"a": 7 + below_half, "b": 7 + above_half, "c": -7 - above_half}
    rule = ranking(score=lambda self, one, field, context: answers[one.id])
    assert rounded(rule.scores(SUMMARIES, CONTEXT), 0).tolist() == [7, 8, -8]


def test_days_and_members_are_given_when_asked_for_and_cannot_be_changed():
    asked = []

    def make_days():
        asked.append("days")
        return DayTotals.none(3)

    def spoil(self, summaries, context):
        summaries.members.bounds[0] = 9

    given = replace(SUMMARIES, make_days=make_days)
    with pytest.raises(PluginFailure, match="read-only"):
        ranking(scores=spoil).scores(given, CONTEXT)
    assert asked == []
    ranking(scores=lambda self, rows, context: Scores(rows.by_day.points, rows.by_day.due)).scores(
        given, CONTEXT
    )
    assert asked == ["days"]


def test_a_ranking_says_what_stands_after_a_score_and_whether_it_takes_a_bonus():
    assert (ranking().unit, ranking().takes_bonus) == ("", True)
    share = ranking(unit="%", takes_bonus=False)
    assert (share.unit, share.takes_bonus) == ("%", False)


@pytest.mark.parametrize(
    "answer",
    [
        5,
        Scores(THREE.astype(float), THREE),
        Scores(THREE[:2], THREE[:2]),
        Scores(THREE, -THREE),
        Scores(THREE.tolist(), THREE),
        Scores(np.ones((3, 2), np.int64), np.ones((3, 3), np.int64)),
        Scores(np.ones((3, 2, 1), np.int64), np.ones((3, 2, 1), np.int64)),
    ],
)
def test_unusable_scores_are_a_named_failure(answer):
    with pytest.raises(PluginFailure, match=r"odd\.scores"):
        scoring(answer).scores(SUMMARIES, CONTEXT)


@pytest.mark.parametrize("answer", [1.5, float("nan"), True, "3", Fraction(2**63), Fraction(-(2**63), 3)])
def test_an_unusable_score_is_a_named_failure(answer):
    with pytest.raises(PluginFailure, match=r"odd\.scores"):
        ranking(score=lambda self, one, field, context: answer).scores(SUMMARIES, CONTEXT)


def test_a_ranking_that_does_nothing_is_a_named_failure():
    with pytest.raises(PluginFailure, match="NotImplementedError"):
        ranking().scores(SUMMARIES, CONTEXT)


def telling(answer):
    return made("moonwalk_notices", Trigger, notices=lambda self, moment, at: answer).trigger("acme.odd")


def test_good_notices_come_back():
    notice = Notice("p1", "start", NOW, {"first_name": "Ada"}, NOW + timedelta(hours=1))
    assert telling([notice]).notices(MOMENT, None) == (notice,)


@pytest.mark.parametrize(
    "notice",
    [
        Notice("p2", "k", NOW, {}),
        Notice("p1", "", NOW, {}),
        Notice("p1", "k", NOW.replace(tzinfo=None), {}),
        Notice("p1", "k", NOW, {"a": 1}),
        Notice("p1", "k", NOW, None),
        Notice("p1", "k", NOW, {}, "tomorrow"),
        "k",
    ],
)
def test_an_unusable_notice_is_a_named_failure(notice):
    with pytest.raises(PluginFailure, match=r"odd\.notices"):
        telling([notice]).notices(MOMENT, None)


def delivering(answer):
    plugins = made("moonwalk_channels", Channel, deliver=lambda self, message, folder: answer)
    return plugins.channels()["odd"]


@pytest.mark.parametrize(
    "answer", [Delivered(), Retry("later", timedelta(hours=1)), Never("no such address")]
)
def test_each_outcome_of_a_delivery_comes_back(answer):
    assert delivering(answer).deliver(MESSAGE, "outbox") == answer


@pytest.mark.parametrize("answer", [None, True, Never(""), Retry("x", 5), Retry(None)])
def test_an_unusable_outcome_is_a_named_failure(answer):
    with pytest.raises(PluginFailure, match=r"odd\.deliver"):
        delivering(answer).deliver(MESSAGE, "outbox")


def reading(answer, **attributes):
    plugins = made(
        "moonwalk_sources",
        Source,
        recognises=lambda self, file: file.name.endswith(".csv"),
        read=lambda self, file: answer,
        **attributes,
    )
    return plugins.sources()["odd"]


ENTRY = EntryRow(2, "p1", date(2027, 1, 4), "walk", "minutes", 5000)
PERSON = PersonRow(2, "p1", "Ada")


def test_rows_of_every_kind_come_back():
    rows = [ENTRY, Rejected(3, "no day"), Remark("UTF-8")]
    source = reading(rows, device=True, about="Files")
    assert source.read(FILE) == tuple(rows)
    assert (source.brings, source.device, source.whole_days, source.about) == (
        "entries",
        True,
        False,
        "Files",
    )
    assert source.recognises(FILE)
    assert reading([PERSON], brings="people").read(FILE) == (PERSON,)


@pytest.mark.parametrize(
    ("row", "brings"),
    [
        (PERSON, "entries"),
        (ENTRY, "people"),
        (EntryRow(2, "", date(2027, 1, 4), "", "", 5), "entries"),
        (EntryRow(2, "p1", NOW, "", "", 5), "entries"),
        (EntryRow(2, "p1", date(2027, 1, 4), "", "", 5.5), "entries"),
        (EntryRow(2, "p1", date(2027, 1, 4), "", "", 10**12), "entries"),
        (EntryRow(2, "p1", date(2027, 1, 4), "", "", 5, NOW.replace(tzinfo=None)), "entries"),
        (PersonRow(2, "", "Ada"), "people"),
        ("row", "entries"),
    ],
)
def test_an_unusable_row_is_a_named_failure(row, brings):
    with pytest.raises(PluginFailure, match=r"odd\.read"):
        reading([row], brings=brings).read(FILE)


def panel(answer, title="Rain"):
    methods = {"title": lambda self: title, "show": lambda self, view: answer}
    return made("moonwalk_panels", Panel, **methods).panels()["odd"]


@pytest.mark.parametrize("answer", [Table(("a",), (("1",),)), Series(("a",), (1.5,)), PanelText("Dry.")])
def test_each_content_of_a_panel_comes_back(answer):
    assert panel(answer).show(VIEW) == answer
    assert panel(answer).title() == "Rain"


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "Dry.",
        Table(("a",), (("1", "2"),)),
        Table(("a",), ((1,),)),
        Series(("a",), ()),
        Series(("a",), (float("nan"),)),
        Series(("a",), (True,)),
        PanelText(3),
    ],
)
def test_an_unusable_panel_is_a_named_failure(answer):
    with pytest.raises(PluginFailure, match=r"odd\.show"):
        panel(answer).show(VIEW)


def test_a_panel_needs_a_title():
    with pytest.raises(PluginFailure, match=r"odd\.title"):
        panel(PanelText("x"), "").title()


def test_two_channels_of_one_name_go_by_their_full_names():
    from moonwalk.host import load

    from .made import plugin

    class Mail(Channel):
        """Mail."""

        name: ClassVar[str] = "mail"

        def deliver(self, message, folder):
            return Delivered()

    found = [plugin({"moonwalk_channels": [Mail]}, name) for name in ("acme", "beta")]
    assert sorted(load(found=found).channels()) == ["acme.mail", "beta.mail"]
