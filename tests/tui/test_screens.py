from __future__ import annotations

import asyncio
import re
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from moonwalk.api.panels import Table
from moonwalk.api.timeline import Status
from moonwalk.services.closing import close
from moonwalk.services.plugins import PanelView
from moonwalk.services.views import Attention, BoardView, PluginRow, Topic
from moonwalk.services.why.views import Why
from moonwalk.tui.messages import AttentionOpened
from moonwalk.tui.screens.board import BoardScreen
from moonwalk.tui.screens.home import HomeScreen
from moonwalk.tui.screens.members import MembersScreen
from moonwalk.tui.screens.outbox import OutboxScreen
from moonwalk.tui.screens.person import PersonScreen
from moonwalk.tui.widgets.bottom_bars import GoBar
from moonwalk.tui.widgets.challenge_list import ChallengeList

from ..workspaces import Lanes
from .driving import GIVES_UP_AFTER, LARGE, SMALL, TINY, driven
from .services import Services


def plain(frame: str) -> str:
    return " ".join(frame.split())


# Home


async def test_what_runs_now_comes_first_and_what_needs_attention_before_it(acme: Lanes) -> None:
    async with driven(acme, LARGE) as drive:
        frame = drive.frame
        order = [frame.index(text) for text in ("things need attention ─", "● running", "◇ draft", "■ over")]
        assert order == sorted(order)
        assert "2 Mar – 29 Mar · day 12 of 28 · 20 people · 5 teams" in frame


async def test_each_thing_that_needs_attention_leads_to_where_it_is_dealt_with(acme: Lanes) -> None:
    async with driven(acme, LARGE) as drive:
        await drive.press("tab", "enter")
        assert "─ Back up ─" in drive.frame
        await drive.press("escape")
        assert "─ Back up ─" not in drive.frame
        await drive.press("down", "enter")
        assert "Outbox" in drive.frame.splitlines()[0]
        await drive.press("g", "h", "end", "enter")
        assert "People" in drive.frame.splitlines()[0]
        assert "sorted by Quiet ▼" in drive.frame
        quiet = [line for line in drive.frame.splitlines() if " days" in line]
        days = [int(line.split(" days")[0].split()[-1]) for line in quiet]
        assert days == sorted(days, reverse=True)
        await drive.press("escape")
        assert "things need attention" in drive.frame


@pytest.mark.parametrize(
    ("message", "remedy", "topic", "leads_to"),
    [
        ("no team", "moonwalk teams draw backwards", "people", "Draw the teams of Walk backwards"),
        ("no entries any more", "moonwalk close spring", "closing", "Close Spring steps"),
        ("changed", "moonwalk amend backwards --reason WHY", "definition", "Walk backwards › File"),
        ("not erased", "moonwalk doctor", "safety", "Is all well?"),
        ("missing", "moonwalk links NAME", "safety", "In a shell: moonwalk links NAME"),
    ],
)
async def test_a_thing_is_dealt_with_on_the_screen_where_that_is_possible(
    acme: Lanes, message: str, remedy: str, topic: Topic, leads_to: str
) -> None:
    async with driven(acme, LARGE) as drive:
        challenge = remedy.split()[-1] if topic != "definition" else "backwards"
        drive.app.post_message(AttentionOpened(Attention(message, remedy, topic, challenge)))
        await drive.settle()
        assert leads_to in drive.frame


async def test_the_first_screen_shows_how_the_challenge_under_the_cursor_does(acme: Lanes) -> None:
    async with driven(acme, LARGE) as drive:
        assert "0 of 20 have logged for today" in drive.frame
        assert "Wed 18 Mar 12:00  last chance to log Mon 9 to Fri 13" in drive.frame
        await drive.press("down")  # a draft has no days
        assert "have logged for today" not in drive.frame
        await drive.press("up", "a", *"Ana", "enter", *"12", "enter", "enter", "escape")
        assert "1 of 20 have logged for today" in drive.frame


async def test_the_first_screen_and_the_board_say_which_days_close_next(acme: Lanes) -> None:
    async with driven(acme) as drive:
        assert "log 9 Mar – 13 Mar until Wed 18 Mar 12:00 (Europe/Berlin)" in drive.frame
        await drive.press("enter")
        assert "log 9 Mar – 13 Mar until Wed 18 Mar 12:00 (Europe/Berlin)" in plain(drive.frame)


async def test_an_empty_workspace_names_the_next_key(bare: Lanes) -> None:
    async with driven(bare) as drive:
        assert "No challenge yet." in drive.frame
        assert "Press n to start one" in drive.frame
        await drive.press("g", "o")
        assert not any(key in drive.frame.splitlines()[-1] for key in ("Enter", "Filter"))
        for key in ("ctrl+z", "ctrl+y"):
            await drive.press(key)
            assert "Nothing was changed." in " ".join(drive.frame.replace("│", "").split())
            assert "Esc closes" in drive.frame
            assert not any(said in drive.frame for said in ("tries again", "Enter"))
            await drive.press("escape")


async def test_news_from_another_program_is_shown_without_losing_the_place(acme: Lanes) -> None:
    async with driven(acme, keys=("down",)) as drive:
        assert "day 12 of 28 · 20 people" in drive.frame
        acme.people("id,name,team\nnew,Uma Young,Otters\n")
        drive.app.screen._look()  # type: ignore[attr-defined]
        await drive.settle()
        assert "day 12 of 28 · 21 people" in drive.frame
        assert drive.app.screen.query_one(ChallengeList).current == "stairs"


# Boards


async def test_a_board_marks_ties_movement_and_who_has_no_place(acme: Lanes) -> None:
    async with driven(acme, LARGE, ("enter",)) as drive:
        frame = drive.frame
        assert "=2" in frame
        assert "▲ 3" in frame
        assert "by met good_day" in frame
        assert "needs at least 3 members" in frame
        assert "provisional, as of Fri 13 Mar" in frame
        await drive.press("down")
        assert "5 teams · tie broken by met good_day" in plain(drive.frame)
        await drive.press("tab", "down")
        assert "20 people · tied at 2" in plain(drive.frame)


async def test_stale_figures_are_announced_above_the_board(acme: Lanes, services: Services) -> None:
    stale = "The rule streak failed: these are Thursday's."
    services.changed["show_board"] = lambda board: replace(board, stale=stale)
    async with driven(acme, keys=("enter",)) as drive:
        assert "! The rule streak failed: these are Thursday's." in drive.frame


async def test_tab_turns_the_boards_in_a_circle(acme: Lanes) -> None:
    async with driven(acme, keys=("enter",)) as drive:
        seen = []
        for _ in range(3):
            seen.append(drive.frame.split("▸ ")[1].split("  ")[0].strip())
            await drive.press("tab")
        assert seen == ["Teams", "People", "Most active days"]
        assert "▸ Teams" in drive.frame
        await drive.press("shift+tab")
        assert "▸ Most active days" in drive.frame


async def test_an_answer_that_comes_after_that_of_a_newer_question_is_not_shown(
    acme: Lanes, services: Services
) -> None:
    newer_is_shown = threading.Event()

    def answer_late(board: BoardView) -> BoardView:
        if board.board == "people":
            assert newer_is_shown.wait(GIVES_UP_AFTER)
        return board

    async with driven(acme, keys=("enter",)) as drive:
        services.changed["show_board"] = answer_late
        screen = drive.app.screen
        assert isinstance(screen, BoardScreen)
        screen.action_turn_board(1)
        screen.action_turn_board(1)
        async with asyncio.timeout(GIVES_UP_AFTER):
            while "▸ Most active days" not in drive.frame:
                await asyncio.sleep(0.001)
        newer_is_shown.set()
        await drive.settle()
        assert [asked[1] for asked in services.asked("show_board")][-2:] == ["people", "days"]
        assert "▸ Most active days" in drive.frame


async def test_panels_stand_beside_a_wide_table_and_in_its_place_on_a_narrow_one(
    acme: Lanes, services: Services
) -> None:
    table = PanelView("How large the teams are", Table(columns=("Team", "Members"), rows=(("Otters", "4"),)))
    services.changed["show_panels"] = lambda panels: (*panels, table)
    async with driven(acme, LARGE, ("enter",)) as drive:
        for text in ("Taking part, day by day", "Everyone together", "How large the teams are", "Members"):
            assert text in drive.frame
        assert "Otters" in drive.frame
        await drive.press("v")
        assert "Taking part, day by day" not in drive.frame
        await drive.press("v")
        await drive.resize(SMALL)
        assert "Taking part, day by day" not in drive.frame
        await drive.press("v")
        assert "Taking part, day by day" in drive.frame
        assert "Lynxes  needs" not in drive.frame


async def test_columns_leave_a_narrow_board_and_the_score_stays(acme: Lanes) -> None:
    async with driven(acme, TINY, ("enter",)) as drive:
        assert "Score" in drive.frame
        assert "━━━━━━━━━━" not in drive.frame.split("Score")[1]


# From a team to a person and back


async def test_enter_goes_from_team_to_person_and_escape_back_but_never_out(acme: Lanes) -> None:
    async with driven(acme, keys=("enter", "enter")) as drive:
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


async def test_every_award_has_its_reason_rule_and_line_and_they_add_up(acme: Lanes) -> None:
    async with driven(acme, (140, 90), ("enter", "tab", "enter")) as drive:
        frame = drive.frame
        assert "115 points · Otters · 7 of 10 entries count" in frame
        assert "the week earns at most 70 points" in frame
        assert "Weekly limit · backwards.yaml:33" in frame
        assert "Total of 10 awards" in frame
        assert "✗ does not count: implausible · a single entry" in plain(frame)


async def test_a_badge_stands_with_its_award(acme: Lanes) -> None:
    async with driven(acme, (140, 90), ("enter", "tab", "enter")) as drive:
        assert "60 minutes in all · badge: Hour" in drive.frame


async def test_points_that_do_not_add_up_are_an_error_and_said_so(acme: Lanes, services: Services) -> None:
    services.changed["explain"] = lambda why: replace(why, total=125)
    async with driven(acme, keys=("enter", "tab", "enter")) as drive:
        assert "These awards add up to 115 points, but the total is 125." in plain(drive.frame)


async def test_days_are_shown_by_week_with_a_legend_in_words(acme: Lanes, services: Services) -> None:
    def excuse_friday(why: Why) -> Why:
        friday = replace(why.days[11], status=Status.EXCUSED)
        return replace(why, days=(*why.days[:11], friday, *why.days[12:]))

    services.changed["explain"] = excuse_friday
    async with driven(acme, keys=("enter", "tab", "enter")) as drive:
        frame = drive.frame
        assert "Week 1    ●   ●   ●   ●   ○   ·   ·      4      70" in frame
        for word in ("● goal met", "○ not met", "‖ paused", "· day off", "e excused"):
            assert word in frame


async def test_a_refused_explanation_stands_in_the_banner(acme: Lanes, services: Services) -> None:
    services.refused = frozenset({"explain"})
    async with driven(acme, keys=("enter", "tab", "enter")) as drive:
        assert "The explain is refused [/] ␛[31m, with a reason." in drive.frame


# Rules, outbox, plugins, keys


async def test_rules_are_read_in_paragraphs_and_scrolled(acme: Lanes, services: Services) -> None:
    begins = "Everybody gets\npoints for:\n\n- Walking,\n  for Ana Bogdan too.\n\n"
    services.changed["rules_in_words"] = lambda text: begins + text
    async with driven(acme, keys=("g", "l")) as drive:
        assert "Everybody gets points for:" in drive.frame
        assert "• Walking, for Ana Bogdan too." in drive.frame
        assert "• A week can be logged until the first Wednesday 12:00 after its last day" in drive.frame
        await drive.press("end")
        assert "ask to be forgotten" in drive.frame


async def test_the_outbox_shows_states_in_words_and_a_message_in_full(acme: Lanes) -> None:
    async with driven(acme, keys=("g", "o")) as drive:
        assert "18 delivered · 1 failed · 1 waiting" in drive.frame
        assert "Hello Tara," in drive.frame
        await drive.press("slash", *"failed", "enter")
        assert "tried 1 time · no such mailbox [/]" in drive.frame


async def test_a_plugin_that_does_not_work_is_a_row_with_a_reason(acme: Lanes, services: Services) -> None:
    problem = "ImportError: Ana Bogdan is missing"
    broken = PluginRow("acme", "moonwalk-acme", "2.0", "broken", (), (problem,), 0.0)
    services.changed["list_plugins"] = lambda rows: (rows[0], broken, *rows[1:])
    async with driven(acme, keys=("g", "x")) as drive:
        assert "✗ broken" in drive.frame
        assert "✗ ImportError: Ana Bogdan is missing" in drive.frame


async def test_the_keys_of_a_screen_are_listed_with_what_they_do(acme: Lanes) -> None:
    async with driven(acme, (80, 60), ("enter", "question_mark")) as drive:
        assert "Tab                 The challenge's next board" in drive.frame
        assert "a                   Log what someone did" in drive.frame
        await drive.press("escape")
        assert "▸ Teams" in drive.frame


# Going elsewhere


async def test_the_menu_after_g_shows_every_letter_and_escape_closes_it(acme: Lanes) -> None:
    async with driven(acme, keys=("g",)) as drive:
        for words in ("h Today", "b Board", "p People", "w Prizes", "l Rules", "o Outbox", "x Plugins"):
            assert words in drive.frame
        await drive.press("escape")
        assert not drive.app.screen.query(GoBar)
        assert isinstance(drive.app.screen.focused, ChallengeList)


async def test_each_place_keeps_its_state(acme: Lanes) -> None:
    async with driven(acme, keys=("g", "o", "down", "g", "x", "g", "o")) as drive:
        assert isinstance(drive.app.screen, OutboxScreen)
        assert drive.app.screen.table.position == 1


async def test_a_place_about_no_challenge_forgets_none(acme: Lanes) -> None:
    async with driven(acme, SMALL, ("g", "c", "g", "b")) as drive:
        assert isinstance(drive.app.screen, BoardScreen)
        assert "no challenge" not in drive.frame


async def test_going_to_a_board_without_a_challenge_says_there_is_none(bare: Lanes) -> None:
    async with driven(bare, keys=("g", "b")) as drive:
        assert "There is no challenge yet." in drive.frame


async def test_control_q_quits_with_nothing_wrong(acme: Lanes) -> None:
    async with driven(acme, keys=("ctrl+q",)) as drive:
        assert drive.app.return_code == 0


# The palette


async def test_the_palette_finds_a_person_and_opens_the_page(acme: Lanes) -> None:
    async with driven(acme, keys=("ctrl+p", *"dmitri")) as drive:
        assert "Dmitri Volkov" in drive.frame
        await drive.press("down")
        await drive.press("enter")
        assert isinstance(drive.app.screen, PersonScreen)


async def test_the_palette_finds_commands_and_survives_a_service_that_raises(
    acme: Lanes, services: Services
) -> None:
    services.broken = frozenset({"list_people"})
    async with driven(acme, keys=("ctrl+p", *"outbox")) as drive:
        assert "Go to outbox" in drive.frame
        await drive.press("enter")
        assert isinstance(drive.app.screen, OutboxScreen)


async def test_the_prizes_tell_who_wins_and_why_others_do_not(acme: Lanes) -> None:
    async with driven(acme, keys=("g", "w")) as drive:
        frame = drive.frame
        assert "as of Fri 13 Mar, final after Wed 1 Apr" in frame
        assert "Today it would go to" in frame
        assert "Badgers · place =2, 84.8" in frame
        await drive.press("j")
        assert "46 tickets, 10 people" in drive.frame
        assert re.search("SHA-256 of the seed: [0-9a-f]{4}", plain(drive.frame))
        await drive.press("j", "enter")
        assert "nobody yet" in drive.frame
        assert "Ana Bogdan · Otters · needs at least 6 members" in drive.frame


async def test_a_board_of_teams_tells_who_can_still_be_first_and_one_of_people_does_not(acme: Lanes) -> None:
    async with driven(acme, keys=("enter",)) as drive:
        assert "First place can still be overtaken by 4 teams: Badgers can reach" in drive.frame
        await drive.press("tab")
        assert "overtaken" not in drive.frame
        await drive.press("shift+tab")
        assert "First place can still be overtaken by 4 teams: Badgers can reach" in drive.frame


async def test_a_closed_challenge_is_listed_and_can_be_opened(acme: Lanes) -> None:
    acme.now = datetime(2026, 4, 20, 12, tzinfo=UTC)
    close(acme.ws, "backwards")

    async with driven(acme, LARGE) as drive:
        assert "Walk backwards" in drive.frame
        assert "Something went wrong" not in drive.frame
        await drive.press(*["down"] * 5)
        assert "Nobody was due to log anything on the last day." in drive.frame
        await drive.press("enter")
        assert "Walk backwards" in drive.frame.splitlines()[0]
