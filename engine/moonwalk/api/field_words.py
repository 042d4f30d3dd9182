"""Words as typed fields: names of things in the file, free text, choices, conditions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Final

from moonwalk.api.amount_words import percent_text
from moonwalk.api.field_types import FieldType
from moonwalk.api.language import Catalogue
from moonwalk.api.problems import FieldError, did_you_mean, quoted
from moonwalk.api.values import ConditionValue, exact_decimal

_TEXTS: Final = Catalogue(__name__)

NAME = r"[a-z][a-z0-9_]{0,39}"
_LABELLED = frozenset({"goal", "activity", "board", "rule"})
_PERCENT = r"(?:100|[1-9]?[0-9](?:\.[0-9]{1,6})?)%"
_MEMBERS = re.compile(r"at least ([1-9][0-9]{0,8}) members")
_OF_MEMBERS = re.compile(
    rf"(?:(?P<all>all)|at least (?P<share>{_PERCENT}) of|at least (?P<count>[1-9][0-9]{{0,8}})) members "
    rf"(?:met (?P<goal>{NAME})"
    rf"|logged on at least (?:(?P<day_share>{_PERCENT}) of days|(?P<days>[1-9][0-9]{{0,3}}) days?))"
)


@dataclass(frozen=True)
class NameKind(FieldType[str]):
    """A name; `of` says of what: goal, activity, board, rule, column, id.

    `each` is how often a goal must be one that can be met: day, week, challenge, or anything.
    """

    name: ClassVar[str] = "name"
    of: str = "id"
    each: str = ""

    def parse(self, text: str) -> str:
        """The name itself; FieldError where it is none."""
        if not re.fullmatch(NAME, text):
            raise FieldError(f"{quoted(text)} is not a name. {_name_hint(text)}{self._not_a_label(text)}")
        return text

    def _not_a_label(self, text: str) -> str:
        """What tells a name from the label of what it names, where a label may have been written."""
        thing = self.of.removeprefix("daily ")
        if thing not in _LABELLED or " " not in text.strip():
            return ""
        return f" Write the name that the {thing} has in this file, not its label."

    def accept(self, raw: object) -> str:
        """A name as text."""
        if not isinstance(raw, str):
            raise FieldError(f"{raw!r} is not a name.")
        return self.parse(raw)

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "pattern": f"^{NAME}$"}


@dataclass(frozen=True)
class TextKind(FieldType[str]):
    """Text for people, up to `most` characters."""

    name: ClassVar[str] = "text"
    most: int = 1000

    def parse(self, text: str) -> str:
        """The text itself; FieldError where it is too long."""
        if len(text) > self.most:
            raise FieldError(
                f"this text has {len(text)} characters; at most {self.most} fit here. Shorten it."
            )
        return text

    def accept(self, raw: object) -> str:
        """Text."""
        if not isinstance(raw, str):
            raise FieldError(f"{raw!r} is not text.")
        return self.parse(raw)

    def schema(self) -> dict[str, Any]:
        """Text or a bare number, which editors read as one."""
        return {"type": ["string", "number"], "maxLength": self.most}


@dataclass(frozen=True)
class ChoiceKind(FieldType[str]):
    """One of a few words."""

    name: ClassVar[str] = "choice"
    options: tuple[str, ...] = ()

    def parse(self, text: str) -> str:
        """The word; FieldError that lists what is offered."""
        if text not in self.options:
            hint = did_you_mean(text, self.options)
            raise FieldError(f"{quoted(text)} is not one of: {', '.join(self.options)}.{hint}")
        return text

    def accept(self, raw: object) -> str:
        """One of the words."""
        return self.parse(str(raw))

    def schema(self) -> dict[str, Any]:
        """The words."""
        return {"enum": list(self.options)}


@dataclass(frozen=True)
class ConditionKind(FieldType[ConditionValue]):
    """A closed sentence about members."""

    name: ClassVar[str] = "condition"

    def parse(self, text: str) -> ConditionValue:
        """What it asks for; FieldError that shows the form."""
        members = _MEMBERS.fullmatch(text)
        if members:
            return ConditionValue(asks="members", count=int(members[1]))
        match = _OF_MEMBERS.fullmatch(text)
        if not match:
            raise FieldError(f"{quoted(text)} is not a condition. {_condition_hint(text)}")
        count = int(match["count"]) if match["count"] else None
        share = Fraction(1) if match["all"] else _percent(match["share"])
        if match["goal"]:
            return ConditionValue(asks="met", count=count, share=share, goal=match["goal"])
        days = int(match["days"]) if match["days"] else None
        return ConditionValue(
            asks="logged", count=count, share=share, days=days, day_share=_percent(match["day_share"])
        )

    def say(self, value: ConditionValue) -> str:
        """The sentence."""
        if value.asks == "members":
            count = value.count or 0
            return _TEXTS.fill("at least {count} members", count=count)
        who = _who(value)
        if value.asks == "met":
            return _TEXTS.fill("{members} met {goal}", members=who, goal=value.goal)
        if value.days is not None:
            return _TEXTS.fill_counted(
                "{members} logged on at least {days} day",
                "{members} logged on at least {days} days",
                value.days,
                members=who,
                days=value.days,
            )
        share = percent_text(value.day_share or Fraction(0))
        return _TEXTS.fill("{members} logged on at least {share} of days", members=who, share=share)

    def show(self, value: ConditionValue) -> str:
        """The sentence."""
        if value.asks == "members":
            return f"at least {value.count} members"
        if value.count is not None:
            who = f"at least {value.count} members"
        elif value.share == 1:
            who = "all members"
        else:
            who = f"at least {exact_decimal((value.share or Fraction(1)) * 100)}% of members"
        if value.asks == "met":
            return f"{who} met {value.goal}"
        if value.days is not None:
            return f"{who} logged on at least {value.days} day{'' if value.days == 1 else 's'}"
        return f"{who} logged on at least {exact_decimal((value.day_share or Fraction(0)) * 100)}% of days"

    def is_value(self, raw: object) -> bool:
        """Whether it is a condition."""
        return isinstance(raw, ConditionValue)

    def schema(self) -> dict[str, Any]:
        """Text."""
        who = rf"(?:all|at least {_PERCENT} of|at least [1-9][0-9]*) members"
        what = rf"(?:met {NAME}|logged on at least (?:{_PERCENT} of days|1 day|[1-9][0-9]* days))"
        return {"type": "string", "pattern": f"^(?:at least [1-9][0-9]* members|{who} {what})$"}


def _name_hint(text: str) -> str:
    # Names are the file's own, in letters of every keyboard; what people read are labels.
    letters = unicodedata.normalize("NFKD", text[:60].casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    meant = re.sub(r"[^a-z0-9]+", "_", bare).strip("_")
    label = "" if text.isascii() else " People read its 'label', which may hold any letters."
    if re.fullmatch(NAME, meant):
        return f"Did you mean '{meant}'?{label}"
    if label:
        return f"Names have letters from a to z, digits and _: good_day.{label}"
    return "Use small letters, digits and _, and begin with a letter: good_day."


def _condition_hint(text: str) -> str:
    share = re.search(r"([0-9]{1,3}) ?(%|percent)?", text[:80])
    who = "at least 80% of members" if share is None else ""
    if share and share[2]:
        who = f"at least {min(int(share[1]), 100)}% of members"
    elif share:
        who = f"at least {int(share[1]) or 1} members"
    if re.search(r"\b(?:all|every|each|everyone|everybody)\b", text[:80].lower()):
        who = "all members"
    goal = re.search(rf"\bmet ({NAME})$", text[:120])
    if goal and goal[1] != "goal":
        return f"Did you mean '{who} met {goal[1]}'?"
    if re.search(r"\b(?:met|meet|goal|reach)", text[:120].lower()):
        return f"Did you mean '{who} met GOAL', with a goal of this file?"
    entered = r"\b(?:entrants?|participants?|entered|active|tak(?:e|es|ing) part|logged)$"
    if who and re.search(entered, text[:120].lower()):
        return f"Did you mean '{who} logged on at least 1 day'?"
    if re.search(r"\blog", text[:120].lower()):
        return "Write for example 'at least 50% of members logged on at least 50% of days'."
    if share and not share[2]:
        return f"Did you mean '{who}'?"
    met = f"{who or 'all members'} met GOAL"
    return f"Write for example 'at least 3 members', or '{met}' with a goal of this file."


def _percent(text: str | None) -> Fraction | None:
    return Fraction(text.rstrip("%")) / 100 if text else None


def _who(value: ConditionValue) -> str:
    """Of how many members a condition asks something."""
    if value.count is not None:
        return _TEXTS.fill("at least {count} members", count=value.count)
    if value.share == 1:
        return _TEXTS.gettext("all members")
    return _TEXTS.fill("at least {share} of members", share=percent_text(value.share or Fraction(1)))
