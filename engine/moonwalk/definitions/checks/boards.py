"""Checks of boards, prizes, teams and who takes part."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from moonwalk.api.problems import did_you_mean
from moonwalk.definitions.builder import config_of
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft, FieldSet, ItemDraft
from moonwalk.definitions.nodes import ListNode, MapNode

_DECIDING = ("shared place", "lot")
_WHOLE: Final = "the whole challenge"
_GROUPS: Final = ("teams", "roster column")
_WINNERS: Final = MappingProxyType({"teams": "teams", "roster column": "groups"})
_MEANS: Final = (
    ("only_where", "so nobody could take part"),
    ("not_placed", "so everyone would take a place"),
)


def check_boards(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report boards that contradict themselves, one another, or the rules whose points they count."""
    for board in draft.boards.values():
        _check_keys(board, draft, diagnostics)
        _check_ties(board, diagnostics)
        _check_counted(board, draft, diagnostics)
        _check_period(board, diagnostics)
    for rule in draft.rules:
        _check_circle(rule, draft, diagnostics)


def _check_keys(board: ItemDraft, draft: Draft, diagnostics: Diagnostics) -> None:
    fields = board.fields
    ranks = fields.values.get("ranks")
    if ranks == "roster column" and "column" not in fields.nodes:
        diagnostics.error(fields.at("ranks"), "'column' is missing: which roster column is ranked.")
    if ranks in ("people", "teams") and "column" in fields.nodes:
        diagnostics.error(
            fields.keys["column"],
            f"'column' has no effect here: the board ranks {ranks}. "
            "Did you mean 'split_by', or 'ranks: roster column'?",
        )
    split, same = fields.values.get("split_by"), _column_of_rows(board, draft)
    if split and split == same:
        diagnostics.error(
            fields.at("split_by"),
            f"each board would hold a single row: '{split}' is what the rows themselves stand for. "
            "Remove 'split_by', or name another column.",
        )
    _check_inside(fields, diagnostics)
    if ranks == "people" and "place_needs" in fields.nodes:
        diagnostics.error(
            fields.keys["place_needs"],
            "'place_needs' has no effect here: it speaks of members, and the board ranks people. "
            "Remove it, or write 'ranks: teams'.",
        )
    _check_without_place(board, draft, diagnostics)
    if ranks == "teams" and not draft.sections["teams"].nodes:
        diagnostics.error(
            fields.at("ranks"), "there are no teams in this file. Add the section 'teams', or rank people."
        )


def _check_inside(fields: FieldSet, diagnostics: Diagnostics) -> None:
    """Report `within` where there is nothing that could be within something, or where it says too much."""
    if "inside" not in fields.nodes:
        return
    ranks, outer = fields.values.get("ranks"), fields.values.get("inside")
    if ranks in ("people", "teams"):
        diagnostics.error(
            fields.keys["inside"],
            f"'inside' has no effect here: the board ranks {ranks}, and it is for the parts of something, "
            "such as sub-teams of teams. Did you mean 'split_by', or 'ranks: roster column'?",
        )
    elif "split_by" in fields.nodes:
        diagnostics.error(
            fields.keys["split_by"],
            f"places are given within each '{outer}' already. Remove 'split_by', or 'inside'.",
        )
    elif outer and outer == fields.values.get("column"):
        diagnostics.error(
            fields.at("inside"),
            f"each '{outer}' would hold itself alone. Name the column of what the rows are parts of.",
        )


def _check_without_place(board: ItemDraft, draft: Draft, diagnostics: Diagnostics) -> None:
    """Report rows that shall not take part without a place, where nothing keeps one from having a place."""
    fields = board.fields
    written = fields.nodes.get("place_needs")
    empty = isinstance(written, ListNode) and not written.items
    needs = fields.values.get("ranks") != "people" and not empty
    out = draft.sections["people"].nodes.get("not_placed")
    if fields.get("without_place") != "are shown" and not needs and not out:
        diagnostics.error(
            fields.keys["without_place"],
            "every row takes a place here, so none would be left out. Remove 'without_place', or write "
            + (
                "'not_placed' under 'people'."
                if fields.values.get("ranks") == "people"
                else "'place_needs', for example [at least 5 members logged on at least 1 day]."
            ),
        )


def _check_period(board: ItemDraft, diagnostics: Diagnostics) -> None:
    """Report boards over two kinds of days, and figures of groups by period that others would see."""
    fields = board.fields
    recurs = fields.get("period") != _WHOLE
    if recurs and fields.values.get("during"):
        diagnostics.error(
            fields.keys["during"],
            f"a board is over the days of 'during', or over {fields.get('period').removeprefix('each ')}s by "
            "themselves. Keep one, and make a second board of the other.",
        )
    key = "period" if recurs else "during"
    by_days = recurs or bool(fields.values.get("during"))
    if by_days and fields.values.get("ranks") in _GROUPS and fields.get("seen_by") != "organisers":
        diagnostics.error(
            fields.keys[key],
            "others see figures of groups only as they add up week by week: from those of single days or "
            "weeks, what one person did could be worked out. Write 'seen_by: organisers' here; who wins a "
            "prize on this board is told to all.",
        )


def _column_of_rows(board: ItemDraft, draft: Draft) -> str:
    """Return the roster column that the rows of a board stand for; an empty text if there is none."""
    ranks, teams = board.fields.values.get("ranks"), draft.sections["teams"].values
    if ranks == "roster column":
        return str(board.fields.get("column") or "")
    if ranks == "teams" and teams.get("formed") == "from the roster":
        return str(teams.get("column") or "team")
    return ""


def _check_ties(board: ItemDraft, diagnostics: Diagnostics) -> None:
    ties = board.fields.written("ties")
    if not ties:
        if "ties" in board.fields.values:
            diagnostics.error(
                board.fields.at("ties"), "the last tie rule must decide: write [shared place] or [lot]."
            )
        return
    seen: set[str] = set()
    for number, tie in enumerate(ties, 1):
        if tie.value in seen:
            diagnostics.error(tie.place, f"'{tie.value}' appears twice. Keep one.")
        elif tie.value in _DECIDING and number < len(ties):
            diagnostics.error(
                tie.place, f"'{tie.value}' always decides, so nothing after it is applied. Put it last."
            )
        seen.add(tie.value)
    if ties[-1].value not in _DECIDING:
        diagnostics.error(ties[-1].place, "the last tie rule must decide: end with 'shared place' or 'lot'.")


def _check_counted(board: ItemDraft, draft: Draft, diagnostics: Diagnostics) -> None:
    """Report counted rules whose points the board's rows do not have: those of teams, or of the company."""
    of_everyone = {rule.id for rule in draft.rules if rule.use == "company"}
    for written in board.fields.written("of_rules"):
        if written.value in of_everyone:
            diagnostics.error(
                written.place,
                f"'{written.value}' is about everyone together and pays nobody points. Remove it.",
            )
    ranks = board.fields.values.get("ranks")
    if ranks not in ("people", "roster column"):
        return
    ranked = "people" if ranks == "people" else "a roster column"
    of_teams = {rule.id for rule in draft.rules if rule.use == "team"}
    for written in board.fields.written("of_rules"):
        if written.value in of_teams:
            diagnostics.error(
                written.place,
                f"'{written.value}' pays teams, and this board ranks {ranked}. Remove it.",
            )


def _check_circle(rule: ItemDraft, draft: Draft, diagnostics: Diagnostics) -> None:
    """Report a rule that compares teams by a board which counts its own points, or those of such a rule."""
    comparing = {other.id for other in draft.rules if other.boards_named}
    for written in rule.boards_named:
        if written.value not in draft.boards:
            continue
        board = draft.boards[written.value].fields
        if board.values.get("ranks") not in (None, "teams"):
            diagnostics.error(
                written.place,
                f"'{written.value}' ranks {board.values['ranks']}, and '{rule.id}' compares teams. "
                "Name a board that ranks teams.",
            )
        if board.get("period") != _WHOLE or board.values.get("during"):
            diagnostics.error(
                written.place,
                f"'{written.value}' is over a part of the challenge, and '{rule.id}' compares each week by "
                "itself. Name a board without 'period' and 'during'.",
            )
        counted = [counted_rule.value for counted_rule in board.written("of_rules")]
        others = [name for name in counted if name in comparing and name != rule.id]
        if rule.id in counted or not counted:
            diagnostics.error(
                written.place,
                f"'{written.value}' would count the points of '{rule.id}' itself, in a circle. "
                f"Give that board 'of_rules:' without '{rule.id}'.",
            )
        elif others:
            diagnostics.error(
                written.place,
                f"'{written.value}' counts the points of '{others[0]}', which compares teams as well. "
                f"Give that board 'of_rules:' without '{others[0]}'.",
            )


def check_prizes(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report prizes that nobody could win, or whose winner would betray what is private."""
    for prize in draft.prizes.values():
        _check_needs(prize, draft, diagnostics)
        _check_board(prize, draft, diagnostics)
        _check_wins(prize, draft, diagnostics)
        _check_only_when(prize, draft, diagnostics)
    # Rules that nobody declares, or that cannot be read, may give any badge.
    if all(rule.declaration is not None and rule.fields.complete for rule in draft.rules):
        _check_badges(draft, diagnostics)


def _check_needs(prize: FieldSet, draft: Draft, diagnostics: Diagnostics) -> None:
    if prize.values.get("needs") and not draft.sections["teams"].nodes:
        diagnostics.error(
            prize.keys["needs"],
            "'needs' speaks of a team's members, and there are no teams in this file. "
            "Remove it, or add the section 'teams'.",
        )


def _check_board(prize: FieldSet, draft: Draft, diagnostics: Diagnostics) -> None:
    """Report prizes on a board of which people see only their own row: winners would tell of theirs."""
    revealed, instead = "who is first on it", "give the prize by goal or by raffle"
    if prize.values.get("given") == "by raffle on a board":
        revealed = "of somebody who has so much on it"
        instead = "give the prize 'by raffle' for a goal of points, such as 'reach: 50 points'"
    for written in prize.written("board"):
        board = draft.boards.get(written.value)
        seen_by = board.fields.get("seen_by") if board else "everyone"
        if board and board.fields.values.get("ranks") == "people" and seen_by != "everyone":
            diagnostics.error(
                written.place,
                f"the board '{written.value}' is seen by '{seen_by}', and a prize would tell everyone "
                f"{revealed}. Write 'seen_by: everyone' there, or {instead}.",
            )


def _check_wins(prize: FieldSet, draft: Draft, diagnostics: Diagnostics) -> None:
    """Report `wins: once` where a prize is given only once, or where a board is not known."""
    if prize.get("wins") != "once":
        return
    board = draft.boards.get(str(prize.values.get("board", "")))
    recurs = (board.fields if board else prize).get("period") not in (None, _WHOLE)
    if not recurs and (board or "board" not in prize.nodes):
        on_board = "the board of the prize" if board else "the prize"
        diagnostics.error(
            prize.keys["wins"],
            "'wins' has no effect here: the prize is given only once. Remove it, or give "
            f"{on_board} 'period: each week'.",
        )


def _check_only_when(prize: FieldSet, draft: Draft, diagnostics: Diagnostics) -> None:
    """Report a goal that teams would have to meet, or one that is met once and asked for again and again."""
    board = draft.boards.get(str(prize.values.get("board", "")))
    for written in prize.written("only_when"):
        each = draft.goals[written.value].values.get("each") if written.value in draft.goals else None
        ranks = board.fields.values.get("ranks") if board else "people"
        recurs = (board.fields if board else prize).get("period") not in (None, _WHOLE)
        if ranks in _GROUPS:
            diagnostics.error(
                prize.keys["only_when"],
                f"'only_when' speaks of one person, and this prize goes to {_WINNERS[str(ranks)]}. Write "
                f"'needs: [all members met {written.value}]', or for example at least 80% of members.",
            )
        elif recurs and each == "challenge":
            diagnostics.error(
                written.place,
                f"'{written.value}' is met once in the whole challenge, and this prize is given again and "
                "again. Name a goal with 'each: day' or 'each: week'.",
            )


def _check_badges(draft: Draft, diagnostics: Diagnostics) -> None:
    rules = [(rule.declaration, config_of(rule, draft)) for rule in draft.rules]
    offered = [
        badge for declared, config in rules if declared for badge in declared.configured(config).may_give()
    ]
    for prize in draft.prizes.values():
        for written in prize.written("badge"):
            if written.value not in offered:
                diagnostics.error(
                    written.place,
                    "no rule of this file gives the badge "
                    f"'{written.value}'.{did_you_mean(written.value, offered)}"
                    + ("" if offered else " Remove the prize, or give it 'by goal'."),
                )


def check_people(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report roster columns with no value that is asked for."""
    people = draft.sections["people"]
    wanted_by = [(people, key, means) for key, means in _MEANS]
    wanted_by += [(goal, "only_where", "so nobody could meet it") for goal in draft.goals.values()]
    wanted_by += [(rule.fields, "only_where", "so it would be for nobody") for rule in draft.rules]
    for fields, key, means in wanted_by:
        wanted = fields.nodes.get(key)
        for column, values in wanted.entries if isinstance(wanted, MapNode) else ():
            if isinstance(values, ListNode) and not values.items:
                diagnostics.error(
                    values.place,
                    f"no value of '{column.text}' is asked for, {means}. Write one, or remove the column.",
                )


def check_teams(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report a roster column or an open team for teams that do not come from the roster."""
    teams = draft.sections["teams"]
    formed = teams.values.get("formed")
    if "open_team" in teams.nodes and formed in ("drawn", "by the members"):
        diagnostics.error(
            teams.keys["open_team"],
            "'open_team' takes those whom the roster gives no team. Remove it, or write 'formed: from the "
            "roster'.",
        )
    if "column" in teams.nodes and formed in ("drawn", "by the members"):
        how = "they are drawn" if formed == "drawn" else "the members form them"
        diagnostics.error(
            teams.keys["column"],
            f"'column' says where teams come from, but {how}. Remove it, or write 'formed: from the roster'.",
        )


def check_together(draft: Draft, diagnostics: Diagnostics) -> None:
    """Warn where more days in a week are asked for than the largest team has."""
    schedule, size = draft.schedule, draft.sections["teams"].get("size")
    if schedule is None or size is None:
        return
    most = schedule.days_a_week * size.largest
    for rule in draft.rules:
        for written in rule.fields.written("together"):
            if rule.use == "team" and isinstance(written.value, int) and written.value > most:
                diagnostics.warning(
                    written.place,
                    f"{written.field_type.show(written.value)} are more than a team of {size.largest} "
                    "has in a week, "
                    f"which is {most}. Write fewer.",
                )
