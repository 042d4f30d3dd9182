"""The registry of plugins: finds them, loads them under guard, wraps each class in an adapter."""

from typing import TYPE_CHECKING, Any

from moonwalk.registry.adapters import Adapter, NamedAdapter, RankingAdapter, TriggerAdapter
from moonwalk.registry.declarations import Use
from moonwalk.registry.discovery import FoundPlugin, find_plugins, same_package
from moonwalk.registry.first_look import forget_strangers
from moonwalk.registry.guard import PluginFailure
from moonwalk.registry.loader import adapt, load, parse_allow_list, plugin_of
from moonwalk.registry.registry import PluginReport, Registry, State
from moonwalk.registry.rule_adapters import (
    AdjustmentRuleAdapter,
    CompanyRuleAdapter,
    DayRuleAdapter,
    LeagueRuleAdapter,
    PersonRuleAdapter,
    RuleAdapter,
    TeamRuleAdapter,
)
from moonwalk.registry.trust import (
    EVERYTHING,
    NOBODY,
    PluginCode,
    Policy,
    Trust,
    approve_here,
    code_of_plugin,
)

if TYPE_CHECKING:
    from moonwalk.registry.workspace_adapters import (
        ChannelAdapter,
        PanelAdapter,
        SourceAdapter,
        UnreadableFile,
    )

__all__ = [
    "EVERYTHING",
    "NOBODY",
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
    "PluginCode",
    "PluginFailure",
    "PluginReport",
    "Policy",
    "RankingAdapter",
    "Registry",
    "RuleAdapter",
    "SourceAdapter",
    "State",
    "TeamRuleAdapter",
    "TriggerAdapter",
    "Trust",
    "UnreadableFile",
    "Use",
    "adapt",
    "approve_here",
    "code_of_plugin",
    "find_plugins",
    "forget_strangers",
    "load",
    "parse_allow_list",
    "plugin_of",
    "same_package",
]


def __getattr__(name: str) -> Any:
    # Files, channels and panels are no business of most commands, which need not wait for them.
    if name in ("ChannelAdapter", "PanelAdapter", "SourceAdapter", "UnreadableFile"):
        from moonwalk.registry import workspace_adapters

        return getattr(workspace_adapters, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
