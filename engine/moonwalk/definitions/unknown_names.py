"""The messages about rules, rankings and notices that are unknown or not supported yet."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from moonwalk.api.problems import Place, did_you_mean, quoted
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.requirements import install_command
from moonwalk.registry import Registry, Use

NAMES: Final = MappingProxyType(
    {
        "person": (),
        "team": (),
        "company": (),
        "ranking": (),
        "notice": (
            "streak_at_risk",
            "entry_rejected",
            "entry_corrected",
            "organiser_digest",
        ),
    }
)
"""Names of the language, by where they stand, that need not be installed."""
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
    later = missing_name(use, name)
    why = plugins.why_missing(use, name)
    if later and not why:
        (diagnostics.warning if use == "notice" else diagnostics.error)(place, later)
        return
    sentence = f"there is no {kind} {quoted(name)} here."
    way_out = _way_out(use, name, why, plugins, packages)
    # Of a plugin that is not loaded nobody knows what it declares.
    left_out = "" if why or plugins.elsewhere(name) else plugins.why_left_out(name, packages)
    diagnostics.error(place, " ".join(filter(None, (sentence, way_out, left_out))))


def _way_out(use: Use, name: str, why: str, plugins: Registry, packages: Mapping[str, str]) -> str:
    if name in _OLD_NAMES:
        return _OLD_NAMES[name]
    if why:
        return why
    home = plugins.elsewhere(name) or home_of(name)
    if home and home != use:
        return _HOMES[home]
    prefix = name.partition(".")[0]
    if prefix != name and prefix in packages:
        return f"It comes with a plugin that is not installed: {install_command(packages[prefix])}"
    names = plugins.names(use)
    hint = did_you_mean(name, (*names, *NAMES[use])).strip()
    if hint:
        return hint
    if prefix != name:
        return (
            f"No plugin '{prefix}' is installed. "
            f"Install the package that provides it, and name it under 'plugins': '{prefix}: its-package'."
        )
    return f"There are: {', '.join(names)}." if names else "No plugin that provides one is installed."


def missing_name(use: Use, name: str) -> str:
    """Return the message about a name of the language that no plugin brings; empty for any other name."""
    if name not in NAMES[use]:
        return ""
    kind = {"ranking": "ranking", "notice": "notice"}.get(use, "rule")
    sentence = f"'{name}' is a {kind} of the language that this version does not have yet."
    return f"{sentence} Nothing is sent for it." if use == "notice" else sentence


def home_of(name: str) -> Use | None:
    """Return the role of a name of the language that no plugin brings; None for other names."""
    homes: dict[str, Use] = dict.fromkeys(NAMES["person"], "person")
    homes |= dict.fromkeys(NAMES["team"], "team")
    homes |= dict.fromkeys(NAMES["company"], "company")
    return homes.get(name)


def check_supported(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report keys and values that this version does not support."""
    for notice in draft.notices:
        if notice.declaration and notice.fields.values.get("to", "people") != "people":
            diagnostics.warning(
                notice.fields.at("to"),
                "this version sends every notice to each person; 'to' changes nothing yet.",
            )
