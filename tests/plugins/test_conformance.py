"""What strangers' plugins are checked for holds for ours: everything that is installed, with made-up keys."""

from __future__ import annotations

import pytest

from moonwalk.registry import find_plugins, load
from moonwalk.testing.kit import check_subject

PLUGINS = load(installed=[plugin for plugin in find_plugins() if plugin.first_party])
QUICK = (
    "goals.goal_met",
    "rankings.mean",
    "notices.weekly_recap",
    "files.file",
    "participation.participation",
)


def checked(name):
    result = check_subject(name, PLUGINS.adapters[name].declared.made)
    assert (result.faults, result.not_tried) == ((), "")


@pytest.mark.parametrize("name", [name for name in PLUGINS.adapters if name.split()[1] in QUICK])
def test_one_of_each_kind_keeps_what_the_kit_checks(name):
    checked(name)


@pytest.mark.torture
@pytest.mark.parametrize("name", [name for name in PLUGINS.adapters if name.split()[1] not in QUICK])
def test_every_other_one_keeps_it_too(name):
    checked(name)
