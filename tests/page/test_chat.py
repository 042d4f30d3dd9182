"""Logging from Slack, as a real server with a socket on the loopback plays it."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import WSMsgType, web

from moonwalk.page.chat import TODAY
from moonwalk.page.chat_socket import ChatLine, Tokens
from moonwalk.services.checking_in.days import consent
from moonwalk.services.checking_in.links import Visitor, revoke_links
from moonwalk.services.checking_in.without_link import visitors_at
from moonwalk.services.errors import Refused
from moonwalk.services.journal import journal
from moonwalk.services.roster.people import import_people
from moonwalk.services.roster.privacy import forget_person

from ..workspaces import PEOPLE, day

ADDRESSES = {"U1": "ada@example.org", "U2": "ben@example.org", "U9": "stranger@example.org"}


@dataclass
class SlackServer:
    """Slack: hands out a socket, sends what a test gives it, and keeps what it is told."""

    acknowledged: asyncio.Queue = field(default_factory=asyncio.Queue)
    answers: asyncio.Queue = field(default_factory=asyncio.Queue)
    sockets: asyncio.Queue = field(default_factory=asyncio.Queue)
    guests: tuple[str, ...] = ()
    refuses: str = ""
    asked: list[str] = field(default_factory=list)
    base: str = ""
    number: int = 0

    async def method(self, request: web.Request) -> web.Response:
        name, form = request.match_info["name"], await request.post()
        self.asked.append(f"{name} {request.headers['Authorization'].removeprefix('Bearer ')}")
        match name:
            case "apps.connections.open" if self.refuses:
                said = {"ok": False, "error": self.refuses}
            case "apps.connections.open":
                said = {"ok": True, "url": f"{self.base.replace('http', 'ws')}/socket"}
            case "users.info":
                user = str(form["user"])
                profile = {"email": ADDRESSES[user]}
                said = {"ok": True, "user": {"profile": profile, "is_restricted": user in self.guests}}
            case _:
                await self.answers.put(dict(form))
                said = {"ok": True}
        return web.json_response(said)

    async def answered(self, request: web.Request) -> web.Response:
        await self.answers.put(await request.json())
        return web.json_response({"ok": True})

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello"})
        await self.sockets.put(socket)
        async for heard in socket:
            if heard.type is WSMsgType.TEXT:
                await self.acknowledged.put(json.loads(heard.data)["envelope_id"])
        return socket

    async def send(self, socket, kind, payload):
        """Send an envelope, and wait until it is acknowledged and answered; the answer."""
        self.number += 1
        await socket.send_json({"envelope_id": f"e{self.number}", "type": kind, "payload": payload})
        assert await asyncio.wait_for(self.acknowledged.get(), 60) == f"e{self.number}"
        return await asyncio.wait_for(self.answers.get(), 60)

    async def command(self, socket, text="", user="U1"):
        payload = {"user_id": user, "text": text, "response_url": f"{self.base}/answers"}
        return await self.send(socket, "slash_commands", payload)

    async def tap(self, socket, value, user="U1"):
        payload = {
            "user": {"id": user},
            "response_url": f"{self.base}/answers",
            "actions": [{"value": value}],
        }
        return await self.send(socket, "interactive", payload)


def buttons(answer):
    """The buttons of an answer: what stands on each, and what it does."""
    rows = [block["elements"] for block in answer["blocks"] if block["type"] == "actions"]
    return {each["text"]["text"]: each["value"] for row in rows for each in row}


def text_of(answer):
    return " ".join(block["text"]["text"] for block in answer["blocks"] if block["type"] == "section")


@pytest.fixture
def chat(site):
    """The lanes at noon of day 3, where Ada and Ben have addresses."""
    lines = [f"{who},{name},{team},{name.split()[0].lower()}@example.org" for who, name, team in PEOPLE]
    rows = "\n".join(["id,name,team,email", *lines]) + "\n"
    import_people(site.lanes.ws, site.lanes.file("addresses.csv", rows))
    return site


@asynccontextmanager
async def talking(site, slack):
    """Slack, and a line to it that is open; the socket at its end."""
    app, stop = web.Application(), asyncio.Event()
    app.router.add_post("/api/{name}", slack.method)
    app.router.add_post("/answers", slack.answered)
    app.router.add_get("/socket", slack.socket)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    place = web.TCPSite(runner, "127.0.0.1", 0)
    await place.start()
    slack.base = f"http://127.0.0.1:{place._server.sockets[0].getsockname()[1]}"
    line = ChatLine(site.lanes.ws, Tokens("xapp-1", "xoxb-1"), site.log.append, f"{slack.base}/api")
    talk = asyncio.ensure_future(line.talk(stop))
    opened = asyncio.ensure_future(slack.sockets.get())
    try:
        await asyncio.wait({talk, opened}, timeout=60, return_when=asyncio.FIRST_COMPLETED)
        if talk.done():
            talk.result()
        yield opened.result()
        stop.set()
        await asyncio.wait_for(talk, 60)
    finally:
        opened.cancel()
        talk.cancel()
        await runner.cleanup()


def amounts(site):
    with site.lanes.database() as db:
        return db.rows(
            "SELECT person, amount FROM entry AS this WHERE void = 0 AND NOT EXISTS "
            "(SELECT 1 FROM entry WHERE supersedes = this.no) ORDER BY person"
        )


def test_from_a_command_by_one_tap_to_a_saved_entry_and_back(chat):
    async def logs():
        slack = SlackServer()
        async with talking(chat, slack) as socket:
            first = await slack.command(socket)
            assert "is kept" in text_of(first)
            assert amounts(chat) == []
            agreed = await slack.tap(socket, buttons(first)["I agree, and go on"])
            saved = await slack.tap(socket, buttons(agreed)["10 minutes"])
            assert (saved["replace_original"], "Saved." in text_of(saved)) == (True, True)
            assert amounts(chat) == [(1, 10_000)]
            again = await slack.tap(socket, buttons(agreed)["10 minutes"])
            assert amounts(chat) == [(1, 10_000)]
            assert "Taken back." in text_of(await slack.tap(socket, buttons(again)["Undo"]))
            assert "taken back already" in text_of(await slack.tap(socket, buttons(again)["Undo"]))
            typed = await slack.command(socket, "12.5 minutes")
            assert (typed["response_type"], amounts(chat)) == ("ephemeral", [(1, 12_500)])
            assert "no amount" in text_of(await slack.command(socket, "a lot"))
        return slack

    slack = asyncio.run(logs())
    assert (slack.asked[0], slack.asked.count("users.info xoxb-1")) == ("apps.connections.open xapp-1", 1)
    assert journal(chat.lanes.ws)[0].by == "the participant"
    assert not [line for line in chat.log if "U1" in line or "ada" in line.lower() or "xapp" in line]


def test_from_a_message_it_takes_two_taps_and_the_message_stays(chat):
    consent(chat.lanes.ws, Visitor("lanes", 1))

    async def logs():
        slack = SlackServer()
        async with talking(chat, slack) as socket:
            asked = await slack.tap(socket, TODAY)
            assert (asked["response_type"], asked["replace_original"]) == ("ephemeral", False)
            assert amounts(chat) == []
            saved = await slack.tap(socket, buttons(asked)["10 minutes"])
            assert (saved["replace_original"], "Saved." in text_of(saved)) == (True, True)
            assert amounts(chat) == [(1, 10_000)]
            stranger = await slack.tap(socket, TODAY, user="U9")
            assert (buttons(stranger), "Ask them." in text_of(stranger)) == ({}, True)

    asyncio.run(logs())


def test_nobody_is_somebody_else_and_a_button_does_only_what_its_reader_may(chat):
    async def tries():
        slack = SlackServer(guests=("U2",))
        async with talking(chat, slack) as socket:
            agreed = await slack.tap(socket, buttons(await slack.command(socket))["I agree, and go on"])
            before, action = chat.facts(), json.loads(buttons(agreed)["10 minutes"])
            for user in ("U2", "U9"):
                assert "You take part in no challenge" in text_of(await slack.command(socket, "20", user))
                await slack.tap(socket, json.dumps(action), user)
            hostile = [
                {**action, "in": "other"},
                {**action, "day": str(day(4))},
                {**action, "activity": "x'"},
            ]
            hostile += [{**action, "do": "erase"}, {**action, "amount": "<!channel>"}, {**action, "day": 3}]
            for value in (*map(json.dumps, hostile), "{", "[]", ""):
                await slack.tap(socket, value)
            assert chat.facts() == before
            forget_person(chat.lanes.ws, "p01", "asked for")
            assert "You take part in no challenge" in text_of(await slack.tap(socket, json.dumps(action)))

    asyncio.run(tries())


def test_a_direct_message_is_answered_with_buttons_and_what_a_bot_says_is_not(chat):
    async def asks():
        slack = SlackServer()
        async with talking(chat, slack) as socket:
            event = {"type": "message", "channel_type": "im", "user": "U1", "channel": "D1", "text": "hi"}
            own = {
                "envelope_id": "own",
                "type": "events_api",
                "payload": {"event": {**event, "bot_id": "B1"}},
            }
            await socket.send_json(own)
            assert await asyncio.wait_for(slack.acknowledged.get(), 60) == "own"
            answer = await slack.send(socket, "events_api", {"event": event})
            assert (answer["channel"], "is kept" in answer["blocks"]) == ("D1", True)
            assert slack.answers.empty()

    asyncio.run(asks())


def test_a_line_that_breaks_is_opened_again_and_answers_go_to_slack_alone(chat):
    async def breaks():
        slack = SlackServer()
        async with talking(chat, slack) as socket:
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
            second = await asyncio.wait_for(slack.sockets.get(), 60)
            await second.close()
            third = await asyncio.wait_for(slack.sockets.get(), 60)
            payload = {"user_id": "U1", "text": "", "response_url": "http://evil.example/answers"}
            await third.send_json({"envelope_id": "odd", "type": "slash_commands", "payload": payload})
            assert await asyncio.wait_for(slack.acknowledged.get(), 60) == "odd"
            assert "is kept" in text_of(await slack.command(third))

    asyncio.run(breaks())
    assert "slash_commands could not be answered: ValueError" in chat.log


def test_tokens_that_slack_does_not_take_end_it_with_a_sentence(chat):
    async def refused():
        async with talking(chat, SlackServer(refuses="invalid_auth")):
            pass

    with pytest.raises(Refused, match="invalid_auth"):
        asyncio.run(refused())


def test_an_address_means_one_person_who_takes_part_and_has_links(chat):
    assert [visitor.no for visitor in visitors_at(chat.lanes.ws, "Ada@Example.org")] == [1]
    assert visitors_at(chat.lanes.ws, "p01") == visitors_at(chat.lanes.ws, "") == ()
    revoke_links(chat.lanes.ws, "lanes", ["p01"], "lost")
    assert visitors_at(chat.lanes.ws, "ada@example.org") == ()
