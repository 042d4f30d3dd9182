"""The language in which somebody is written to: catalogues of sentences, and numbers and dates by locale.

Sentences are written in English, in the code; a catalogue of gettext has them in other languages. It is the
directory `locale` of a package, as every tool for translators makes it: `locale/de/LC_MESSAGES/messages.po`.
Since 0.2.

>>> from moonwalk.api.language import Catalogue, number, speaking
>>> with speaking("de"):
...     number(12345)
'12.345'
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from babel import Locale

__all__ = [
    "SOURCE_LANGUAGE",
    "Catalogue",
    "brief_day",
    "clock_time",
    "known_language",
    "language",
    "listed",
    "listed_or",
    "long_day",
    "month_name",
    "number",
    "numeric_day",
    "plain_day",
    "short_day",
    "speaking",
    "weekday",
    "weekday_name",
]

SOURCE_LANGUAGE: Final = "en"
"""The language in which sentences stand in the code; every other one falls back to it."""

_A_MONDAY: Final = date(2027, 1, 4)
_SPOKEN: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)
_CODE: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_FILE: Final = Path("LC_MESSAGES", "messages.po")


def language() -> str:
    """The code of the language that is spoken right now, as in BCP 47: `de`, `pt-BR`."""
    return _SPOKEN.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language within a `with` block; English where the code is empty or nobody knows it."""
    token = _SPOKEN.set(known_language(code) or SOURCE_LANGUAGE)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


@lru_cache(maxsize=256)
def known_language(code: str) -> str:
    """The code of a language as BCP 47 writes it, `pt-BR` for `pt_br`; empty where there is no such one."""
    if not _CODE.fullmatch(code.strip()):
        return ""
    plain = code.strip().replace("_", "-")
    if plain.lower() in (SOURCE_LANGUAGE, "de"):
        return plain.lower()
    # Babel takes a while to load, which the commonest codes need not wait for.
    from babel import Locale, UnknownLocaleError

    for parts in _shorter(plain):
        try:
            return str(Locale.parse(parts, sep="-")).replace("_", "-")
        except (UnknownLocaleError, ValueError):
            continue
    return ""


def _shorter(code: str) -> Iterator[str]:
    """Yield a code, and what is left of it without its last part, and so on: `de-AT`, `de`."""
    parts = code.split("-")
    for many in range(len(parts), 0, -1):
        yield "-".join(parts[:many])


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one package in all languages that it has; `module` is the `__name__` of one in it.

    Nothing is read before a sentence is asked for in another language than English. A sentence that the
    catalogue does not have comes back as it is.
    """

    module: str

    def gettext(self, sentence: str) -> str:
        """The sentence in the language that is spoken."""
        translations = self._translations()
        return translations.gettext(sentence) if translations and sentence else sentence

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """The form of a sentence that belongs to a number, in the language that is spoken."""
        translations = self._translations()
        if translations:
            # What prints as 2.5 has the form of several, and what prints as 1 that of one.
            written = str(count)
            return translations.ngettext(singular, plural, int(written) if written.isdecimal() else 2)
        return singular if str(count) == "1" else plural

    def fill(self, sentence: str, /, **values: object) -> str:
        """The sentence in the language that is spoken, with its `{placeholders}` filled in. Since 0.2."""
        return self.gettext(sentence).format(**values)

    def fill_counted(self, singular: str, plural: str, count: int, /, **values: object) -> str:
        """The form of a sentence that belongs to a number, with its placeholders filled in. Since 0.2."""
        return self.ngettext(singular, plural, count).format(**values)

    def languages(self) -> tuple[str, ...]:
        """The codes of the languages that this package has, English first."""
        folder = _folder(self.module)
        files = folder.glob(str(Path("*", _FILE))) if folder else ()
        codes = sorted(file.parent.parent.name.replace("_", "-") for file in files)
        return (SOURCE_LANGUAGE, *(code for code in codes if code != SOURCE_LANGUAGE))

    def _translations(self) -> NullTranslations | None:
        code = language()
        return None if code == SOURCE_LANGUAGE else _catalogue(self.module, code)


@cache
def _catalogue(module: str, code: str) -> NullTranslations | None:
    """The sentences of a package in a language, or in the one that it is a kind of: `de` for `de-AT`."""
    folder = _folder(module)
    for shorter in _shorter(code):
        if folder is None or shorter == SOURCE_LANGUAGE:
            return None
        file = folder / shorter.replace("-", "_") / _FILE
        if file.is_file():
            return _read(file)
    return None


@cache
def _folder(module: str) -> Path | None:
    """The folder `locale` that is nearest to a module, up to its outermost package."""
    name = module
    while name:
        loaded = sys.modules.get(name)
        file = getattr(loaded, "__file__", None) or getattr(find_spec(name), "origin", None)
        # A module outside any package stands beside those of others, and so would its catalogue.
        in_package = file and ("." in name or Path(file).name == "__init__.py")
        folder = Path(file).parent / "locale" if file and in_package else None
        if folder is not None and folder.is_dir():
            return folder
        name = name.rpartition(".")[0]
    return None


def _read(file: Path) -> GNUTranslations:
    """A file for translators as a catalogue. What nobody translated, or only guessed, stays English."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source))
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache(maxsize=64)
def _locale(code: str) -> Locale:
    from babel import Locale

    return Locale.parse(code, sep="-")


def number(value: int) -> str:
    """A number as the language that is spoken writes it, `1,234` or `1.234`; points by their decimals."""
    written = str(value)
    if len(written) < 4 and written.isdecimal():
        return written
    from babel.numbers import format_decimal

    return str(format_decimal(Decimal(written), locale=_locale(language())))


def weekday(day: date) -> str:
    """The name of the day of the week: `Tuesday`."""
    return _formatted(day, "EEEE", language())


def short_day(day: date) -> str:
    """A day without its weekday and year: `9 March`; `March 9` where the code says `en-US`."""
    return _formatted(day, "MMMMd", language())


def long_day(day: date) -> str:
    """A day with all of its parts: `Monday, 9 March 2026`."""
    return _formatted(day, "full", language())


def plain_day(day: date) -> str:
    """A day without its weekday: `9 March 2026`."""
    return _formatted(day, "long", language())


def brief_day(day: date) -> str:
    """A day with its weekday in few letters: `Mon 9 Mar`."""
    return _formatted(day, "MMMEd", language())


def month_name(day: date) -> str:
    """The month of a day, with its year: `March 2026`."""
    return _formatted(day, "MMMM y", language())


def numeric_day(day: date) -> str:
    """A day in figures: `2026-03-09` in English, as in files and commands; `09.03.2026` in German."""
    return f"{day}" if language() == SOURCE_LANGUAGE else _formatted(day, "medium", language())


_ENGLISH: Final = MappingProxyType(
    {"full": "EEEE, d MMMM y", "long": "d MMMM y", "MMMMd": "d MMMM", "MMMEd": "EEE d MMM"}
)
"""How English without a region writes days; `en-US` and `en-GB` have ways of their own."""


@lru_cache(maxsize=1024)
def _formatted(day: date, pattern: str, code: str) -> str:
    from babel.dates import format_date, format_skeleton

    pattern = _ENGLISH.get(pattern, pattern) if code == SOURCE_LANGUAGE else pattern
    if pattern in ("MMMMd", "MMMEd"):
        return str(format_skeleton(pattern, day, locale=_locale(code)))
    return str(format_date(day, pattern, locale=_locale(code)))


def clock_time(value: time) -> str:
    """A time of day by 24 hours, as deadlines are written: `12:00`."""
    return f"{value:%H:%M}"


def weekday_name(number: int) -> str:
    """The name of a day of the week, of which 0 is Monday."""
    return weekday(_A_MONDAY + timedelta(days=number))


def listed(parts: tuple[str, ...]) -> str:
    """Several things as a part of a sentence: `Gold, Hour and Week`, without a comma before the last."""
    if len(parts) < 2:
        return "".join(parts)
    last = Catalogue(__name__).gettext("{others} and {last}")
    return last.format(others=", ".join(parts[:-1]), last=parts[-1])


def listed_or(parts: tuple[str, ...]) -> str:
    """Several things of which any will do, as a part of a sentence: `Gold, Hour or Week`."""
    if len(parts) < 2:
        return "".join(parts)
    last = Catalogue(__name__).gettext("{others} or {last}")
    return last.format(others=", ".join(parts[:-1]), last=parts[-1])
