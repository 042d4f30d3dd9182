"""What a rule's own plugin objects to, asked only about items that are otherwise in order."""

from __future__ import annotations

from moonwalk.definitions.building import config_of
from moonwalk.definitions.draft import Draft, ItemDraft
from moonwalk.definitions.findings import Findings


def check_declared(draft: Draft, findings: Findings) -> None:
    """The messages of each declaration's own validators, at the keys they name."""
    for item in draft.items:
        if item.declaration is None or not _is_readable(item, draft):
            continue
        for key, message in item.declaration.configured(config_of(item, draft)).problems():
            findings.error(item.fields.at(key), message)


def _is_readable(item: ItemDraft, draft: Draft) -> bool:
    if item.takes_activity and not draft.activity_of(item.fields):
        return False
    return item.fields.complete
