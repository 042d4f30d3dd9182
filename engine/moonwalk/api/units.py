"""Words for units: which belong together, in singular and plural, in any language."""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from types import MappingProxyType
from typing import Final

# A unit, the unit it is measured by within its family, and how many of those it holds.
# One international mile is 1.609344 km by definition (1959).
FAMILIES: Final = MappingProxyType(
    {
        "minute": ("minute", Fraction(1)),
        "hour": ("minute", Fraction(60)),
        "metre": ("metre", Fraction(1)),
        "km": ("metre", Fraction(1000)),
        "mile": ("metre", Fraction(1_609_344, 1000)),
    }
)
# Neither signs nor digits, nor dashes and quotes of word processors; letters of any script, with their marks.
# Without classes of letters, so that editors which read the schema understand it as Python does.
UNIT: Final = r"(?!_)[^\s\d!-/:-@\[-^`{-~\u2000-\u206f]+"
_IRREGULAR: Final = MappingProxyType(
    {
        "calves": "calf",
        "halves": "half",
        "knives": "knife",
        "leaves": "leaf",
        "lives": "life",
        "loaves": "loaf",
        "shelves": "shelf",
        "wolves": "wolf",
        "people": "person",
        "children": "child",
        "men": "man",
        "women": "woman",
        "feet": "foot",
        "teeth": "tooth",
        "geese": "goose",
        "mice": "mouse",
        "buses": "bus",
        "quizzes": "quiz",
        "potatoes": "potato",
        "tomatoes": "tomato",
        "heroes": "hero",
        "echoes": "echo",
        "aches": "ache",
        "headaches": "headache",
        "axes": "axe",
        "calories": "calorie",
        "cookies": "cookie",
        "movies": "movie",
        "selfies": "selfie",
        "smoothies": "smoothie",
        "veggies": "veggie",
        "brownies": "brownie",
        "hoodies": "hoodie",
        "series": "series",
        "species": "species",
    }
)
_LONGEST_ENDING: Final = 2


def singular(unit: str) -> str:
    """The unit in the singular, by which units are compared.

    >>> from moonwalk.api.fields import singular
    >>> singular("minutes"), singular("glasses")
    ('minute', 'glass')
    """
    # Capitals and accents are of other languages, whose plurals this does not know.
    if not unit.isascii() or unit != unit.lower():
        return unit
    before, joint, word = unit.rpartition("_")
    return f"{before}{joint}{_IRREGULAR.get(word) or _regular(word)}"


def _regular(word: str) -> str:
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if word.endswith("ies") and len(word) > len("ties"):
        return f"{word[:-3]}y"
    return _without_s(word)


def _without_s(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def same_unit(unit: str, other: str) -> bool:
    """Whether two words are one unit, in the singular or the plural.

    In English by its rules. In other languages, where a capital or an accent shows one, by the beginning of
    the word: `Glas` and `Gl\u00e4ser` are the same.
    """
    if unit == other:
        return True
    first, second = singular(unit), singular(other)
    if first == second or _without_s(unit) == _without_s(other):
        return True
    if _is_plain(unit) and _is_plain(other):
        return False
    shorter, longer = sorted((_folded(unit), _folded(other)), key=len)
    if len(longer) - len(shorter) > _LONGEST_ENDING:
        return False
    alike = next(
        (at for at, pair in enumerate(zip(shorter, longer, strict=False)) if pair[0] != pair[1]), len(shorter)
    )
    return shorter == longer or alike >= max(len(shorter) - 1, _LONGEST_ENDING + 1)


def _is_plain(unit: str) -> bool:
    return unit.isascii() and unit == unit.lower()


def _folded(unit: str) -> str:
    letters = unicodedata.normalize("NFKD", unit).casefold()
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def convertible(unit: str, other: str) -> bool:
    """Whether amounts in one unit convert to the other without a rate.

    >>> from moonwalk.api.fields import convertible
    >>> convertible("km", "miles"), convertible("km", "minutes")
    (True, False)
    """
    if same_unit(unit, other):
        return True
    first, second = singular(unit), singular(other)
    return first in FAMILIES and second in FAMILIES and FAMILIES[first][0] == FAMILIES[second][0]
