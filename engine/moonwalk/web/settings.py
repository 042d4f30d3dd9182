"""Where the screen is served, for how many, and how each session's process is started."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from moonwalk.registry.isolation.limits import environment_for
from moonwalk.services.channels import ChannelUnusable, channels_of
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import Workspace

LOOPBACK: Final = "127.0.0.1"
_USUAL_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Cockpit:
    """What is run for each session: a command and its whole environment. No shell reads it."""

    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """The address, its limits, and the challenges of which anybody who reaches it sees the lobby board.

    `public_url` is the address in the browser where that is another, such as that of a reverse proxy.
    """

    host: str = LOOPBACK
    port: int = 8000
    public_url: str = ""
    idle: timedelta = timedelta(minutes=30)
    sessions: int = 4
    lobby: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.public_url and not is_loopback(self.host):
            raise Refused(
                f"'{self.host}' can be reached from other computers, and what travels there could be read on "
                "the way. Nothing was started. Put a reverse proxy with TLS before it and name its address: "
                "--public-url https://moonwalk.example"
            )
        if self.public_url and (
            urlsplit(self.public_url).scheme not in _USUAL_PORTS or not urlsplit(self.public_url).hostname
        ):
            raise Refused(
                f"'{self.public_url}' is not the address of a page. Nothing was started. Write it as a "
                "browser shows it: https://moonwalk.example"
            )
        if urlsplit(self.public_url).path.strip("/"):
            raise Refused(
                f"'{self.public_url}' has a path, and the screen needs an address of its own. Nothing was "
                "started. Give it a host name or a port of its own: https://moonwalk.example"
            )

    @property
    def url(self) -> str:
        """The address in the browser, without a slash at its end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it by TLS."""
        return urlsplit(self.url).scheme == "https"

    @property
    def origins(self) -> frozenset[str]:
        """The origins whose pages are ours: the address, and where it is this computer, its other names."""
        parts = urlsplit(self.url)
        hosts = {parts.hostname or ""}
        if not self.public_url:
            hosts |= {"localhost", LOOPBACK, "::1"}
        port = parts.port or _USUAL_PORTS[parts.scheme]
        ending = "" if port == _USUAL_PORTS[parts.scheme] else f":{port}"
        return frozenset(f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{ending}" for host in hosts)

    @property
    def hosts(self) -> frozenset[str]:
        """What a browser may have in its Host header."""
        return frozenset(urlsplit(origin).netloc for origin in self.origins)


def is_loopback(host: str) -> bool:
    """Whether only this computer reaches an address."""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


def cockpit_of(ws: Workspace, options: tuple[str, ...], environment: Mapping[str, str]) -> Cockpit:
    """The screen on a workspace, in a process of its own. `options` stand before the command.

    It is given what a program needs to run, and the secrets of channels that the settings name, nothing else.
    """
    folder = str(ws.folder.resolve())
    # -P: a file in the current folder must not stand in for a module.
    command = (sys.executable, "-P", "-m", "moonwalk", "-w", folder, *options)
    names = environment_for(environment).keys() | _secrets_of_channels(ws, environment)
    return Cockpit(command, {name: environment[name] for name in names if name in environment})


def _secrets_of_channels(ws: Workspace, environment: Mapping[str, str]) -> set[str]:
    """The variables in which the settings say that secrets are kept."""
    find, names = channels_of(ws, environment), set[str]()
    for channel in ws.channels:
        with suppress(ChannelUnusable):
            names |= {reference.env for reference in find(channel).kept_in if reference.env}
    return names
