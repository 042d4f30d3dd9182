from __future__ import annotations

from moonwalk.tui.screens.home import HomeScreen
from moonwalk.tui.screens.members import MembersScreen
from moonwalk.tui.screens.outbox import OutboxScreen
from moonwalk.tui.screens.person import PersonScreen
from moonwalk.tui.widgets.bottom_bars import GoBar
from moonwalk.tui.widgets.challenge_list import ChallengeList

from .driving import LARGE, SMALL, TINY, driven
from .fake_desk import FakeDesk


def plain(frame: str) -> str:
    return " ".join(frame.split())


# Home


async def test_what_runs_now_comes_first_and_what_needs_attention_before_it() -> None:
    async with driven(FakeDesk()) as drive:
        frame = drive.frame
        order = [frame.index(text) for text in ("Needs attention", "● running", "◇ draft", "■ over")]
        assert order == sorted(order)
        assert "→ moonwalk people import roster.xlsx" in frame
        assert "2 Mar – 29 Mar · day 12 of 28 · 20 people · 5 teams" in frame


async def test_an_empty_workspace_names_the_next_command() -> None:
    async with driven(FakeDesk(empty=True)) as drive:
        assert "No challenge yet." in drive.frame
        assert "moonwalk new walk-backward --from walk-backward" in drive.frame


async def test_news_from_another_program_is_shown_without_losing_the_place() -> None:
    desk = FakeDesk()
    async with driven(desk, keys=("down",)) as drive:
        desk.name_of_all, desk.beats = "Walk on", 1
        drive.app.screen._look()  # type: ignore[attr-defined]
        await drive.settle()
        assert "Walk on" in drive.frame
        assert drive.app.screen.query_one(ChallengeList).current == "stairs"


# Boards


async def test_a_board_marks_ties_movement_and_who_has_no_place() -> None:
    async with driven(FakeDesk(), LARGE, ("enter",)) as drive:
        frame = drive.frame
        assert "=2" in frame
        assert "▲ 2" in frame
        assert "by days met" in frame
        assert "fewer than 3 members" in frame
        assert "provisional, as of Fri 13 Mar" in frame
        await drive.press("down")
        assert "5 teams · tied at 2" in plain(drive.frame)


async def test_stale_figures_are_announced_above_the_board() -> None:
    async with driven(
        FakeDesk(stale="The rule streak failed: these are Thursday's."), keys=("enter",)
    ) as drive:
        assert "! The rule streak failed: these are Thursday's." in drive.frame


async def test_tab_turns_the_boards_in_a_circle() -> None:
    async with driven(FakeDesk(), keys=("enter",)) as drive:
        seen = []
        for _ in range(3):
            seen.append(drive.frame.split("▸ ")[1].split("  ")[0].strip())
            await drive.press("tab")
        assert seen == ["Teams", "People", "Most improved"]
        assert "▸ Teams" in drive.frame
        await drive.press("shift+tab")
        assert "▸ Most improved" in drive.frame


async def test_panels_stand_beside_a_wide_table_and_in_its_place_on_a_narrow_one() -> None:
    async with driven(FakeDesk(), LARGE, ("enter",)) as drive:
        assert "People active each day" in drive.frame
        assert "Otters" in drive.frame
        await drive.press("v")
        assert "People active each day" not in drive.frame
        await drive.press("v")
        await drive.resize(SMALL)
        assert "People active each day" not in drive.frame
        await drive.press("v")
        assert "People active each day" in drive.frame
        assert "Lynxes  fewer" not in drive.frame


async def test_columns_leave_a_narrow_board_and_the_score_stays() -> None:
    async with driven(FakeDesk(), TINY, ("enter",)) as drive:
        assert "Score" in drive.frame
        assert "━━━━━━━━━━" not in drive.frame.split("Score")[1]


# From a team to a person and back


async def test_enter_goes_from_team_to_person_and_escape_back_but_never_out() -> None:
    async with driven(FakeDesk(), keys=("enter", "enter")) as drive:
        assert isinstance(drive.app.screen, MembersScreen)
        assert "4 people" in drive.frame
        assert "Ben Okafor" not in drive.frame
        await drive.press("down", "enter")
        assert isinstance(drive.app.screen, PersonScreen)
        assert "Femi Adeyemi" in drive.frame
        await drive.press(*["escape"] * 6)
        assert isinstance(drive.app.screen, HomeScreen)
        assert drive.app.is_running


# A person


async def test_every_award_has_its_reason_rule_and_line_and_they_add_up() -> None:
    async with driven(FakeDesk(), (140, 90), ("enter", "tab", "enter")) as drive:
        frame = drive.frame
        assert "122 points · Otters · 8 of 10 entries count" in frame
        assert "A week pays at most 60 points, this one would have paid 65" in frame
        assert "Weekly limit · backwards.yaml:52" in frame
        assert "Total of 11 awards" in frame
        assert "✗ does not count: implausible · 15 hours are more than the 3" in plain(frame)


async def test_a_badge_stands_with_its_award() -> None:
    from dataclasses import replace

    class Badged(FakeDesk):
        def explain(self, challenge: str, who: str):
            why = super().explain(challenge, who)
            last = replace(why.awards[-1], reason="60 minutes", badge="Hour")
            return replace(why, awards=(*why.awards[:-1], last))

    async with driven(Badged(), (140, 90), ("enter", "tab", "enter")) as drive:
        assert "60 minutes · badge: Hour" in drive.frame


async def test_points_that_do_not_add_up_are_an_error_and_said_so() -> None:
    from dataclasses import replace

    class Wrong(FakeDesk):
        def explain(self, challenge: str, who: str):
            return replace(super().explain(challenge, who), total=125)

    async with driven(Wrong(), keys=("enter", "tab", "enter")) as drive:
        assert "These awards add up to 122 points, but the total is 125." in plain(drive.frame)


async def test_days_are_shown_by_week_with_a_legend_in_words() -> None:
    async with driven(FakeDesk(), keys=("enter", "tab", "enter")) as drive:
        frame = drive.frame
        assert "Week 1    ●   ●   ●   ●   ○   ·   ·      4      74" in frame
        for word in ("● goal met", "○ not met", "◌ still open", "· day off", "e excused"):
            assert word in frame


async def test_a_refused_explanation_stands_in_the_banner() -> None:
    async with driven(
        FakeDesk(broken=frozenset({"refuse explain"})), keys=("enter", "tab", "enter")
    ) as drive:
        assert "The explain is refused [/] ␛[31m, with a reason." in drive.frame


# Rules, outbox, plugins, keys


async def test_rules_are_read_in_paragraphs_and_scrolled() -> None:
    async with driven(FakeDesk(), keys=("g", "l")) as drive:
        assert "Everybody gets points for:" in drive.frame
        assert "• Walk at least 1 minutes: 1 points, for Ana Bogdan too." in drive.frame
        await drive.press("end")
        await drive.pilot.pause()
        assert "39 minutes" in drive.frame


async def test_the_outbox_shows_states_in_words_and_a_message_in_full() -> None:
    async with driven(FakeDesk(), keys=("g", "o")) as drive:
        assert "1 delivered · 1 failed · 1 waiting" in drive.frame
        assert "Well done, Ana Bogdan." in drive.frame
        await drive.press("down", "down")
        assert "tried 5 times · no such mailbox [/]" in drive.frame


async def test_a_plugin_that_does_not_work_is_a_row_with_a_reason() -> None:
    async with driven(FakeDesk(), keys=("g", "x", "down")) as drive:
        assert "✗ broken" in drive.frame
        assert "✗ ImportError: Ana Bogdan is missing" in drive.frame


async def test_the_keys_of_a_screen_are_listed_with_what_they_do() -> None:
    async with driven(FakeDesk(), (80, 60), ("enter", "question_mark")) as drive:
        assert "Tab                 The challenge's next board" in drive.frame
        assert "a                   Log what somebody did" in drive.frame
        await drive.press("escape")
        assert "▸ Teams" in drive.frame


# Going elsewhere


async def test_the_menu_after_g_shows_every_letter_and_escape_closes_it() -> None:
    async with driven(FakeDesk(), keys=("g",)) as drive:
        for words in ("h Challenges", "b Board", "p People", "w Prizes", "l Rules", "o Outbox", "x Plugins"):
            assert words in drive.frame
        await drive.press("escape")
        assert not drive.app.screen.query(GoBar)
        assert isinstance(drive.app.screen.focused, ChallengeList)


async def test_each_place_keeps_its_state() -> None:
    async with driven(FakeDesk(), keys=("g", "o", "down", "g", "x", "g", "o")) as drive:
        assert isinstance(drive.app.screen, OutboxScreen)
        assert drive.app.screen.table.position == 1


async def test_going_to_a_board_without_a_challenge_says_there_is_none() -> None:
    async with driven(FakeDesk(empty=True), keys=("g", "b")) as drive:
        assert "There is no challenge yet." in drive.frame


async def test_control_q_quits_with_nothing_wrong() -> None:
    async with driven(FakeDesk(), keys=("ctrl+q",)) as drive:
        assert drive.app.return_code == 0


# The palette


async def test_the_palette_finds_a_person_and_opens_the_page() -> None:
    async with driven(FakeDesk(), keys=("ctrl+p", *"dmitri")) as drive:
        await drive.pilot.pause()
        assert "Dmitri Volkov" in drive.frame
        await drive.press("down")
        await drive.pilot.pause()
        await drive.press("enter")
        await drive.pilot.pause()
        await drive.settle()
        assert isinstance(drive.app.screen, PersonScreen)


async def test_the_palette_finds_commands_and_survives_a_desk_that_raises() -> None:
    async with driven(FakeDesk(broken=frozenset({"list_people"})), keys=("ctrl+p", *"outbox")) as drive:
        await drive.pilot.pause()
        assert "Go to outbox" in drive.frame
        await drive.press("enter")
        await drive.pilot.pause()
        await drive.settle()
        assert isinstance(drive.app.screen, OutboxScreen)


async def test_the_prizes_tell_who_wins_and_why_others_do_not() -> None:
    async with driven(FakeDesk(), keys=("g", "w")) as drive:
        frame = drive.frame
        assert "as of Fri 13 Mar, final after Thu 2 Apr" in frame
        assert "Would go today to" in frame
        assert "Otters · place =1, 41.5" in frame
        assert "Lynxes · needs at least 3 members" in frame
        await drive.press("j")
        assert "40 tickets, 20 people" in drive.frame
        assert "SHA-256 of the seed: 5e5e" in " ".join(drive.frame.split())
        await drive.press("j", "enter")
        assert "nobody yet" in drive.frame


async def test_a_board_of_teams_tells_who_can_still_be_first_and_one_of_people_does_not() -> None:
    async with driven(FakeDesk(), keys=("enter",)) as drive:
        assert "First place can still be overtaken: Herons can reach 44.0" in drive.frame
        await drive.press("tab")
        assert "overtaken" not in drive.frame
        await drive.press("shift+tab")
        assert "First place can still be overtaken: Herons can reach 44.0" in drive.frame
