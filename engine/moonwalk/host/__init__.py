"""The plugin host: finds plugins, loads them under guard, and knows what is whose."""

from moonwalk.host.failures import PluginFailure
from moonwalk.host.found import FoundPlugin, find_plugins
from moonwalk.host.handles import Handle
from moonwalk.host.loading import load, parse_allow_list
from moonwalk.host.notice_handles import ChannelHandle, TriggerHandle
from moonwalk.host.panel_handles import PanelHandle
from moonwalk.host.plugins import Plugins
from moonwalk.host.ranking_handles import RankingHandle
from moonwalk.host.reports import PluginReport, State
from moonwalk.host.rule_handles import RuleHandle
from moonwalk.host.source_handles import SourceHandle

__all__ = [
    "ChannelHandle",
    "FoundPlugin",
    "Handle",
    "PanelHandle",
    "PluginFailure",
    "PluginReport",
    "Plugins",
    "RankingHandle",
    "RuleHandle",
    "SourceHandle",
    "State",
    "TriggerHandle",
    "find_plugins",
    "load",
    "parse_allow_list",
]
