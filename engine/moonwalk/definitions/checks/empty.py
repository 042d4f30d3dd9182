"""Sections that are there and hold nothing."""

from __future__ import annotations

from moonwalk.definitions.draft import Draft
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.nodes import ListNode, MapNode


def check_empty(draft: Draft, findings: Findings) -> None:
    """A challenge in which nobody can log or earn anything."""
    activities, rules = draft.top.nodes.get("activities"), draft.top.nodes.get("rules")
    if isinstance(activities, MapNode) and not activities.entries:
        findings.error(activities.place, "there is no activity yet, so nobody could log anything. Add one.")
    if isinstance(rules, ListNode) and not rules.items:
        findings.error(rules.place, "there is no rule yet, so nobody could earn anything. Add one.")
