"""Many who come at once: taps are done one after the other, and whoever looks does not wait for them."""

from __future__ import annotations

import asyncio
from threading import Event

import httpx2
from starlette.responses import PlainTextResponse, Response

from moonwalk.page import taken
from moonwalk.page.app import make_app

from .conftest import BASE


def test_taps_wait_for_their_turn_in_order_and_looks_do_not_wait_for_taps(site, monkeypatch):
    tokens = [site.token(f"p{number:02}") for number in range(1, 5)]
    under_way, most, order, looked = [], [], [], Event()

    def log(visit, form) -> Response:
        under_way.append(visit.visitor.no)
        most.append(len(under_way))
        # The first tap takes until somebody else has seen a page.
        assert looked.wait(60)
        order.append(form["amount"])
        under_way.pop()
        return PlainTextResponse("done")

    monkeypatch.setattr(taken, "log", log)
    app = make_app(site.lanes.ws, site.log.append)

    async def come_at_once() -> list[int]:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url=BASE, timeout=120) as browser:
            taps = []
            for number, token in enumerate(tokens):
                taps.append(
                    asyncio.ensure_future(browser.post(f"/l/{token}/log", data={"amount": str(number)}))
                )
                # Each arrives before the next one.
                await asyncio.sleep(0)
            look = await browser.get(f"/l/{tokens[0]}/about")
            looked.set()
            answers = await asyncio.gather(*taps)
        return [look.status_code, *(answer.status_code for answer in answers)]

    assert asyncio.run(come_at_once()) == [200] * 5
    assert max(most) == 1
    assert order == ["0", "1", "2", "3"]
