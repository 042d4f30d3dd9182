"""What a plugin imports. This module holds what rules and rankings need; five more hold the rest.

| module | holds |
|---|---|
| `moonwalk.api` | rules, rankings, what they are given and what they answer |
| `moonwalk.api.fields` | the typed fields of which YAML keys are made, and the values they parse to |
| `moonwalk.api.files` | sources: files into rows, sheets, cells |
| `moonwalk.api.notices` | notices and the channels that carry them |
| `moonwalk.api.panels` | panels of the challenge screen |
| `moonwalk.api.arrays` | the vectorised forms, provisional |

Data classes are frozen and take their fields by name, so that fields can be added. Nothing that a plugin is
given can be written to, neither mappings nor arrays.

A plugin may rely on the names in the `__all__` of these six, and on nothing else. The other modules in
this package are inner machinery, which the engine imports by their own names; they may change without
notice, as all of Moonwalk outside this package may.
"""

from moonwalk.api.advice import Advice, BoardFacts, ChallengeFacts, RuleFacts, Trait
from moonwalk.api.cards import Card, Square
from moonwalk.api.field_specs import Group
from moonwalk.api.hooks import MOONWALK_API, hookimpl
from moonwalk.api.problems import FieldError
from moonwalk.api.rankings import Ranking, Standing
from moonwalk.api.rules import (
    AdjustmentRule,
    CompanyProgress,
    CompanyRule,
    Component,
    DayRule,
    DuringPolicy,
    LeagueRule,
    Milestone,
    PersonRule,
    Rule,
    TeamRule,
)
from moonwalk.api.teams import (
    BoardResult,
    BoardResults,
    League,
    LeagueWeek,
    Member,
    Summaries,
    Summary,
    TeamAward,
    TeamDay,
    TeamTimeline,
)
from moonwalk.api.timeline import (
    Award,
    AwardPeriod,
    Change,
    Context,
    Day,
    Entry,
    GoalInfo,
    GoalPeriod,
    Inputs,
    Progress,
    Status,
    Timeline,
)
from moonwalk.api.values import show_amount

__all__ = [
    "MOONWALK_API",
    "AdjustmentRule",
    "Advice",
    "Award",
    "AwardPeriod",
    "BoardFacts",
    "BoardResult",
    "BoardResults",
    "Card",
    "ChallengeFacts",
    "Change",
    "CompanyProgress",
    "CompanyRule",
    "Component",
    "Context",
    "Day",
    "DayRule",
    "DuringPolicy",
    "Entry",
    "FieldError",
    "GoalInfo",
    "GoalPeriod",
    "Group",
    "Inputs",
    "League",
    "LeagueRule",
    "LeagueWeek",
    "Member",
    "Milestone",
    "PersonRule",
    "Progress",
    "Ranking",
    "Rule",
    "RuleFacts",
    "Square",
    "Standing",
    "Status",
    "Summaries",
    "Summary",
    "TeamAward",
    "TeamDay",
    "TeamRule",
    "TeamTimeline",
    "Timeline",
    "Trait",
    "hookimpl",
    "show_amount",
]
