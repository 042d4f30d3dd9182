"""Contract 1 only grows: all that plugins could see of the API when it was settled is there as it was.

`contract_1.json` is what they could see. It is written once, and never again.
"""

from __future__ import annotations

import inspect
import json
import re
from copy import deepcopy
from hashlib import sha256
from pathlib import Path

import pytest

from moonwalk.api import hooks

from .surface import broken, surface

HERE = Path(__file__).parent
SETTLED = json.loads((HERE / "contract_1.json").read_text(encoding="utf-8"))
REFERENCE = HERE.parents[1] / "docs" / "reference"
FROZEN = "ac3b38de319a3da9cf61bd4de77174972522b4f25cdb9de17a87904b3fa11047"


def frozen_files() -> list[Path]:
    """The files of the frozen plugin, and of the contract."""
    kinds = (".md", ".py", ".toml", ".yaml")
    plugin = (path for path in (HERE / "first").rglob("*") if path.suffix in kinds)
    return sorted([HERE / "contract_1.json", *plugin])


def test_what_stands_for_contract_1_has_not_been_edited():
    digest = sha256()
    for path in frozen_files():
        # Git may write line ends as the system has them.
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
        digest.update(f"{path.relative_to(HERE).as_posix()}\n{text}".encode())

    assert digest.hexdigest() == FROZEN, "the frozen plugin and contract_1.json must never change"


def test_nothing_of_the_contract_is_gone_or_asks_for_more():
    assert broken(SETTLED, surface()) == []


def test_the_hooks_are_those_of_the_contract():
    there = {name for name, hook in vars(hooks).items() if name.startswith("moonwalk_")}
    plugin = (HERE / "first" / "moonwalk_first" / "__init__.py").read_text(encoding="utf-8")

    assert there >= set(re.findall(r"def (moonwalk_\w+)", plugin))
    assert len(re.findall(r"def (moonwalk_\w+)", plugin)) == 7
    assert [name for name in there if inspect.signature(getattr(hooks, name)).parameters] == []


def test_the_frozen_plugin_uses_every_name_of_the_contract():
    source = "\n".join(path.read_text(encoding="utf-8") for path in frozen_files() if path.suffix == ".py")
    names = [name for module in SETTLED.values() for name in module]

    assert len(names) == 130
    assert [name for name in names if len(re.findall(rf"\b{name}\b", source)) < 2] == []


@pytest.mark.parametrize("module", SETTLED)
def test_a_name_that_came_later_says_since_when(module):
    assert unmarked(REFERENCE / f"{module.removeprefix('moonwalk.')}.md", set(SETTLED[module])) == []


def unmarked(page: Path, settled: set[str]) -> list[str]:
    """The names on a page of the reference that came later than the contract and do not say when."""
    sections = re.split(r"^## (\w+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    texts = dict(zip(sections[::2], sections[1::2], strict=True))
    assert settled <= set(texts)
    return [name for name in texts if name not in settled and not re.search(r"Since \d+\.\d+", texts[name])]


def test_a_name_that_does_not_say_is_noticed(tmp_path):
    page = tmp_path / "api.md"
    page.write_text(
        "# a\n\n## Old\n\nText.\n\n## New\n\nText.\n\n## Newer\n\nText. Since 0.3.\n", encoding="utf-8"
    )

    assert unmarked(page, {"Old"}) == ["New"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda now: now["moonwalk.api"].pop("Award"), "moonwalk.api.Award is gone"),
        (lambda now: now["moonwalk.api"]["Award"]["members"].pop("badge"), "members.badge is gone"),
        (lambda now: now["moonwalk.api"]["Award"]["make"].pop("badge"), "make.badge is gone"),
        (lambda now: now["moonwalk.api"]["Award"]["make"].update(mood="keyword-only"), "mood is asked for"),
        (
            lambda now: now["moonwalk.api"]["Award"]["make"].update(badge="keyword-only"),
            "badge was keyword-only, optional, and is keyword-only",
        ),
        (
            lambda now: now["moonwalk.api"]["PersonRule"]["members"]["awards"].update(
                more="positional or keyword"
            ),
            "awards.more is asked for",
        ),
        (lambda now: now["moonwalk.api.files"]["read_date"]["call"].pop("order"), "call.order is gone"),
    ],
)
def test_what_breaks_a_plugin_is_noticed(change, told):
    now = deepcopy(SETTLED)
    change(now)

    (wrong,) = broken(SETTLED, now)
    assert told in wrong


def test_what_breaks_nobody_is_allowed():
    now = deepcopy(SETTLED)
    now["moonwalk.api"]["Wind"] = {"make": {}, "members": {}}
    now["moonwalk.api"]["Award"]["make"] |= {
        "mood": "keyword-only, optional",
        "day": "keyword-only, optional",
    }

    assert broken(SETTLED, now) == []
