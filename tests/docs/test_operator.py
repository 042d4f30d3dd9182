from __future__ import annotations

import re
from pathlib import Path

from moonwalk.definitions import WorkspaceSettings, read_settings
from moonwalk.registry import load
from moonwalk.scoring.membership import draw_lots
from moonwalk.scoring.prizes import lot
from moonwalk.scoring.standings import tiebreak_lots
from moonwalk.services.workspace import DATABASE, MESSAGES, new_settings
from moonwalk.store.launches import seed_sha256

GUIDE = "docs/operator.md"
ROOT = Path(__file__).parents[2]


def test_a_draw_is_checked_as_the_guide_says(text_of, capsys):
    (block,) = re.findall(r"^```python\n(.*?)^```$", text_of(GUIDE), re.MULTILINE | re.DOTALL)
    exec(block, {})
    commitment, ticket, row, member = capsys.readouterr().out.split()
    seed = int(re.findall(r'seed = "(\d+)"', block)[0])

    assert commitment == seed_sha256(seed)
    assert ticket == lot(seed, "weekly_draw", "p17", 2)
    assert int(row[:16], 16) >> 1 == tiebreak_lots(seed, "team_table", ("t4",))[0]
    assert int(member[:16], 16) == draw_lots(seed, "walk-backward", ["p17"])[0]


def test_the_settings_of_the_guide_are_those_of_the_example(text_of, tmp_path):
    block = re.findall(r"^```yaml\n(.*?)^```$", text_of(GUIDE), re.MULTILINE | re.DOTALL)[0]
    (tmp_path / "moonwalk.yaml").write_text(block, encoding="utf-8")
    told, problems = read_settings(tmp_path / "moonwalk.yaml")
    assert problems == ()
    assert read_settings(ROOT / "examples" / "acme" / "moonwalk.yaml") == (told, ())


def test_every_setting_has_a_row_with_its_default(text_of):
    defaults, plugins = WorkspaceSettings(), load(frozenset())
    assert defaults.channels is None
    assert f"| `name` | `{defaults.name}` |" in text_of(GUIDE)
    assert (defaults.timezone == "") == ("| `timezone` | the challenge's own |" in text_of(GUIDE))
    assert f"| `channels` | `[{', '.join(plugins.default_channels())}]` |" in text_of(GUIDE)
    keys = re.findall(r"^(\w+):", new_settings("Acme", "UTC", plugins), re.MULTILINE)
    assert [key for key in keys if f"| `{key}` |" not in text_of(GUIDE)] == []


def test_what_is_in_a_workspace_is_told_by_its_name(text_of):
    assert f"| `{DATABASE}` |" in text_of(GUIDE)
    assert f"| `{MESSAGES}/` |" in text_of(GUIDE)
