"""Whose a name is. A name that two plugins claim belongs to neither."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from moonwalk.host.declarations import Declaration, Role

WORDS = ("rule", "ranking", "notice", "channel", "source", "panel")


def word_for(use: Role) -> str:
    """What people call something of this use: rules of all kinds are rules."""
    return use if use in WORDS else "rule"


@dataclass(frozen=True)
class NameBook:
    """Short and full names by use, and what is to be said about claims that were refused."""

    full: Mapping[tuple[Role, str], Declaration]
    short: Mapping[tuple[Role, str], Declaration]
    refused: Mapping[tuple[Role, str], str]
    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def find(self, use: Role, name: str) -> Declaration | None:
        """The declaration that a short or full name means."""
        return self.full.get((use, name)) or self.short.get((use, name))

    def usable(self, use: Role) -> tuple[str, ...]:
        """One name for each declaration of a use: the short one where it is its own."""
        own = {declared.full_name: name for (of, name), declared in self.short.items() if of == use}
        return tuple(sorted(own.get(name, name) for of, name in self.full if of == use))


def name_book(declared: Iterable[Declaration], first_party: frozenset[str]) -> NameBook:
    """Who may use which name. `first_party` are Moonwalk's own plugins, whose short names are reserved."""
    claims: dict[tuple[Role, str], list[Declaration]] = defaultdict(list)
    for one in declared:
        claims[one.sort.use, one.name].append(one)
    full: dict[tuple[Role, str], Declaration] = {}
    short: dict[tuple[Role, str], Declaration] = {}
    refused: dict[tuple[Role, str], str] = {}
    problems: dict[str, list[str]] = defaultdict(list)
    for (use, name), claimants in claims.items():
        full.update({(use, one.full_name): one for one in claimants})
        own = [one for one in claimants if one.plugin in first_party]
        owner = own[0] if len(own) == 1 else claimants[0] if len(claimants) == 1 else None
        if owner:
            short[use, name] = owner
        else:
            refused[use, name] = _neither(claimants)
        for one in claimants:
            if one is not owner:
                problems[one.plugin].append(_refusal(use, name, one, owner, claimants))
    return NameBook(full, short, refused, {plugin: tuple(told) for plugin, told in problems.items()})


def _neither(claimants: list[Declaration]) -> str:
    plugins = " and ".join(one.plugin for one in claimants)
    names = " or ".join(one.full_name for one in claimants)
    count = "two" if len(claimants) == 2 else str(len(claimants))
    return f"It is claimed by {count} plugins, {plugins}: write {names}."


def _refusal(
    use: Role, name: str, one: Declaration, owner: Declaration | None, claimants: list[Declaration]
) -> str:
    what = f"The short name '{name}' of its {word_for(use)}"
    if owner:
        return f"{what} belongs to Moonwalk's own plugin '{owner.plugin}'. Write {one.full_name}."
    others = " and ".join(other.plugin for other in claimants if other is not one)
    return f"{what} is also claimed by {others}, so it belongs to neither. Write {one.full_name}."
