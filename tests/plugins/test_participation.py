"""The panel of people taking part."""

from datetime import date

from moonwalk.api.panels import PanelText, Series, View
from moonwalk.testing import check_declaration
from moonwalk_plugins.participation import Participation


def view(active, due, as_of=date(2026, 1, 8), days=28):
    return View(
        title="Walk", starts=date(2026, 1, 5), as_of=as_of, days=days, active_per_day=tuple(active),
        due_per_day=tuple(due), points_per_day=(), teams=(), team_names=(),
    )  # fmt: skip


def test_each_day_is_a_whole_percentage_of_those_who_were_due():
    check_declaration(Participation())
    assert Participation().title()

    assert Participation().show(view([10, 5, 1, 2], [10, 8, 8, 3])) == Series(
        labels=("Mon 5 Jan", "Tue 6 Jan", "Wed 7 Jan", "Thu 8 Jan"),
        values=(100.0, 63.0, 13.0, 67.0),
        most=100.0,
    )


def test_days_on_which_nobody_was_due_are_left_out():
    assert Participation().show(view([4, 0, 3], [8, 0, 6])) == Series(
        labels=("Mon 5 Jan", "Wed 7 Jan"), values=(50.0, 50.0), most=100.0
    )


def test_days_that_have_not_come_yet_are_not_shown_as_bad_ones():
    shown = Participation().show(view([4, 0, 0, 0], [8, 8, 8, 8], as_of=date(2026, 1, 5)))

    assert shown == Series(labels=("Mon 5 Jan",), values=(50.0,), most=100.0)


def test_more_active_people_than_due_ones_are_all_of_them():
    assert Participation().show(view([9], [8])) == Series(labels=("Mon 5 Jan",), values=(100.0,), most=100.0)


def test_before_the_first_day_there_is_a_sentence():
    assert isinstance(Participation().show(view([], [], as_of=date(2026, 1, 1))), PanelText)
