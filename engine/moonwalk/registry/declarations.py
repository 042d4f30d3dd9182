"""Whether what a hook returned may be named by a challenge or a workspace, and whose each name is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, Self, get_args

from moonwalk.api import AwardPeriod, Component, DuringPolicy, Inputs, Trait
from moonwalk.api.field_secrets import SecretKind
from moonwalk.api.field_specs import FieldSpec, GroupKind, field_specs_of
from moonwalk.api.field_times import ClockTimeKind
from moonwalk.api.field_types import FieldType
from moonwalk.registry.guard import Unusable, guard, show

if TYPE_CHECKING:
    from moonwalk.registry.isolation.client import PluginProcess, Subject
    from moonwalk.registry.isolation.questions import ClassProfile

Use = Literal["person", "team", "company", "ranking", "notice"]
"""Where a challenge file may name it."""

Role = Use | Literal["channel", "source", "panel"]
"""What it is named for, in a challenge file or elsewhere in a workspace."""

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_UNIT: Final = 10

Reserved = Mapping[Role, frozenset[str]]
"""The keys of a file that belong to the engine, by the use of the item in which they stand."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A class to declare: its base, the module of that, where its name is used, the methods it must have."""

    name: str
    module: str
    use: Role
    methods: tuple[str, ...]

    @property
    def base(self) -> type[Component]:
        """The class that declarations of this sort extend."""
        # Imported when it is needed: most commands have nothing to do with files, channels and panels.
        base: type[Component] = getattr(import_module(self.module), self.name)
        return base


SORTS: Final[Mapping[str, tuple[Sort, ...]]] = MappingProxyType(
    {
        "moonwalk_rules": (
            Sort("PersonRule", "moonwalk.api.rules", "person", ("awards",)),
            Sort("DayRule", "moonwalk.api.rules", "person", ("changes",)),
            Sort("AdjustmentRule", "moonwalk.api.rules", "person", ("adjustments",)),
            Sort("TeamRule", "moonwalk.api.rules", "team", ("awards",)),
            Sort("LeagueRule", "moonwalk.api.rules", "team", ("awards",)),
            Sort("CompanyRule", "moonwalk.api.rules", "company", ("share", "progress", "milestones")),
        ),
        "moonwalk_rankings": (Sort("Ranking", "moonwalk.api.rankings", "ranking", ()),),
        "moonwalk_notices": (Sort("NoticeRule", "moonwalk.api.notices", "notice", ("notices",)),),
        "moonwalk_channels": (Sort("Channel", "moonwalk.api.notices", "channel", ("deliver",)),),
        "moonwalk_sources": (Sort("Source", "moonwalk.api.sources", "source", ("recognises", "read")),),
        "moonwalk_panels": (Sort("Panel", "moonwalk.api.panels", "panel", ("title", "show")),),
    }
)
"""What each hook may return. `moonwalk_challenges` returns folders and is not here."""


KEPT: Final = ("advises", "enabled_by_default", "brings", "general", "required")
"""The attributes of classes that are asked for where the class itself is not needed."""


@dataclass(frozen=True)
class Declaration:
    """A class that passed: its name, its sort, and the plugin it belongs to.

    `attributes` are those of the class that are known without it; `find` imports it. `process` is where
    its code runs; None: here.
    """

    plugin: str
    module: str
    sort: Sort
    name: str
    attributes: Mapping[str, Any]
    find: Callable[[], type[Any]]
    process: PluginProcess | None = None

    @classmethod
    def of(cls, plugin: str, module: str, sort: Sort, made: type[Any]) -> Self:
        """The declaration of a class that is at hand."""
        attributes = {name: getattr(made, name) for name in KEPT if hasattr(made, name)}
        if sort.use == "channel":
            attributes["required"] = tuple(shape.key for shape in field_specs_of(made) if shape.required)
        return cls(plugin, module, sort, str(made.name), attributes, lambda: made)

    def __reduce__(self) -> tuple[Any, ...]:
        if self.process is not None:
            return partial(type(self), process=self.process), self._known()
        # Another process takes the class itself: it must not look for it in a cache of its own.
        return type(self).of, (self.plugin, self.module, self.sort, self.made)

    def _known(self) -> tuple[Any, ...]:
        return self.plugin, self.module, self.sort, self.name, dict(self.attributes), _nowhere

    @cached_property
    def made(self) -> type[Any]:
        """The class, imported into this process where it was not yet. PluginFailure where that fails."""
        return self.find()

    @cached_property
    def profile(self) -> ClassProfile:
        """What is known of the class without its configuration. PluginFailure where it fails to say."""
        from moonwalk.registry.isolation.questions import Implementation, profile

        arguments = (self.sort.base, tuple(_ATTRIBUTES))
        with guard(self.plugin, f"declaring {self.name}", self.module):
            if self.process is None:
                return profile(Implementation(self.made, {}), *arguments)
            return _checked(self.sort, self.process.ask(self.subject({}), profile, arguments))

    def subject(self, config: Mapping[str, Any]) -> Subject:
        """What its process is to ask."""
        from moonwalk.registry.isolation.client import Subject

        return Subject(self.sort.name, self.name, config)

    def attribute(self, name: str, otherwise: Any = None) -> Any:
        """An attribute of the class, which is asked for only where nobody knows it without it."""
        if name in self.attributes:
            return self.attributes[name]
        return otherwise if name in KEPT else self.profile.attributes.get(name, otherwise)

    @property
    def full_name(self) -> str:
        """The name that is never ambiguous."""
        return f"{self.plugin}.{self.name}"


def _nowhere() -> type[Any]:
    raise Unusable("its class is in a process of its own.")


def _checked(sort: Sort, profile: object) -> ClassProfile:
    """The profile that another process has sent, which may be anything at all."""
    from moonwalk.registry.isolation.questions import ClassProfile

    if not isinstance(profile, ClassProfile):
        raise Unusable(f"its process answered {show(profile)}.")
    texts = (profile.sentence, profile.documentation)
    if not all(isinstance(text, str) for text in texts) or not isinstance(profile.overrides, frozenset):
        raise Unusable(f"its process answered {show(profile)}.")
    if not all(isinstance(spec, FieldSpec) and isinstance(spec.kind, FieldType) for spec in profile.keys):
        raise Unusable("its keys are not made of the typed fields of moonwalk.api.fields.")
    trouble = _wrong_attribute(sort, profile.attributes.get)
    if trouble:
        raise Unusable(trouble)
    return profile


def declaration(plugin: str, module: str, hook: str, candidate: object, reserved: Reserved) -> Declaration:
    """The declaration that a hook's return value is; PluginFailure that says why it is none."""
    with guard(plugin, hook, module):
        sort = _sort(hook, candidate)
        made: Any = candidate
        trouble = _trouble(sort, made, reserved)
        if trouble:
            raise Unusable(f"{made.__name__}: {trouble}")
        return Declaration.of(plugin, module, sort, made)


def _sort(hook: str, candidate: object) -> Sort:
    wanted = " or ".join(sort.name for sort in SORTS[hook])
    if not isinstance(candidate, type):
        problem = f"{show(candidate)} is not a class. Return a subclass of {wanted}."
        if isinstance(candidate, Component):
            made = type(candidate).__name__
            problem = f"{show(candidate)} is configured already. Return the class {made} itself."
        raise Unusable(problem)
    for sort in SORTS[hook]:
        if issubclass(candidate, sort.base):
            return sort
    raise Unusable(f"{candidate.__name__} is not a subclass of {wanted}.")


def _trouble(sort: Sort, made: Any, reserved: Reserved) -> str:
    """What is wrong with a class, or nothing. Any class attribute may be anything at all."""
    if "name" in made.model_fields:
        return "the key 'name' belongs to Moonwalk. Write name: ClassVar[str] for the name of the class."
    name = made.name
    if not name:
        return "it has no name. Write name: ClassVar[str] = '...'."
    if not _is_name(name):
        return f"{show(name)} is not a name. Use small letters, digits and _: good_day."
    missing = [method for method in sort.methods if getattr(made, method) is getattr(sort.base, method)]
    if missing:
        return f"it has no {missing[0]}()."
    if not made.__pydantic_complete__:
        made.model_rebuild()
    try:
        shapes = field_specs_of(made)
    except TypeError as error:
        return f"{error}"
    keys = {shape.key for shape in shapes}
    if sort.use != "channel" and any(_holds_secret(shape) for shape in shapes):
        return "only a channel may have a Secret: it is kept out of every file that others may see."
    taken = sorted(keys & reserved.get(sort.use, frozenset()))
    if taken:
        return f"the key '{taken[0]}' belongs to Moonwalk. Choose another name for the field."
    return _wrong_attribute(sort, lambda name: getattr(made, name, None))


def _holds_secret(shape: FieldSpec) -> bool:
    if isinstance(shape.kind, GroupKind):
        return any(map(_holds_secret, shape.kind.shapes))
    return isinstance(shape.kind, SecretKind)


def _is_name(name: object) -> bool:
    return isinstance(name, str) and bool(NAME.fullmatch(name))


ADDRESSEES: Final = frozenset(("people", "teams", "organisers"))
"""To whom notices can go."""

_ATTRIBUTES: Final[Mapping[str, Callable[[Any], bool]]] = MappingProxyType(
    {
        "inputs": lambda value: (
            isinstance(value, frozenset) and all(isinstance(item, Inputs) for item in value)
        ),
        "award_period": lambda value: isinstance(value, AwardPeriod),
        "during_policy": lambda value: value in get_args(DuringPolicy),
        "advises": lambda value: isinstance(value, tuple) and all(_is_name(name) for name in value),
        "traits": lambda value: (
            isinstance(value, frozenset) and all(isinstance(item, Trait) for item in value)
        ),
        "later_days_may_change": lambda value: isinstance(value, bool),
        "decimals": lambda value: type(value) is int and 0 <= value <= 6,
        "unit": lambda value: isinstance(value, str) and len(value) <= LONGEST_UNIT and value.isprintable(),
        "adds_team_bonus": lambda value: isinstance(value, bool),
        "monotone": lambda value: isinstance(value, bool),
        "only_deducts": lambda value: isinstance(value, bool),
        "carries_safety": lambda value: isinstance(value, bool),
        "reads_places": lambda value: isinstance(value, bool),
        "reads_entries": lambda value: isinstance(value, bool),
        "addressees": lambda value: isinstance(value, tuple) and bool(value) and set(value) <= ADDRESSEES,
        "enabled_by_default": lambda value: isinstance(value, bool),
        "placeholders": lambda value: (
            isinstance(value, tuple) and all(isinstance(item, str) for item in value)
        ),
        # A class that was written before there were labels may have a key of this name.
        "label": lambda value: value is None or isinstance(value, str),
        "subject": lambda value: isinstance(value, str),
        "text": lambda value: isinstance(value, str),
        "default_at": lambda value: value == "" or bool(ClockTimeKind().parse(value)),
        "brings": lambda value: value in ("entries", "people"),
        "about": lambda value: isinstance(value, str),
        "device": lambda value: isinstance(value, bool),
        "whole_days": lambda value: isinstance(value, bool),
        "of_one_file": lambda value: (
            isinstance(value, tuple) and all(isinstance(item, str) for item in value)
        ),
        "general": lambda value: isinstance(value, bool),
    }
)
"""The attributes of classes that adapters read, and whether a value will do."""


def _wrong_attribute(sort: Sort, attribute: Callable[[str], Any]) -> str:
    for name, is_fine in _ATTRIBUTES.items():
        if hasattr(sort.base, name) and not is_fine(attribute(name)):
            return f"{name} must not be {show(attribute(name))}."
    return ""


WORDS = ("rule", "ranking", "notice", "channel", "source", "panel")


def word_for(use: Role) -> str:
    """What people call something of this use: rules of all kinds are rules."""
    return use if use in WORDS else "rule"


@dataclass(frozen=True)
class NameBook:
    """Short and full names by use, and what is to be said about claims that were refused."""

    full: Mapping[tuple[Role, str], Declaration]
    short: Mapping[tuple[Role, str], Declaration]
    refused: Mapping[tuple[Role, str], str]
    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def find(self, use: Role, name: str) -> Declaration | None:
        """The declaration that a short or full name means."""
        return self.full.get((use, name)) or self.short.get((use, name))

    def usable(self, use: Role) -> tuple[str, ...]:
        """One name for each declaration of a use: the short one where it is its own."""
        own = {declared.full_name: name for (of, name), declared in self.short.items() if of == use}
        return tuple(sorted(own.get(name, name) for of, name in self.full if of == use))


def name_book(declared: Iterable[Declaration], first_party: frozenset[str]) -> NameBook:
    """Who may use which name. `first_party` are Moonwalk's own plugins, whose short names are reserved."""
    claims: dict[tuple[Role, str], list[Declaration]] = defaultdict(list)
    for claimant in declared:
        claims[claimant.sort.use, claimant.name].append(claimant)
    full: dict[tuple[Role, str], Declaration] = {}
    short: dict[tuple[Role, str], Declaration] = {}
    refused: dict[tuple[Role, str], str] = {}
    problems: dict[str, list[str]] = defaultdict(list)
    for (use, name), claimants in claims.items():
        full.update({(use, claimant.full_name): claimant for claimant in claimants})
        own = [claimant for claimant in claimants if claimant.plugin in first_party]
        owner = own[0] if len(own) == 1 else claimants[0] if len(claimants) == 1 else None
        if owner:
            short[use, name] = owner
        else:
            refused[use, name] = _neither(claimants)
        for claimant in claimants:
            if claimant is not owner:
                problems[claimant.plugin].append(_refusal(use, name, claimant, owner, claimants))
    return NameBook(
        full, short, refused, {plugin: tuple(sentences) for plugin, sentences in problems.items()}
    )


def _neither(claimants: list[Declaration]) -> str:
    plugins = " and ".join(claimant.plugin for claimant in claimants)
    names = " or ".join(claimant.full_name for claimant in claimants)
    count = "two" if len(claimants) == 2 else str(len(claimants))
    return f"It is claimed by {count} plugins, {plugins}: write {names}."


def _refusal(
    use: Role, name: str, claimant: Declaration, owner: Declaration | None, claimants: list[Declaration]
) -> str:
    what = f"The short name '{name}' of its {word_for(use)}"
    if owner:
        return f"{what} belongs to Moonwalk's own plugin '{owner.plugin}'. Write {claimant.full_name}."
    others = " and ".join(other.plugin for other in claimants if other is not claimant)
    return f"{what} is also claimed by {others}, so it belongs to neither. Write {claimant.full_name}."
