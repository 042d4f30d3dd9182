"""The registry of plugins: finds them, loads them under guard, wraps each class in an adapter."""

from moonwalk.host.adapters import Adapter, NamedAdapter
from moonwalk.host.declarations import Use
from moonwalk.host.failures import PluginFailure
from moonwalk.host.found import FoundPlugin, find_plugins
from moonwalk.host.loading import adapt, load, parse_allow_list, plugin_of
from moonwalk.host.notice_adapters import TriggerAdapter
from moonwalk.host.plugins import Plugins
from moonwalk.host.ranking_adapters import RankingAdapter
from moonwalk.host.reports import PluginReport, State
from moonwalk.host.rule_adapters import (
    AdjustmentRuleAdapter,
    CompanyRuleAdapter,
    DayRuleAdapter,
    LeagueRuleAdapter,
    PersonRuleAdapter,
    RuleAdapter,
    TeamRuleAdapter,
)
from moonwalk.host.workspace_adapters import ChannelAdapter, PanelAdapter, SourceAdapter

__all__ = [
    "Adapter",
    "AdjustmentRuleAdapter",
    "ChannelAdapter",
    "CompanyRuleAdapter",
    "DayRuleAdapter",
    "FoundPlugin",
    "LeagueRuleAdapter",
    "NamedAdapter",
    "PanelAdapter",
    "PersonRuleAdapter",
    "PluginFailure",
    "PluginReport",
    "Plugins",
    "RankingAdapter",
    "RuleAdapter",
    "SourceAdapter",
    "State",
    "TeamRuleAdapter",
    "TriggerAdapter",
    "Use",
    "adapt",
    "find_plugins",
    "load",
    "parse_allow_list",
    "plugin_of",
]
