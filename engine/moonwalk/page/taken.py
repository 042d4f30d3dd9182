"""What the forms of the pages do. Whatever is stored is stored here, by POST, and shown by another page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from starlette.responses import HTMLResponse, RedirectResponse, Response

from moonwalk.api.language import Catalogue
from moonwalk.page.forms import SentFile
from moonwalk.page.rendering import message
from moonwalk.page.shown import civil_day, day, file, messages, slip_of
from moonwalk.page.visits import Visit
from moonwalk.services.checking_in.cheering import cheer as cheer_for
from moonwalk.services.checking_in.days import consent
from moonwalk.services.checking_in.links import DeadLink, Declined, is_sealed, seal
from moonwalk.services.checking_in.own_days import save_days
from moonwalk.services.checking_in.own_files import OwnFile, packed, read_own_file, readable_files, unpacked
from moonwalk.services.checking_in.rights import erase_everything, leave_challenge, own_data
from moonwalk.services.checking_in.standing import title_of
from moonwalk.services.checking_in.subscribing import set_kinds, set_messages
from moonwalk.services.checking_in.taps import set_amount, take_back

Form = Mapping[str, str]
"""The fields of a form, by name."""

Taking = Callable[[Visit, Form], Response]
"""Does what a form says, and answers with what comes next."""

_TEXTS: Final = Catalogue(__name__)

KIND: Final = "kind "
"""What stands before the name of a kind of message in the form that has a box for each."""

MOST_SHOWN: Final = 40
"""Days of a file that are listed, so that the page stays small; all of them are saved."""


def log(visit: Visit, form: Form) -> Response:
    """Set the amount of an activity on a day; show the day again, and why not, where it cannot be set."""
    on = civil_day(form.get("day", ""))
    activity, amount = form.get("activity", ""), form.get("amount", "").strip()
    try:
        set_amount(visit.ws, visit.visitor, activity, on, amount)
    except Declined as reason:
        return day(visit, on, slip_of(visit, activity, amount, reason))
    return _next(visit, f"/day/{on}?done=saved")


def undo(visit: Visit, form: Form) -> Response:
    """Take an entry back."""
    on = civil_day(form.get("day", ""))
    changed = take_back(visit.ws, visit.visitor, form.get("entry", ""))
    return _next(visit, f"/day/{on}?done={'undone' if changed else 'nothing'}")


def agree(visit: Visit, _: Form) -> Response:
    """Keep that the participant agrees."""
    consent(visit.ws, visit.visitor)
    return _next(visit, "?done=agreed")


def download(visit: Visit, _: Form) -> Response:
    """Hand over everything that is kept, as a file."""
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return Response(own_data(visit.ws, visit.visitor), media_type="application/json", headers=headers)


def preview(visit: Visit, sent: SentFile) -> Response:
    """Show what a file has, and what would become of each day. Nothing is saved, and the file is not kept."""
    try:
        read = read_own_file(visit.ws, visit.visitor, sent.name, sent.data)
        days = save_days(visit.ws, visit.visitor, read, dry_run=True)
    except DeadLink:
        raise
    except Declined as reason:
        return file(visit, str(reason))
    said = f"{read.source}|{int(read.device)}|{packed(read.days)}"
    values = {
        "title": title_of(visit.ws, visit.visitor),
        "preview": {
            "name": sent.name[-100:],
            "days": days[:MOST_SHOWN],
            "more": max(len(days) - MOST_SHOWN, 0),
            "left_out": read.left_out,
            "saves": any(day.became in ("new", "changed") for day in days),
            "said": said,
            "proof": seal(visit.ws, visit.visitor, said),
        },
    }
    return visit.page("file", {**values, "trouble": "", "readable": readable_files(visit.ws), "push": ""})


def save(visit: Visit, form: Form) -> Response:
    """Save the days of a file as they were shown."""
    said = form.get("said", "")
    if not is_sealed(visit.ws, visit.visitor, said, form.get("proof", "")):
        raise Declined(_TEXTS.gettext("This is no form of this page. Nothing was changed."))
    source, device, days = said.split("|", 2)
    save_days(visit.ws, visit.visitor, OwnFile(source, device == "1", unpacked(days), ()))
    return _next(visit, "?done=saved")


def cheer(visit: Visit, form: Form) -> Response:
    """Cheer for another team."""
    done = "cheered" if cheer_for(visit.ws, visit.visitor, form.get("team", "")) else "cheered%20before"
    return _next(visit, f"/cheers?done={done}")


def subscribe(visit: Visit, form: Form) -> Response:
    """Send the participant messages again, or none any more."""
    set_messages(visit.ws, visit.visitor, form.get("wanted") == "yes")
    return _next(visit, "/leaving")


def choose_kinds(visit: Visit, form: Form) -> Response:
    """Send the participant the kinds of message that are ticked, and not the others of those shown."""
    shown = form.get("shown", "").split()
    set_kinds(visit.ws, visit.visitor, shown, [name for name in shown if f"{KIND}{name}" in form])
    return _next(visit, "/leaving?done=saved" if visit.visitor.may_log else "?done=saved")


def stop_messages(visit: Visit) -> Response:
    """Send the reader of a message no more of them. Mail programs ask for it, and follow no redirection."""
    set_messages(visit.ws, visit.visitor, wanted=False)
    return messages(visit)


def resume_messages(visit: Visit) -> Response:
    """Send whoever had left them messages again."""
    set_messages(visit.ws, visit.visitor, wanted=True)
    return messages(visit)


def leave(visit: Visit, form: Form) -> HTMLResponse:
    """Take the participant out of the challenge."""
    leave_challenge(visit.ws, visit.visitor, form.get("sure") == "yes")
    return message(
        _TEXTS.gettext(
            "You have left the challenge. What you did so far stays on record, and this link is dead. If it "
            "was a mistake, the organisers can take you in again."
        )
    )


def erase(visit: Visit, form: Form) -> HTMLResponse:
    """Erase the participant, whose page this was."""
    erased = erase_everything(visit.ws, visit.visitor, form.get("name", ""))
    if erased.goes_on:
        return message(
            _TEXTS.gettext(
                "You are erased, and this link is dead. Copies of messages to you are still being removed; "
                "that goes on by itself."
            )
        )
    return message(_TEXTS.gettext("Everything about you is erased, and this link is dead."))


def _next(visit: Visit, where: str) -> RedirectResponse:
    return RedirectResponse(f"{visit.link_for()}{where}", 303)
