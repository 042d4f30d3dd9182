"""What a challenge does with what it knows of people, in sentences that follow from its settings.

The page shows them before the first entry, and the data-protection sheet has them for the works council.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from moonwalk.api.language import Catalogue
from moonwalk.definitions import Challenge

_TEXTS: Final = Catalogue(__name__)


def who_sees(challenge: Challenge) -> Iterator[str]:
    """Who sees what of people: other participants, organisers, and everyone of groups."""
    privacy = challenge.privacy
    match privacy.people_see:
        case "own points":
            yield _TEXTS.gettext("Participants see their own points, and nobody else's by name.")
        case "own team":
            yield _TEXTS.gettext("Participants see the points of their own team by name, and of nobody else.")
        case "everyone":
            yield _TEXTS.gettext("Participants see everyone's points by name.")
    if privacy.people_see != "own points":
        yield _named(privacy.names)
    yield _TEXTS.gettext(
        "Figures of groups are published when a week has closed, and none about fewer than {number} people."
    ).format(number=privacy.smallest_group)
    if privacy.organisers_see == "entries":
        yield _TEXTS.gettext("The organisers see everyone's points and entries.")
    else:
        yield _TEXTS.gettext(
            "The organisers see everyone's points. To look at somebody's entries they have to give a reason."
        )
    if challenge.teams is not None and challenge.teams.captains:
        yield _TEXTS.gettext(
            "Captains can log for the members of their own team. They see the names of these and what they "
            "logged for them, and nothing that anybody else entered. Who logged it is recorded."
        )
    yield _TEXTS.gettext(
        "Who looked at somebody's entries, when and why is recorded. That person may ask for it."
    )


def what_of_cheers(challenge: Challenge) -> Iterator[str]:
    """What is kept of cheers, where the challenge has them."""
    if challenge.teams is not None and challenge.teams.cheers != "none":
        yield _TEXTS.gettext(
            "For which team somebody cheered, and on which day. Everyone sees how many cheers a team got in "
            "the week, and nobody from whom. They are removed together with what people logged."
        )


def how_long(challenge: Challenge) -> Iterator[str]:
    """How long what people logged is kept."""
    yield _TEXTS.gettext(
        "What people logged is removed {days} days after the last day has closed; the results stay."
    ).format(days=challenge.privacy.keep_entries)


def _named(form: str) -> str:
    match form:
        case "full":
            return _TEXTS.gettext("Others are shown with their full names.")
        case "first name":
            return _TEXTS.gettext("Others are shown with their first names.")
        case "nickname":
            return _TEXTS.gettext("Others are shown with the nickname that the roster has for them.")
        case _:
            return _TEXTS.gettext("Others are shown with their initials.")
