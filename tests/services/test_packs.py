"""A pack of challenges cannot take the name of one that comes with Moonwalk, nor of another pack's."""

from __future__ import annotations

import pytest

from moonwalk.api import hookimpl
from moonwalk.registry import FoundPlugin, find_plugins, load
from moonwalk.services.creation import list_templates, template_text
from moonwalk.services.errors import Refused
from moonwalk.services.sample import sample_roster


class Pack:
    """A plugin that brings a folder of challenges."""

    def __init__(self, folder):
        self.folder = folder

    @hookimpl
    def moonwalk_challenges(self):
        return [self.folder]


@pytest.fixture
def packs(tmp_path):
    """Moonwalk's own plugins, and two packs whose challenges have taken names."""
    strangers = []
    for name, stems in {"acme": ("walk-backward", "puddles", "mud"), "beta": ("puddles",)}.items():
        folder = tmp_path / name / "challenges"
        folder.mkdir(parents=True)
        for stem in stems:
            (folder / f"{stem}.yaml").write_text(f"# of {name}\n", encoding="utf-8")
        (tmp_path / name / "acme").mkdir()
        (tmp_path / name / "acme" / "roster.csv").write_text("id\n", encoding="utf-8")
        pack = Pack(folder)
        strangers.append(FoundPlugin(name, name, f"moonwalk-{name}", "1", lambda pack=pack: pack))
    own = [plugin for plugin in find_plugins() if plugin.first_party]
    return load(installed=[*strangers, *own])


def test_a_shipped_challenge_keeps_its_name(packs):
    names = [row.name for row in list_templates(packs)]

    assert names.count("walk-backward") == 1
    assert {"acme.walk-backward", "acme.puddles", "beta.puddles", "mud"} <= set(names)
    assert not {"puddles", "acme.mud"} & set(names)
    assert "# of acme" not in template_text(packs, "walk-backward")
    assert template_text(packs, "acme.walk-backward") == "# of acme\n"


def test_a_full_name_is_always_right(packs):
    assert template_text(packs, "acme.mud") == template_text(packs, "mud") == "# of acme\n"
    assert template_text(packs, "library.walk-backward") == template_text(packs, "walk-backward")
    with pytest.raises(Refused, match=r"There is no template 'puddles'\."):
        template_text(packs, "puddles")


def test_the_sample_company_is_moonwalks_own(packs):
    assert len(sample_roster(packs).read_text("utf-8").splitlines()) > 40
