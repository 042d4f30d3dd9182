"""The channels that settings name, and their keys, read by the typed fields of each channel's class."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moonwalk.api.field_secrets import SecretKind, SecretReference
from moonwalk.api.field_specs import FieldSpec, GroupKind
from moonwalk.api.field_words import NameKind
from moonwalk.api.problems import FieldError, Place, did_you_mean, quoted
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import FieldSet
from moonwalk.definitions.map_reader import MapSpec, as_list, read_map
from moonwalk.definitions.messages import unknown_in
from moonwalk.definitions.nodes import MapNode, Node, ScalarNode

if TYPE_CHECKING:
    from moonwalk.registry import ChannelAdapter


@dataclass(frozen=True)
class ChannelSettings:
    """A channel as the settings name it, with its keys as written. Only its plugin knows what they mean."""

    name: str
    place: Place = field(default=Place(path=""), compare=False)
    keys: MapNode = field(default=MapNode((), Place(path="")), repr=False, compare=False)


def read_channels(node: Node | None, diagnostics: Diagnostics) -> tuple[ChannelSettings, ...] | None:
    """Read the list of channels; None where the settings have none. No plugin is asked."""
    if node is None or (isinstance(node, ScalarNode) and node.blank):
        return None
    channels: dict[str, ChannelSettings] = {}
    for item in as_list(node, "'channels'", diagnostics):
        channel = _channel(item, diagnostics)
        if channel is None:
            continue
        if channel.name in channels:
            line = channels[channel.name].place.line
            diagnostics.error(channel.place, f"'{channel.name}' is on line {line} already. Keep one of them.")
        channels.setdefault(channel.name, channel)
    return tuple(channels.values())


def _channel(item: Node, diagnostics: Diagnostics) -> ChannelSettings | None:
    match item:
        case ScalarNode():
            return _named(item, MapNode((), item.place), diagnostics)
        case MapNode(entries=((name, ScalarNode(blank=True)), (key, _), *_)):
            diagnostics.error(
                key.place, f"the keys of '{name.text}' stand below it, four spaces further in than its '- '."
            )
            return None
        case MapNode(entries=((name, ScalarNode(blank=True)),)):
            return _named(name, MapNode((), name.place), diagnostics)
        case MapNode(entries=((name, MapNode() as keys),)):
            return _named(name, keys, diagnostics)
    diagnostics.error(
        item.place, "a channel is a name, or a name with its keys: 'file', or '{webhook: {url: ...}}'."
    )
    return None


def _named(name: ScalarNode, keys: MapNode, diagnostics: Diagnostics) -> ChannelSettings | None:
    plugin, _, short = name.text.rpartition(".")
    try:
        for part in filter(None, (plugin, short or name.text)):
            NameKind().parse(part)
    except FieldError as wrong:
        diagnostics.error(name.place, str(wrong))
        return None
    return ChannelSettings(name.text, name.place, keys)


def unknown_channel(
    settings: ChannelSettings, names: Sequence[str], why: str, diagnostics: Diagnostics
) -> None:
    """Report that no plugin brings a channel; `why` is what is known about its name."""
    hint = did_you_mean(settings.name, names).strip() or f"There are: {', '.join(names) or 'none'}."
    diagnostics.error(settings.place, f"there is no channel {quoted(settings.name)}. {why or hint}")


@dataclass(frozen=True)
class Secrets:
    """How secrets are handled: `reveal` gives the text of one, or raises FieldError with the reason why not.

    `hide` takes those that were revealed out of a message.
    """

    reveal: Callable[[SecretReference], str]
    hide: Callable[[str], str]


def configure_channel(
    settings: ChannelSettings, channel: ChannelAdapter, secrets: Secrets, diagnostics: Diagnostics
) -> ChannelAdapter | None:
    """The channel with its keys; None, and every problem at its line, where they cannot be used.

    A secret that cannot be had is only a warning, and yet there is no channel without it.
    """
    where = f"in the channel '{settings.name}'"
    mine = Diagnostics()
    fields = read_map(
        settings.keys, MapSpec(f"'{settings.name}'", channel.shapes, (), unknown_in(where)), mine
    )
    config = None if mine.failed else _revealed(fields, secrets.reveal, mine)
    configured = None if config is None else channel.configured(config)
    for address, message in configured.problems() if configured else ():
        mine.error(fields.at(address) if address else settings.place, secrets.hide(message))
    diagnostics.take(mine)
    return None if mine.failed or config is None else configured


def _revealed(
    fields: FieldSet, reveal: Callable[[SecretReference], str], diagnostics: Diagnostics
) -> dict[str, Any] | None:
    config, missing = {}, False
    for spec in fields.specs:
        if spec.key not in fields.values:
            continue
        try:
            config[spec.key] = _plain(spec, fields.values[spec.key], reveal)
        except FieldError as reason:
            # The settings are fine: elsewhere, where messages are sent from, the secret may be there.
            diagnostics.warning(fields.at(spec.key), f"'{spec.key}': {reason}")
            missing = True
    return None if missing else config


def _plain(spec: FieldSpec, value: Any, reveal: Callable[[SecretReference], str]) -> Any:
    """A value as plain values, with every secret in it revealed."""

    def single(item: Any) -> Any:
        match spec.kind:
            case SecretKind():
                return reveal(item)
            case GroupKind(shapes=shapes):
                return {shape.key: _plain(shape, item[shape.key], reveal) for shape in _written(shapes, item)}
        return spec.kind.plain(item)

    match spec.many:
        case "one":
            return single(value)
        case "list":
            return [single(item) for item in value]
        case "map":
            return {spec.named(name): single(item) for name, item in value.items()}
    return {spec.named(name): [single(item) for item in items] for name, items in value.items()}


def _written(shapes: tuple[FieldSpec, ...], values: Mapping[str, Any]) -> Iterator[FieldSpec]:
    return (shape for shape in shapes if shape.key in values)
