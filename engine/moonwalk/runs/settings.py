"""The settings of a workspace: `moonwalk.yaml`, read with the guards of challenge files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from moonwalk.api.cells import clean_name
from moonwalk.definitions import WorkspaceSettings, read_settings
from moonwalk.definitions.kinds import ZoneKind
from moonwalk.host import Plugins
from moonwalk.runs.errors import Refused

FILE_NAME: Final = "moonwalk.yaml"

_LONGEST: Final = 60

_NO_ZONE: Final = "# timezone: Europe/Berlin"

_NEW = """\
# The settings of this workspace. Every key may be left out.
name: {name}
{timezone}

# Where messages go. There are:
{channels}
channels: [{chosen}]

# Plugins that are installed but not wanted here.
plugins:
  without: []
"""


def new_settings(name: str, timezone: str, plugins: Plugins) -> str:
    """The text of a settings file to begin with. FieldError where the time zone is none.

    Without one, a challenge's own zone is that of people who have none.
    """
    # In quotes a name may be anything: a year, a bracket, a colon.
    shown = json.dumps(clean_name(name)[:_LONGEST] or "Moonwalk", ensure_ascii=False)
    zone = f"timezone: {ZoneKind().parse(timezone)}" if timezone else _NO_ZONE
    channels = sorted(plugins.channels().items())
    return _NEW.format(
        name=shown,
        timezone=f"{zone}  # of people who have none of their own",
        channels="\n".join(f"#   {channel}: {adapter.first_line}" for channel, adapter in channels),
        chosen=", ".join(plugins.channels_unless_named()),
    )


def load_settings(folder: Path) -> WorkspaceSettings:
    """The settings of a workspace. Refused, with every problem, where the file is not as it should be."""
    path = folder / FILE_NAME
    settings, problems = read_settings(path)
    if settings is None:
        raise Refused(f"The settings {path} cannot be used. Nothing was changed. Mend the file:", problems)
    return settings
