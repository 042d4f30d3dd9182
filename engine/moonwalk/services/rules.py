"""The vocabulary for people: what rules there are, and a challenge's rules in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from moonwalk.api.problems import did_you_mean
from moonwalk.definitions import rules_in_words as words_of
from moonwalk.registry import NamedAdapter, Registry, Use
from moonwalk.services.errors import Refused
from moonwalk.services.keys import KeyRow, keys_of
from moonwalk.services.launched import NotScored, launched
from moonwalk.services.rule_examples import example_of
from moonwalk.services.workspace import Workspace

USES: Final[tuple[Use, ...]] = ("person", "team", "company", "ranking", "notice")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """An installed rule, ranking or notice; `words` are the placeholders a notice's texts may use.

    `sentence` has the keys in braces. `example` are lines that could stand in a file, `says` what they mean.
    """

    name: str
    full_name: str
    use: str
    plugin: str
    sentence: str
    about: str
    keys: tuple[KeyRow, ...]
    words: tuple[str, ...] = ()
    example: tuple[str, ...] = ()
    says: str = ""


def list_rules(plugins: Registry) -> tuple[RuleRow, ...]:
    """Everything that challenge files may name, in order of use and name."""
    named = ((use, name) for use in USES for name in sorted(plugins.names(use)))
    return tuple(_row(plugins, use, name) for use, name in named)


def find_rule(plugins: Registry, name: str) -> RuleRow:
    """One of them by short or full name. Refused where there is none."""
    rows = list_rules(plugins)
    for row in rows:
        if name in (row.name, row.full_name):
            return _with_example(plugins, row)
    guess = did_you_mean(name, [row.name for row in rows])
    raise Refused(f"There is no rule '{name}'.{guess} 'moonwalk rules' lists them all.")


def rules_at_hand(plugins: Registry) -> tuple[RuleRow, ...]:
    """Everything that challenge files may name, each with an example where one can be told."""
    return tuple(_with_example(plugins, row) for row in list_rules(plugins))


def _with_example(plugins: Registry, row: RuleRow) -> RuleRow:
    use = next(use for use in USES if use == row.use)
    adapter = plugins.find(use, row.full_name)
    example, says = example_of(use, adapter) if isinstance(adapter, NamedAdapter) else ((), "")
    return replace(row, example=example, says=says)


def rules_in_words(ws: Workspace, challenge: str) -> str:
    """A launched challenge's rules, printable, for everyone."""
    with ws.database() as db:
        try:
            launch = launched(ws, db, challenge)
        except NotScored as reason:
            raise Refused(f"The rules of '{challenge}' cannot be shown: {reason}") from reason
    return words_of(launch.challenge, ws.plugins)


def _row(plugins: Registry, use: Use, name: str) -> RuleRow:
    adapter = plugins.find(use, name)
    if adapter is None:
        raise Refused(f"There is no {use} '{name}'.")
    keys = keys_of(adapter)
    words = plugins.trigger(adapter.full_name).placeholders if use == "notice" else ()
    return RuleRow(
        name,
        adapter.full_name,
        use,
        adapter.plugin,
        adapter.first_line,
        adapter.about,
        keys,
        tuple(sorted(words)),
    )
