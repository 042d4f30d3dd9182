"""Prizes that nobody can win, and those that would tell what a board keeps to itself."""

from __future__ import annotations

from moonwalk.api.wording import did_you_mean
from moonwalk.definitions.building import config_of
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.fieldset import FieldSet
from moonwalk.definitions.findings import Findings


def check_prizes(draft: Draft, findings: Findings) -> None:
    """What stands between a prize and its winner."""
    for prize in draft.prizes.values():
        _check_needs(prize, draft, findings)
        _check_board(prize, draft, findings)
    # Rules that nobody declares, or that cannot be read, may give any badge.
    if all(rule.declaration is not None and rule.fields.complete for rule in draft.rules):
        _check_badges(draft, findings)


def _check_needs(prize: FieldSet, draft: Draft, findings: Findings) -> None:
    if prize.values.get("needs") and not draft.sections["teams"].nodes:
        findings.error(
            prize.keys["needs"],
            "'needs' speaks of a team's members, and there are no teams in this file. "
            "Take it out, or add the section 'teams'.",
        )


def _check_board(prize: FieldSet, draft: Draft, findings: Findings) -> None:
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


def _check_badges(draft: Draft, findings: Findings) -> None:
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
