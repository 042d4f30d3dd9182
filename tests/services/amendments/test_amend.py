from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from moonwalk.api.language import speaking
from moonwalk.scoring.facts import NEVER
from moonwalk.services.amendments.amend import amend, scored_both
from moonwalk.services.boards.alternatives import compare_board, overtake
from moonwalk.services.boards.board import show_board
from moonwalk.services.challenges import list_challenges
from moonwalk.services.closing import close
from moonwalk.services.drafts import changed_text
from moonwalk.services.entries import log_entry
from moonwalk.services.errors import Refused
from moonwalk.services.journal import journal
from moonwalk.services.launched import Cutoff, amended, launched
from moonwalk.services.notice_choices import opt_out
from moonwalk.services.notifications import list_messages
from moonwalk.services.scores import scored_from_facts
from moonwalk.services.translated import translated
from moonwalk.services.undo import redo, undo
from moonwalk.services.verification import verify
from moonwalk.services.why.changes import person_change
from moonwalk.services.why.person import explain
from moonwalk.services.why.team import explain_team
from moonwalk.services.why.team_changes import team_change

from ...workspaces import LANES, PEOPLE, at, copied, day, roster, same_scores, scored_challenge

FLAGSHIP = "walk-backward"


def boards(lanes, name):
    """Every whole board as values, the remarks about the text left out."""
    names = [board.name for board in scored_challenge(lanes.ws, name).plan.boards if board.is_whole]
    views = {board: asdict(show_board(lanes.ws, name, board)) for board in names}
    return {board: {**view, "remarks": ()} for board, view in views.items()}


def rewrite(lanes, name, *changes):
    """Edits the file of a challenge."""
    path = lanes.folder / "challenges" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def totals(lanes, name="lanes"):
    """Everyone's points by id."""
    scored = scored_challenge(lanes.ws, name)
    days = slice(0, scored.scored.last_day + 1)
    return dict(zip(scored.person_ids, scored.scored.people.total[:, days].sum(axis=1).tolist(), strict=True))


CAP = ("cap_per_week: 120 points", "cap_per_week: 80 points")
LOWER = ("cap_per_day: 30 minutes", "cap_per_day: 20 minutes")


def test_a_lower_cap_in_week_3_lists_exactly_those_who_move_and_then_moves_them(demo):
    rewrite(demo, FLAGSHIP, CAP)
    before, points = boards(demo, FLAGSHIP), totals(demo, FLAGSHIP)
    report = amend(demo.ws, FLAGSHIP, "too high", dry_run=True)
    assert boards(demo, FLAGSHIP) == before

    amend(demo.ws, FLAGSHIP, "too high")
    after, then = boards(demo, FLAGSHIP), totals(demo, FLAGSHIP)
    listed = {change.id: (int(change.before), int(change.after)) for change in report.points}
    assert listed == {who: (points[who], then[who]) for who in points if points[who] != then[who]}
    assert listed
    for name, board in after.items():
        old, new = ({row["id"]: row for row in each["rows"]} for each in (before[name], board))
        changed = {
            who: (old[who]["place"], row["place"], old[who]["score"], row["score"])
            for who, row in new.items()
            if (old[who]["place"], old[who]["score"]) != (row["place"], row["score"])
        }
        moves = [change for change in report.boards if change.board == name]
        shown = {
            row.id: (row.place_before, row.place_after, row.before, row.after)
            for change in moves
            for row in change.rows
        }
        assert shown == changed
    assert {len(change.rows) > 0 for change in report.boards} == {True}

    undo(demo.ws)
    assert boards(demo, FLAGSHIP) == before
    redo(demo.ws)
    assert boards(demo, FLAGSHIP) == after
    assert verify(demo.ws).faults == ()


def test_from_a_day_on_the_days_before_stay_and_those_after_are_as_if_it_had_always_been_so(demo):
    scored = scored_challenge(demo.ws, FLAGSHIP)
    from_day = scored.plan.calendar.starts + timedelta(days=9)
    rewrite(demo, FLAGSHIP, CAP, ("cap_per_day: 25 points", "cap_per_day: 20 points"))
    other = copied(demo, demo.folder.parent / "all")
    preview = amend(demo.ws, FLAGSHIP, "too high", from_day, dry_run=True)
    amend(demo.ws, FLAGSHIP, "too high", from_day)
    amend(other.ws, FLAGSHIP, "too high")

    always, split = scored_challenge(other.ws, FLAGSHIP), scored_challenge(demo.ws, FLAGSHIP)
    for rule, points in split.scored.people.points.items():
        assert (points[:, :9] == scored.scored.people.points[rule][:, :9]).all()
        assert (points[:, 9:] == always.scored.people.points[rule][:, 9:]).all()
    old, new = totals(demo, FLAGSHIP), {change.id: change for change in preview.points}
    assert all(int(change.after) == old[who] for who, change in new.items())
    # Every explanation adds up to what the board shows, with the awards of each day by its own text.
    whys = [explain(demo.ws, FLAGSHIP, who) for who in list(old)[:12]]
    assert [why.total for why in whys] == list(old.values())[:12]
    places = {award.at.split(":")[0] for why in whys for award in why.awards}
    assert places == {f"{FLAGSHIP}.yaml", f"{FLAGSHIP}.yaml before {from_day}"}


def test_both_texts_are_kept_and_each_look_sees_the_one_of_its_moment(day6):
    before = totals(day6)
    rewrite(day6, "lanes", LOWER)
    earlier = day6.now
    day6.now += timedelta(hours=1)
    amend(day6.ws, "lanes", "a slip")
    after = totals(day6)
    assert before != after

    then = {row.id: row.score for row in show_board(day6.ws, "lanes", "people", known_at=earlier).rows}
    assert {who: int(score) for who, score in then.items()} == before
    who = next(who for who in before if before[who] != after[who])
    assert explain(day6.ws, "lanes", who, known_at=earlier).total == before[who]
    assert {award.at.split(":")[0] for award in explain(day6.ws, "lanes", who).awards} == {"lanes.yaml"}
    change = person_change(day6.ws, "lanes", who, earlier)
    assert (change.before, change.after) == (before[who], after[who])
    (row,) = [row for row in journal(day6.ws) if row.did == "amend"]
    assert (row.challenge, row.reason) == ("lanes", "a slip")
    with day6.database() as db:
        assert changed_text(day6.ws, db, "lanes") == ""
        assert len(db.rows("SELECT text FROM launch")) == 2


def test_a_day_that_counts_double_is_one_line_of_the_file(day6):
    line = "  - {rule: bonus_days, id: double, activity: walk, multiply_by: 2, during: [2027-03-06]}\n"
    rewrite(day6, "lanes", ("  - {rule: limit, id: most", f"{line}  - {{rule: limit, id: most"))
    before = totals(day6)
    report = amend(day6.ws, "lanes", "it rains", day(6), tell=True)
    after = totals(day6)
    assert {change.id for change in report.points} == {who for who in after if after[who] != before[who]}
    assert all(after[who] >= before[who] for who in after)
    assert any("counts 2 times" in change.after for change in report.words)
    messages = list_messages(day6.ws)
    assert report.recipients == len({message.person for message in messages}) >= len(report.points) > 0
    (text,) = {message.text for message in messages if message.person == report.points[0].id}
    assert "from Saturday, 6 March 2027 on" in text
    assert f"You had {report.points[0].before} points" in text


def test_what_is_announced_for_days_to_come_is_told_to_everyone(day6):
    rewrite(day6, "lanes", LOWER)
    report = amend(day6.ws, "lanes", "to be fair", day(8), tell=True)
    assert (report.points, report.boards, report.recipients) == ((), (), 12)
    assert report.remarks[0] == f"Nobody's points change before {day(8)}, which is still to come."
    assert "Your points stay as they are." in list_messages(day6.ws)[0].text


def test_everyone_is_told_in_their_own_language(day6):
    day6.people(roster([(*row, "de" if row[0] == "p01" else "") for row in PEOPLE], ("language",)))
    rewrite(day6, "lanes", LOWER)
    amend(day6.ws, "lanes", "to be fair", day(8), tell=True)
    texts = {message.person: message.text for message in list_messages(day6.ws)}
    assert texts["p01"].startswith("Hallo Ada,\n\ndie Regeln von Lanes haben sich geändert.")
    assert "Das gilt ab Montag, 8. März 2027." in texts["p01"]
    assert "- Was Punkte bringt: " in texts["p01"]
    assert texts["p02"].startswith("Hello Ben,\n\nthe rules of Lanes have been changed.")
    assert "They apply from Monday, 8 March 2027 on." in texts["p02"]
    assert "- What it earns: " in texts["p02"]


def test_who_wants_no_such_messages_is_not_counted_among_those_who_get_one(day6):
    rewrite(day6, "lanes", LOWER)
    assert opt_out(day6.ws, "p01")
    report = amend(day6.ws, "lanes", "to be fair", day(8), tell=True)
    assert report.recipients == len({message.person for message in list_messages(day6.ws)}) == 11


def test_amendments_follow_one_another_and_are_taken_back_in_turn(day6):
    states = [boards(day6, "lanes")]
    for change, from_day in (
        (LOWER, day(4)),
        (("points: 5}", "points: 9}"), None),
        (("20 minutes", "10 minutes"), day(6)),
    ):
        rewrite(day6, "lanes", change)
        preview = amend(day6.ws, "lanes", "next", from_day, dry_run=True)
        amend(day6.ws, "lanes", "next", from_day)
        assert {change.id: int(change.after) for change in preview.points}.items() <= totals(day6).items()
        states.append(boards(day6, "lanes"))
    assert len({repr(state) for state in states}) == 4
    for state in reversed(states[:-1]):
        undo(day6.ws)
        assert boards(day6, "lanes") == state
    for state in states[1:]:
        redo(day6.ws)
        assert boards(day6, "lanes") == state
    assert verify(day6.ws).faults == ()


def test_a_challenge_that_was_amended_from_a_day_on_is_closed_and_verified(day6):
    rewrite(day6, "lanes", LOWER)
    amend(day6.ws, "lanes", "a slip", day(4))
    day6.now = at(20)
    close(day6.ws, "lanes")
    (check,) = verify(day6.ws).closings
    assert check.differences == ()
    elsewhere = copied(day6, day6.folder.parent / "elsewhere")
    assert verify(elsewhere.ws).closings[0].results_sha256 == check.results_sha256
    with pytest.raises(Refused, match="was closed"):
        amend(day6.ws, "lanes", "too late")
    with pytest.raises(Refused, match="was closed"):
        undo(day6.ws, next(int(row.id) for row in journal(day6.ws) if row.did == "amend"))


@pytest.mark.parametrize(
    ("change", "from_day", "says"),
    [
        (("timezone: Europe/Berlin", "timezone: Europe/Lisbon"), None, "The time zone stands"),
        (("length: 10 days", "starts: 2027-03-02\n  length: 10 days"), None, "The first day of 'lanes'"),
        (("everyone on the roster", "those who sign up"), None, "Who takes part"),
        (("formed: from the roster", "formed: drawn"), None, "how they are formed"),
        (
            ("log_until: Tuesday 12:00", "log_until: Wednesday 12:00"),
            day(4),
            "The schedule with its deadlines",
        ),
        (("ranking: mean", "ranking: sum"), day(4), "A board ranks the whole challenge"),
        (("points: 20\n", "points: 25\n"), day(4), "'week_bonus' goes by the week"),
        (("days: 4 of 7", "days: 3 of 7"), day(4), "'good_week' goes by the week"),
        (LOWER, day(1), "not among the days after the first"),
        (LOWER, day(11), "not among the days after the first"),
        (("length: 10 days", "length: 5 days"), None, "which is over"),
    ],
)
def test_what_cannot_be_amended_or_not_in_part_is_refused(day6, change, from_day, says):
    rewrite(day6, "lanes", change)
    before = day6.dump()
    with pytest.raises(Refused, match=says):
        amend(day6.ws, "lanes", "why not", from_day)
    assert day6.dump() == before


def test_there_has_to_be_a_change_a_reason_and_a_launch(day6):
    with pytest.raises(Refused, match="says what 'lanes' runs by already"):
        amend(day6.ws, "lanes", "none")
    with pytest.raises(Refused, match="needs a reason"):
        amend(day6.ws, "lanes", " ")
    day6.challenge(LANES, "other")
    with pytest.raises(Refused, match="'other' has not been launched"):
        amend(day6.ws, "other", "not yet")


def test_a_challenge_whose_file_differs_says_how_to_let_it_apply(day6):
    rewrite(day6, "lanes", LOWER)
    (row,) = [row for row in list_challenges(day6.ws) if row.name == "lanes"]
    assert any("moonwalk amend lanes" in attention.remedy for attention in row.attention)
    amend(day6.ws, "lanes", "a slip")
    (row,) = [row for row in list_challenges(day6.ws) if row.name == "lanes"]
    assert not any("amend" in attention.remedy for attention in row.attention)


def test_what_is_logged_after_it_is_scored_as_if_all_were_scored_anew(day6):
    ws = day6.ws
    rewrite(day6, "lanes", LOWER, ("needs: [at least 75%", "needs: [at least 50%"))
    amend(ws, "lanes", "a slip", day(8))
    scored_challenge(ws)
    day6.now = at(9)
    running = replace(day6.ws, live=ws.live)
    for who, amount, on in (("p01", "25", 9), ("p05", "40", 4), ("p01", "3", 5)):
        log_entry(running, who, amount, "walk", day(on))
        kept = scored_challenge(running)
        assert same_scores(kept, scored_challenge(day6.ws))
    with day6.database() as db:
        launch = launched(day6.ws, db, "lanes")
        fresh = scored_from_facts(db, launch, "", 0, Cutoff(day6.ws.instant(), NEVER))
    assert same_scores(kept, fresh)
    for who in totals(day6):
        assert explain(day6.ws, "lanes", who).total == totals(day6)[who]
    for team in ("North", "South", "West"):
        why = explain_team(day6.ws, "lanes", team)
        assert sum(award.points for award in why.awards) == sum(
            rule.points for rule in why.rules if rule.bonus
        )


@pytest.mark.parametrize("from_day", [None, day(2), day(5), day(6)])
def test_a_preview_is_what_the_facts_come_to_by_the_new_text(day6, from_day):
    paces = ("  - rule: per_unit\n    id: thousands", f"{RAIN}  - rule: per_unit\n    id: paces")
    rewrite(day6, "lanes", LOWER, ("points: 5}", "points: 8}"), paces)
    ws = day6.ws
    with ws.database() as db:
        before = launched(ws, db, "lanes")
        text = (ws.challenges / "lanes.yaml").read_text(encoding="utf-8")
        after = amended(ws, db, before, before.record.amended(text, from_day))
        _, new = scored_both(ws, db, before, after)
        whole = scored_from_facts(db, after, "", 0, Cutoff(ws.instant(), NEVER))
    assert same_scores(new, whole)


RAIN = "  - {rule: bonus_days, id: rain, activity: walk, multiply_by: 2, during: [2027-03-05]}\n"


def test_what_changed_since_an_earlier_moment_is_told_across_an_amendment(day6):
    earlier = day6.now
    day6.now += timedelta(hours=1)
    rewrite(day6, "lanes", LOWER, ("    id: minutes", "    id: paces"))
    amend(day6.ws, "lanes", "another name", day(4))
    change = team_change(day6.ws, "lanes", "North", earlier)
    assert change.before is not None
    assert change.difference == sum(rule.score for rule in change.rules) + change.others + change.size
    assert compare_board(day6.ws, "lanes").rows
    assert overtake(day6.ws, "lanes").why_not_known.startswith("an amendment applies from a day on")


def test_a_translation_is_added_to_a_running_challenge_and_changes_no_points(day6):
    before = totals(day6)
    rewrite(day6, "lanes", ("notices:", "texts: {de: {goals: {good_day: {label: ein guter Tag}}}}\nnotices:"))
    report = amend(day6.ws, "lanes", "in German, too")

    assert (report.points, totals(day6)) == ((), before)
    assert explain(day6.ws, "lanes", "p01").awards
    with day6.database() as db, speaking("de"):
        assert translated(launched(day6.ws, db, "lanes")).challenge.goals["good_day"].label == "ein guter Tag"
