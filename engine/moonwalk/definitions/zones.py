"""Time zones: the typed field, and what was probably meant by an abbreviation or an offset."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final
from zoneinfo import TZPATH, ZoneInfo, available_timezones

from moonwalk.api.field_types import FieldType
from moonwalk.api.problems import FieldError, did_you_mean, quoted

_ZONE = r"[A-Z][A-Za-z_]+(?:/[A-Za-z_+\-0-9]+){0,2}"
_WRITE: Final = "Write a region and a city: Europe/Berlin."
_OFFSET: Final = re.compile(r"(?:GMT|UTC|Z)? ?([+\-\u2212\u2013]) ?0?([0-9]|1[0-4])(?::?([0-5][0-9]))?", re.I)
_FIXED: Final = re.compile(r"Etc/GMT([+-])([1-9]|1[0-4])")
_CITIES: Final = MappingProxyType(
    {
        "CET": "Europe/Berlin",
        "CEST": "Europe/Berlin",
        "MET": "Europe/Berlin",
        "MEZ": "Europe/Berlin",
        "MESZ": "Europe/Berlin",
        "WET": "Europe/Lisbon",
        "WEST": "Europe/Lisbon",
        "EET": "Europe/Helsinki",
        "EEST": "Europe/Helsinki",
        "MSK": "Europe/Moscow",
        "BST": "Europe/London",
        "EST": "America/New_York",
        "EDT": "America/New_York",
        "ET": "America/New_York",
        "EST5EDT": "America/New_York",
        "CST": "America/Chicago",
        "CDT": "America/Chicago",
        "CT": "America/Chicago",
        "CST6CDT": "America/Chicago",
        "MST": "America/Denver",
        "MDT": "America/Denver",
        "MT": "America/Denver",
        "MST7MDT": "America/Denver",
        "PST": "America/Los_Angeles",
        "PDT": "America/Los_Angeles",
        "PT": "America/Los_Angeles",
        "PST8PDT": "America/Los_Angeles",
        "AKST": "America/Anchorage",
        "HST": "Pacific/Honolulu",
        "IST": "Asia/Kolkata",
        "SGT": "Asia/Singapore",
        "JST": "Asia/Tokyo",
        "KST": "Asia/Seoul",
        "AEST": "Australia/Sydney",
        "AEDT": "Australia/Sydney",
        "AWST": "Australia/Perth",
        "NZST": "Pacific/Auckland",
        "NZDT": "Pacific/Auckland",
    }
)
_BETWEEN_HOURS: Final = MappingProxyType(
    {
        "-9:30": "Pacific/Marquesas",
        "-3:30": "America/St_Johns",
        "+3:30": "Asia/Tehran",
        "+4:30": "Asia/Kabul",
        "+5:30": "Asia/Kolkata",
        "+5:45": "Asia/Kathmandu",
        "+6:30": "Asia/Yangon",
        "+8:45": "Australia/Eucla",
        "+9:30": "Australia/Darwin",
        "+10:30": "Australia/Lord_Howe",
        "+12:45": "Pacific/Chatham",
    }
)


@dataclass(frozen=True)
class ZoneKind(FieldType[str]):
    """`Europe/Berlin`; abbreviations that the tz database happens to have are read as well."""

    name: ClassVar[str] = "timezone"

    def parse(self, text: str) -> str:
        """The name of a zone of the tz database."""
        if _is_there(text):
            return text
        zones = _zones()
        if text not in zones:
            hint = zone_hint(text) or _city(text, zones) or did_you_mean(text, zones).strip()
            raise FieldError(f"there is no time zone {quoted(text)}. {hint or _WRITE}")
        return text

    def accept(self, raw: object) -> str:
        """A zone as text."""
        return self.parse(str(raw))

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "pattern": f"^{_ZONE}$"}


def _is_there(zone: str) -> bool:
    """Whether the system has a zone of this very name: a list of all of them takes a while to make."""
    if not re.fullmatch(_ZONE, zone):
        return False
    region, _, city = zone.rpartition("/")
    for place in TZPATH:
        with suppress(OSError, ValueError, KeyError):
            # Where letters of any case lead to one file, a zone could be opened by a wrong name.
            if city in (entry.name for entry in Path(place, region).iterdir()):
                return ZoneInfo(zone).key == zone
    return False


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(zone for zone in available_timezones() if re.fullmatch(_ZONE, zone)))


def _city(text: str, zones: tuple[str, ...]) -> str:
    """The zone of a city that was written without its region, as a question; nothing if there is none."""
    name = text.lower().replace(" ", "_")
    zone = next((zone for zone in zones if zone.rpartition("/")[2].lower() == name), "")
    return f"Did you mean '{zone}'?" if zone else ""


def zone_hint(text: str) -> str:
    """What to write for an abbreviation or an offset from UTC; nothing for anything else."""
    city = _CITIES.get(text.upper())
    if city:
        return (
            f"An abbreviation does not say when the clocks change, and some stand for several zones. "
            f"Write a region and a city, for example '{city}'."
        )
    match = _OFFSET.fullmatch(text[:40])
    if match is None:
        return ""
    sign, minutes = "+" if match[1] == "+" else "-", match[3] or "00"
    offset = f"{sign}{int(match[2])}{'' if minutes == '00' else f':{minutes}'}"
    city = _BETWEEN_HOURS.get(offset)
    if city:
        return f"Write a region and a city, for example '{city}', which is UTC{offset}."
    if minutes != "00":
        return f"No zone is UTC{offset}. {_WRITE}"
    if offset[1:] == "0":
        return "Write 'UTC', or better a region and a city: Europe/London."
    # POSIX counts westward, so the sign is the other way round.
    fixed = f"Etc/GMT{'-' if sign == '+' else '+'}{offset[1:]}"
    return f"UTC{offset} all year is '{fixed}', with the sign turned round. {_WRITE}"


def is_abbreviation(zone: str) -> bool:
    """Whether a zone of the tz database is one of the abbreviations that hide when the clocks change."""
    return zone in _CITIES


def turned_offset(zone: str) -> str:
    """The offset that a fixed zone such as `Etc/GMT-5` has, `UTC+5`; nothing for other zones."""
    match = _FIXED.fullmatch(zone)
    return f"UTC{'-' if match[1] == '+' else '+'}{match[2]}" if match else ""


Zone = Annotated[str, ZoneKind()]
