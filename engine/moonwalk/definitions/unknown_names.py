"""The messages about rules, rankings and notices that are unknown or not supported yet."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from moonwalk.api.problems import Place, did_you_mean, quoted
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.requirements import install_command
from moonwalk.registry import Registry, Use

_OLD_NAMES: Final = MappingProxyType(
    {
        "daily_goal": "Use 'rule: goal_met' with a daily goal from 'goals'.",
        "weekly_days": "Use 'rule: goal_met' with a weekly goal from 'goals'.",
        "weekly_total": "Use 'rule: goal_met' with a weekly goal from 'goals'.",
        "range": "Use 'rule: goal_met' with a goal that says 'within'.",
        "freeze": "Write 'freezes' in 'rule: streak'.",
        "excused": "Use the section 'pauses'.",
        "late_join": "Use 'joiners' under 'teams' and 'part_weeks' under 'people'.",
        "raffle": "Use 'prizes' with 'given: by raffle'.",
        "bonus_period": "Use 'rule: bonus_days'.",
    }
)
_HOMES: Final = MappingProxyType(
    {
        "person": "It pays people: move it to 'rules'.",
        "team": "It pays teams: move it to 'teams.rules'.",
        "company": "It is about what people do together: move it to 'company.rules' for everyone, "
        "or to 'teams.rules' for each team by itself.",
        "ranking": "It is a ranking: boards name it with 'ranking:'.",
        "notice": "It is a notice: move it to 'notices'.",
    }
)


def report_unknown(
    use: Use,
    name: str,
    place: Place,
    plugins: Registry,
    packages: Mapping[str, str],
    diagnostics: Diagnostics,
) -> None:
    """Report that there is no such name here, why, and what to write instead."""
    kind = {"ranking": "ranking", "notice": "notice"}.get(use, "rule")
    why = plugins.why_missing(use, name)
    sentence = f"there is no {kind} {quoted(name)} here."
    if any(row.name == name.partition(".")[0] and row.state != "active" for row in plugins.reports):
        sentence = f"the {kind} {quoted(name)} is not loaded."
    way_out = _way_out(use, name, why, plugins, packages)
    # Of a plugin that is not loaded nobody knows what it declares.
    left_out = "" if why or plugins.elsewhere(name) else plugins.why_left_out(name, packages)
    diagnostics.error(place, " ".join(filter(None, (sentence, way_out, left_out))))


def _way_out(use: Use, name: str, why: str, plugins: Registry, packages: Mapping[str, str]) -> str:
    if name in _OLD_NAMES:
        return _OLD_NAMES[name]
    if why:
        return why
    home = plugins.elsewhere(name)
    if home and home != use:
        return _HOMES[home]
    prefix = name.partition(".")[0]
    if prefix != name and prefix in packages:
        return f"It comes with a plugin that is not installed: {install_command(packages[prefix])}"
    names = plugins.names(use)
    hint = did_you_mean(name, names).strip()
    if hint:
        return hint
    if prefix != name:
        return (
            f"No plugin '{prefix}' is installed. "
            f"Install the package that provides it, and name it under 'plugins': '{prefix}: its-package'."
        )
    return f"There are: {', '.join(names)}." if names else "No plugin that provides one is installed."
