"""The line to Slack: a socket that this program opens, so that a computer needs no address of its own.

Each thing that Slack sends is acknowledged at once, since it sends again what is not, and answered when it is
done. What is saved is set and not added, so something that comes twice does no harm.
"""

from __future__ import annotations

import asyncio
import json
import signal
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp

from moonwalk.page.chat import TODAY, Answer, answer_to_tap, answer_to_words
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import Workspace

API: Final = "https://slack.com/api"
_ANSWERS_AT: Final = "hooks.slack.com"
"""Where Slack takes answers; what is sent anywhere else could be meant for somebody else."""

_BESIDE: Final = MappingProxyType({"response_type": "ephemeral", "replace_original": False})
"""How an answer is shown to its reader alone, beside what is there."""

_MOST_KNOWN: Final = 20_000
_KNOWN_SECONDS: Final = 3600.0
"""For so long an address is remembered, in memory only: Slack answers a hundred questions a minute."""

_SECONDS: Final = aiohttp.ClientTimeout(total=30)
_HEARTBEAT: Final = 30.0
_FIRST_WAIT: Final = 1.0
_LONGEST_WAIT: Final = 60.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The token of the app (xapp-...), which opens the socket, and that of its bot (xoxb-...)."""

    app: str = field(repr=False)
    bot: str = field(repr=False)


class _TurnedAway(Exception):
    """Slack does not take the token, or the app may not do what it asks for."""


@dataclass
class ChatLine:
    """A line to Slack for a workspace. `say` gets a line for each thing that was answered, about nobody."""

    ws: Workspace
    tokens: Tokens
    say: Say
    api: str = API
    _addresses: OrderedDict[str, tuple[str, float]] = field(default_factory=OrderedDict)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def talk(self, stop: asyncio.Event) -> None:
        """Answer until told to stop; a line that breaks is opened again, each time a little later.

        Refused where Slack does not take the tokens.
        """
        wait = _FIRST_WAIT
        async with aiohttp.ClientSession(timeout=_SECONDS) as session:
            while not stop.is_set():
                try:
                    if await self._once(session, stop):
                        wait = _FIRST_WAIT
                        continue
                except _TurnedAway as reason:
                    raise Refused(
                        f"Slack turned the app away ({reason}). Nothing was changed. Look at its tokens, and "
                        "at what it may do: docs/page.md, 'From Slack'."
                    ) from None
                except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                    self.say(f"The line to Slack broke ({type(error).__name__}); it is opened again.")
                await _pause(stop, wait)
                wait = min(wait * 2, _LONGEST_WAIT)
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=_SECONDS.total)

    async def _once(self, session: aiohttp.ClientSession, stop: asyncio.Event) -> bool:
        """One line, from its opening to its end; whether anything came by it."""
        opened = await self._ask(session, "apps.connections.open", self.tokens.app, {})
        came = False
        async with session.ws_connect(opened["url"], heartbeat=_HEARTBEAT) as socket:
            ending = asyncio.ensure_future(stop.wait())
            try:
                while True:
                    hearing = asyncio.ensure_future(socket.receive())
                    await asyncio.wait({hearing, ending}, return_when=asyncio.FIRST_COMPLETED)
                    if not hearing.done():
                        hearing.cancel()
                        return came
                    heard = hearing.result()
                    if heard.type is not aiohttp.WSMsgType.TEXT:
                        return came
                    came = True
                    if not await self._heard(session, socket, json.loads(heard.data)):
                        return came
            finally:
                ending.cancel()

    async def _heard(
        self,
        session: aiohttp.ClientSession,
        socket: aiohttp.ClientWebSocketResponse,
        envelope: Mapping[str, Any],
    ) -> bool:
        """Acknowledge what came, and begin to answer it; whether the line goes on: Slack renews it."""
        kind = envelope.get("type")
        if "envelope_id" in envelope:
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
            task = asyncio.ensure_future(self._answer(session, str(kind), envelope.get("payload") or {}))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return kind != "disconnect"

    async def _answer(self, session: aiohttp.ClientSession, kind: str, payload: Mapping[str, Any]) -> None:
        try:
            match kind, payload:
                case "slash_commands", {"user_id": str(user), "response_url": str(back)}:
                    words = str(payload.get("text", ""))
                    answer = await self._done(session, user, answer_to_words, words)
                    await self._post(session, back, {**_BESIDE, **_as_json(answer)})
                case "interactive", {
                    "user": {"id": str(user)},
                    "response_url": str(back),
                    "actions": [{"value": str(action)}, *_],
                }:
                    answer = await self._done(session, user, answer_to_tap, action)
                    # A message that somebody got stays as it is.
                    way = _BESIDE if action == TODAY else {"replace_original": True}
                    await self._post(session, back, {**way, **_as_json(answer)})
                case "events_api", {
                    "event": {"type": "message", "channel_type": "im", "user": str(user), "channel": channel}
                } if "bot_id" not in payload["event"] and "subtype" not in payload["event"]:
                    answer = await self._done(session, user, answer_to_words, "")
                    said = {"channel": channel, **_as_json(answer)}
                    await self._ask(session, "chat.postMessage", self.tokens.bot, said)
                case _:
                    return
            self.say(f"{kind} answered")
        except (aiohttp.ClientError, TimeoutError, ValueError, _TurnedAway) as error:
            # What was saved is saved; only its answer is missing, and the next one shows it.
            self.say(f"{kind} could not be answered: {type(error).__name__}")

    async def _done(
        self,
        session: aiohttp.ClientSession,
        user: str,
        act: Callable[[Workspace, str, str], Answer],
        said: str,
    ) -> Answer:
        address = await self._address(session, user)
        async with self._turn:
            return await asyncio.to_thread(act, self.ws, address, said)

    async def _address(self, session: aiohttp.ClientSession, user: str) -> str:
        """The e-mail address that Slack has for a member; empty for guests, bots and those who left."""
        address, asked = self._addresses.get(user, ("", float("-inf")))
        if monotonic() - asked > _KNOWN_SECONDS:
            who = (await self._ask(session, "users.info", self.tokens.bot, {"user": user}))["user"]
            shut_out = any(who.get(flag) for flag in ("deleted", "is_bot", "is_restricted", "is_stranger"))
            address = "" if shut_out else str(who.get("profile", {}).get("email", ""))
            self._addresses[user] = (address, monotonic())
            if len(self._addresses) > _MOST_KNOWN:
                self._addresses.popitem(last=False)
        return address

    async def _ask(
        self, session: aiohttp.ClientSession, method: str, token: str, form: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Ask Slack for something; what it says."""
        fields = {
            name: value if isinstance(value, str) else json.dumps(value) for name, value in form.items()
        }
        headers = {"Authorization": f"Bearer {token}"}
        async with session.post(f"{self.api}/{method}", data=fields, headers=headers) as answer:
            if answer.status == 429:
                raise TimeoutError
            answer.raise_for_status()
            said: Mapping[str, Any] = await answer.json(content_type=None)
        if not said.get("ok"):
            raise _TurnedAway(str(said.get("error", "unknown"))[:60])
        return said

    async def _post(self, session: aiohttp.ClientSession, back: str, said: Mapping[str, Any]) -> None:
        """Send an answer to where Slack wants it."""
        where = urlsplit(back)
        ours = urlsplit(self.api)
        is_slack = (where.scheme, where.hostname) == ("https", _ANSWERS_AT)
        if not is_slack and (self.api == API or where[:2] != ours[:2]):
            raise ValueError("an answer is wanted elsewhere")
        async with session.post(back, json=said) as answer:
            answer.raise_for_status()


def _as_json(answer: Answer) -> dict[str, Any]:
    return {"text": answer.text, "blocks": list(answer.blocks)}


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


def hold(line: ChatLine) -> None:
    """Hold a line until this program is asked to end; what is under way then is finished."""

    async def held() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for asked in (signal.SIGINT, signal.SIGTERM):
            # Windows has no such handlers; there Ctrl-C ends the loop itself.
            with suppress(NotImplementedError):
                loop.add_signal_handler(asked, stop.set)
        await line.talk(stop)

    with suppress(KeyboardInterrupt):
        asyncio.run(held())
