"""Checks of boards, prizes, teams and who takes part."""

from __future__ import annotations

from typing import Final

from moonwalk.api.field_words import NameKind
from moonwalk.api.problems import did_you_mean
from moonwalk.definitions.builder import config_of
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft, FieldSet, ItemDraft, Part
from moonwalk.definitions.nodes import ListNode, MapNode

_DECIDING = ("shared place", "lot")


def check_boards(draft: Draft, findings: Diagnostics) -> None:
    """What boards contradict: themselves, one another, or the rules whose points they count."""
    for board in draft.boards.values():
        _check_keys(board, draft, findings)
        _check_ties(board, findings)
        _check_counted(board, draft, findings)
    for rule in draft.rules:
        _check_circle(rule, draft, findings)


def _check_keys(board: ItemDraft, draft: Draft, findings: Diagnostics) -> None:
    fields = board.fields
    ranks = fields.values.get("ranks")
    if ranks == "roster column" and "column" not in fields.nodes:
        findings.error(fields.at("ranks"), "'column' is missing: which roster column is ranked.")
    if ranks in ("people", "teams") and "column" in fields.nodes:
        findings.error(
            fields.keys["column"],
            f"'column' has no use here: the board ranks {ranks}. "
            "Did you mean 'split_by', or 'ranks: roster column'?",
        )
    split, same = fields.values.get("split_by"), _column_of_rows(board, draft)
    if split and split == same:
        findings.error(
            fields.at("split_by"),
            f"each board would hold a single row: '{split}' is what the rows themselves stand for. "
            "Take 'split_by' out, or name another column.",
        )
    if ranks == "people" and "place_needs" in fields.nodes:
        findings.error(
            fields.keys["place_needs"],
            "'place_needs' has no use here: it speaks of members, and the board ranks people. "
            "Take it out, or write 'ranks: teams'.",
        )
    if ranks == "teams" and not draft.sections["teams"].nodes:
        findings.error(
            fields.at("ranks"), "there are no teams in this file. Add the section 'teams', or rank people."
        )


def _column_of_rows(board: ItemDraft, draft: Draft) -> str:
    """The roster column in which every row of a board has one value, if there is one."""
    ranks, teams = board.fields.values.get("ranks"), draft.sections["teams"].values
    if ranks == "roster column":
        return str(board.fields.get("column") or "")
    if ranks == "teams" and teams.get("formed") == "from the roster":
        return str(teams.get("column") or "team")
    return ""


def _check_ties(board: ItemDraft, findings: Diagnostics) -> None:
    ties = board.fields.parts_of("ties")
    if not ties:
        if "ties" in board.fields.values:
            findings.error(
                board.fields.at("ties"), "the last tie rule must decide: write [shared place] or [lot]."
            )
        return
    seen: set[str] = set()
    for number, tie in enumerate(ties, 1):
        if tie.value in seen:
            findings.error(tie.place, f"'{tie.value}' is here twice. Keep one.")
        elif tie.value in _DECIDING and number < len(ties):
            findings.error(
                tie.place, f"'{tie.value}' always decides, so nothing after it is asked. Put it last."
            )
        seen.add(tie.value)
    if ties[-1].value not in _DECIDING:
        findings.error(ties[-1].place, "the last tie rule must decide: end with 'shared place' or 'lot'.")


def _check_counted(board: ItemDraft, draft: Draft, findings: Diagnostics) -> None:
    """Points of a team's rule are no points of people, nor of groups of them; the company's are nobody's."""
    of_everyone = {rule.id for rule in draft.rules if rule.use == "company"}
    for part in board.fields.parts_of("of_rules"):
        if part.value in of_everyone:
            findings.error(
                part.place, f"'{part.value}' is about everyone together and pays nobody points. Take it out."
            )
    ranks = board.fields.values.get("ranks")
    if ranks not in ("people", "roster column"):
        return
    ranked = "people" if ranks == "people" else "a roster column"
    of_teams = {rule.id for rule in draft.rules if rule.use == "team"}
    for part in board.fields.parts_of("of_rules"):
        if part.value in of_teams:
            findings.error(
                part.place,
                f"'{part.value}' pays teams, and this board ranks {ranked}. Take it out.",
            )


def _check_circle(rule: ItemDraft, draft: Draft, findings: Diagnostics) -> None:
    """A rule that compares teams by a board must not count on it itself, nor another such rule."""
    comparing = {one.id for one in draft.rules if _boards_of(one)}
    for part in _boards_of(rule):
        if part.value not in draft.boards:
            continue
        board = draft.boards[part.value].fields
        if board.values.get("ranks") not in (None, "teams"):
            findings.error(
                part.place,
                f"'{part.value}' ranks {board.values['ranks']}, and '{rule.id}' compares teams. "
                "Name a board that ranks teams.",
            )
        counted = [one.value for one in board.parts_of("of_rules")]
        others = [name for name in counted if name in comparing and name != rule.id]
        if rule.id in counted or not counted:
            findings.error(
                part.place,
                f"'{part.value}' would count the points of '{rule.id}' itself, round and round. "
                f"Give that board 'of_rules:' without '{rule.id}'.",
            )
        elif others:
            findings.error(
                part.place,
                f"'{part.value}' counts the points of '{others[0]}', which compares teams as well. "
                f"Give that board 'of_rules:' without '{others[0]}'.",
            )


def _boards_of(rule: ItemDraft) -> list[Part]:
    """The boards that a rule names."""
    return [part for part in rule.fields.parts if part.kind == NameKind("board")]


def check_prizes(draft: Draft, findings: Diagnostics) -> None:
    """What stands between a prize and its winner."""
    for prize in draft.prizes.values():
        _check_needs(prize, draft, findings)
        _check_board(prize, draft, findings)
    # Rules that nobody declares, or that cannot be read, may give any badge.
    if all(rule.declaration is not None and rule.fields.complete for rule in draft.rules):
        _check_badges(draft, findings)


def _check_needs(prize: FieldSet, draft: Draft, findings: Diagnostics) -> None:
    if prize.values.get("needs") and not draft.sections["teams"].nodes:
        findings.error(
            prize.keys["needs"],
            "'needs' speaks of a team's members, and there are no teams in this file. "
            "Take it out, or add the section 'teams'.",
        )


def _check_board(prize: FieldSet, draft: Draft, findings: Diagnostics) -> None:
    """The first places of a board on which people see only their own row would tell who they are."""
    for part in prize.parts_of("board"):
        board = draft.boards.get(part.value)
        seen_by = board.fields.get("seen_by") if board else "everyone"
        if board and board.fields.values.get("ranks") == "people" and seen_by != "everyone":
            findings.error(
                part.place,
                f"the board '{part.value}' is seen by '{seen_by}', and a prize would tell everyone who "
                "is first on it. Write 'seen_by: everyone' there, or give the prize by goal or by raffle.",
            )


def _check_badges(draft: Draft, findings: Diagnostics) -> None:
    rules = [(rule.declaration, config_of(rule, draft)) for rule in draft.rules]
    given = [
        badge for declared, config in rules if declared for badge in declared.configured(config).may_give()
    ]
    for prize in draft.prizes.values():
        for part in prize.parts_of("badge"):
            if part.value not in given:
                findings.error(
                    part.place,
                    f"no rule of this file gives the badge '{part.value}'.{did_you_mean(part.value, given)}"
                    + ("" if given else " Take the prize out, or give it 'by goal'."),
                )


_MEANS: Final = (
    ("only_where", "so nobody could take part"),
    ("not_placed", "so everyone would take a place"),
)


def check_people(draft: Draft, findings: Diagnostics) -> None:
    """A roster column from which no value is asked for."""
    for key, means in _MEANS:
        wanted = draft.sections["people"].nodes.get(key)
        for column, values in wanted.entries if isinstance(wanted, MapNode) else ():
            if isinstance(values, ListNode) and not values.items:
                findings.error(
                    values.place,
                    f"no value of '{column.text}' is asked for, {means}. Write one, or take the column out.",
                )


def check_teams(draft: Draft, findings: Diagnostics) -> None:
    """A roster column for teams that do not come from the roster."""
    teams = draft.sections["teams"]
    formed = teams.values.get("formed")
    if "column" in teams.nodes and formed in ("drawn", "by the members"):
        how = "they are drawn" if formed == "drawn" else "the members form them"
        findings.error(
            teams.keys["column"],
            f"'column' says where teams come from, but {how}. "
            "Take it out, or write 'formed: from the roster'.",
        )


def check_together(draft: Draft, findings: Diagnostics) -> None:
    """A warning at more days in a week than the largest team has."""
    schedule, size = draft.schedule, draft.sections["teams"].get("size")
    if schedule is None or size is None:
        return
    most = schedule.days_a_week * size.largest
    for rule in draft.rules:
        for part in rule.fields.parts_of("together"):
            if rule.use == "team" and isinstance(part.value, int) and part.value > most:
                findings.warning(
                    part.place,
                    f"{part.kind.show(part.value)} are more than a team of {size.largest} has in a week, "
                    f"which is {most}. Write fewer.",
                )
