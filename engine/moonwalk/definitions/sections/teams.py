"""How teams are formed and what happens when their members change."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, InstanceOf

from moonwalk.api.fields import Column
from moonwalk.api.values import SizeRange
from moonwalk.definitions.sections.fields import Section, Size, Word
from moonwalk.definitions.sections.items import Item


class TeamKeys(Section):
    """What an author writes about teams, beside the rules that pay them."""

    formed: Literal["drawn", "from the roster", "by the members"] = Field(
        description="who decides: drawn, from the roster, or by the members"
    )
    column: Column | None = None
    called: Word = "team"
    size: Size = SizeRange(5, 8)
    no_entries: Literal["count as zero", "are left out"] = "count as zero"
    joiners: Literal["count from their first day", "count from the start"] = "count from their first day"
    leavers: Literal["keep their points in the team", "take their points away"] = (
        "keep their points in the team"
    )
    movers: Literal["leave points where earned", "take points along"] = "leave points where earned"


class Teams(TeamKeys):
    """The teams of a challenge and what they earn on top of their members' points."""

    rules: tuple[InstanceOf[Item], ...] = ()
