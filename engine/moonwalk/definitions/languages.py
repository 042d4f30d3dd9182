"""Languages in a challenge file: the one that it is in, and texts that it has in several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from moonwalk.api.field_types import FieldType
from moonwalk.api.field_words import TextKind
from moonwalk.api.language import SOURCE_LANGUAGE, known_language
from moonwalk.api.problems import FieldError, did_you_mean, quoted

CODE: Final = "^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}$"
"""How the code of a language is written."""
_NAMES: Final = (
    ("english", "en"),
    ("german", "de"),
    ("deutsch", "de"),
    ("french", "fr"),
    ("spanish", "es"),
    ("italian", "it"),
    ("dutch", "nl"),
    ("polish", "pl"),
)


@dataclass(frozen=True)
class LanguageKind(FieldType[str]):
    """The code of a language: `en`, `de`, `pt-BR`."""

    name: ClassVar[str] = "language"

    def parse(self, text: str) -> str:
        """The code as BCP 47 writes it; FieldError where there is no such language."""
        code = known_language(text)
        # A part that nobody knows is not passed over in a file, as it is in a roster.
        if not code or code.count("-") != text.strip().replace("_", "-").count("-"):
            meant = dict(_NAMES).get(text.strip().casefold(), "") or code
            hint = f" Did you mean '{meant}'?" if meant else did_you_mean(text, (SOURCE_LANGUAGE, "de"))
            raise FieldError(
                f"{quoted(text)} is not the code of a language.{hint or ' Write one like en, de or pt-BR.'}"
            )
        return code

    def accept(self, raw: object) -> str:
        """A code as text."""
        return self.parse(str(raw))

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "pattern": CODE}


@dataclass(frozen=True, slots=True)
class TextByLanguage:
    """A text for everyone, under an empty code, or by the codes of languages; empty: nobody wrote one."""

    texts: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return any(text for _, text in self.texts)

    def __str__(self) -> str:
        return "; ".join(f"{code}: {text}" if code else text for code, text in self.texts)

    @property
    def languages(self) -> frozenset[str]:
        """The languages that it is written in; none where it is one text for everyone."""
        return frozenset(code for code, _ in self.texts if code)

    def best(self, language: str, otherwise: str = "") -> str:
        """The text in a language, or the one that it is a kind of; else for everyone, else in `otherwise`."""
        texts = dict(self.texts)
        codes = (language, language.partition("-")[0], "", otherwise)
        return next((texts[code] for code in codes if code in texts), "")


NO_TEXT: Final = TextByLanguage()


@dataclass(frozen=True)
class ByLanguageKind(FieldType[TextByLanguage]):
    """A text, or one for each language: `{en: Well done, de: Gut gemacht}`."""

    name: ClassVar[str] = "text by language"
    inner: TextKind

    def parse(self, text: str) -> TextByLanguage:
        """A text for everyone."""
        return TextByLanguage((("", self.inner.parse(text)),))

    def accept(self, raw: object) -> TextByLanguage:
        """A text, or a mapping of codes to texts."""
        if isinstance(raw, Mapping):
            pairs = ((LanguageKind().accept(code), self.inner.accept(text)) for code, text in raw.items())
            return TextByLanguage(tuple(sorted(pairs)))
        return super().accept(raw)

    def is_value(self, raw: object) -> bool:
        """Whether it is such a text."""
        return isinstance(raw, TextByLanguage)

    def plain(self, value: TextByLanguage) -> Any:
        """Text, or a map of codes to texts."""
        return dict(value.texts) if value.languages else "".join(text for _, text in value.texts)

    def schema(self) -> dict[str, Any]:
        """One text or a map."""
        inner = self.inner.schema()
        by_language = {"type": "object", "patternProperties": {CODE: inner}, "additionalProperties": False}
        return {"anyOf": [inner, by_language]}


def missing_languages(texts: Mapping[str, TextByLanguage], language: str) -> Iterator[tuple[str, str, str]]:
    """Yield what a notice's texts lack, as (key, code, why): the challenge's language, or the other's."""
    for key, text in texts.items():
        if text.languages and language not in text.languages:
            yield key, language, "the language of the challenge, which everyone gets whose own is missing"
            continue
        others = frozenset[str]().union(*(other.languages for name, other in texts.items() if name != key))
        for code in sorted(others - text.languages) if text.languages else ():
            yield key, code, "in which the notice is written otherwise"


Language = Annotated[str, LanguageKind()]
LabelByLanguage = Annotated[TextByLanguage, ByLanguageKind(inner=TextKind(most=60))]
LongTextByLanguage = Annotated[TextByLanguage, ByLanguageKind(inner=TextKind(most=1000))]
