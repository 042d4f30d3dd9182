"""Checks of `texts`: what somebody who reads another language still gets in that of the challenge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from moonwalk.api.field_specs import FieldSpec
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft, FieldSet
from moonwalk.definitions.languages import TextByLanguage
from moonwalk.definitions.texts_reader import originals
from moonwalk.definitions.translations import NAMED, SINGLE, TOP, text_specs

_SHOWN: Final = 3


def check_translations(draft: Draft, diagnostics: Diagnostics) -> None:
    """Warn of texts of the challenge that are not translated into a language that others are in."""
    for code, place in draft.text_places.items():
        missing = list(_missing(draft, code))
        if missing:
            more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
            diagnostics.warning(
                place,
                f"not translated: {', '.join(missing[:_SHOWN])}{more}. Readers of '{code}' get that as it "
                f"stands in the challenge. Write it under '{code}' as well.",
            )


def _missing(draft: Draft, code: str) -> Iterator[str]:
    """Yield the addresses of texts that a language lacks."""
    yield from _missing_keys(draft, code, ("", ""), draft.top, TOP)
    for section, model in SINGLE.items():
        yield from _missing_keys(draft, code, (section, ""), draft.sections[section], text_specs(model))
    for section, model in NAMED.items():
        for name, own in originals(draft, section):
            yield from _missing_keys(draft, code, (section, name), own, text_specs(model))
    for notice in draft.notices:
        for key in ("subject", "text"):
            text = notice.fields.values.get(key)
            # One that has several languages, and not this one, is reported with the others of its notice.
            if isinstance(text, TextByLanguage) and text and not text.languages:
                yield f"notices.{notice.id}.{key}"


def _missing_keys(
    draft: Draft, code: str, address: tuple[str, str], own: FieldSet, specs: Sequence[FieldSpec]
) -> Iterator[str]:
    section, name = address
    texts = draft.texts[code].get(address, {})
    shown = f"week {name}" if section == "weeks" else name
    for spec in specs:
        text = own.values.get(spec.key)
        if text and text != spec.default and spec.key not in texts:
            yield ".".join(part for part in (section, shown, spec.key) if part)
