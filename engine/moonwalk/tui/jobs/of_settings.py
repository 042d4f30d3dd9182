"""Jobs on messages of one's own and on the settings: announce, try a channel, sending hours, plugins."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from moonwalk.api.language import listed
from moonwalk.services.announcing import Announcement, announce
from moonwalk.services.approval import approve_plugin
from moonwalk.services.channel_trial import try_channel
from moonwalk.services.errors import Refused
from moonwalk.services.plugins import list_plugins, needed_by
from moonwalk.services.settings_editing import SettingsChange, change_setting
from moonwalk.services.workspace import Workspace
from moonwalk.tui.jobs.job import REASON, Here, Job, JobField, Values, day_in, sure
from moonwalk.tui.wording import count

_WHEN_NEXT: Final = "It is so from the next start of Moonwalk on."


def _text_of(written: str) -> str:
    """What was typed, or after an @ the text of a file."""
    if not written.startswith("@"):
        return written
    file = Path(written[1:].strip().strip("\"'")).expanduser()
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as wrong:
        raise Refused(
            f"{file} cannot be read ({wrong}). Nothing was sent. It has to be UTF-8 text."
        ) from wrong


def _announcement(values: Values) -> Announcement:
    column, equals, value = values["to"].partition("=")
    where = (column.strip(), value.strip()) if equals else None
    team = "" if equals else values["to"]
    return Announcement(values["subject"], _text_of(values["text"]), team, where)


def _foresee_announcement(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    done = announce(ws, here.challenge, _announcement(values), dry_run=True)
    if not done.messages:
        return ("Everyone who is meant has had this very text. Nobody gets it again.",)
    people = count(len(done.messages), "person", "people")
    said = [f"{people} will get it by {', '.join(done.channels) or 'no channel'}, such as:"]
    _, name, subject, text = done.messages[0]
    said += [f"To {name}: {subject}", *text.splitlines()]
    if done.unwanted:
        said.append(f"{count(done.unwanted, 'person', 'people')} chose not to get announcements.")
    if done.had_already:
        said.append(
            f"{count(done.had_already, 'person', 'people')} had this very text and will not get it again."
        )
    if values["sure"] != str(len(done.messages)):
        said.append(f"To send it, write {len(done.messages)} under 'How many'.")
    return tuple(said)


def _announce(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    announcement = _announcement(values)
    meant = len(announce(ws, here.challenge, announcement, dry_run=True).messages)
    if values["sure"] != str(meant):
        raise Refused(f"Nothing was sent. To send it, write {meant}, the number of people, under 'How many'.")
    done = announce(ws, here.challenge, announcement)
    people = count(len(done.messages), "person", "people")
    return (f"{people} will get it when what is due is sent (d, then s).",)


def _try(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    done = try_channel(ws, here.channel, values["to"])
    if done.outcome == "delivered":
        return (f"Sent to {done.recipient}. {done.says}".strip(),)
    later = " It would be tried again later." if done.outcome == "retry" else ""
    raise Refused(f"Nothing was sent to {done.recipient}: {done.says}{later}")


def _foresee_approval(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    approve_plugin(ws, here.plugin, values["reason"], dry_run=True)
    said = f"{here.plugin} is approved as its files are now. A plugin runs with your rights."
    return (f"{said} Once its files differ it is not loaded until it is approved again.",)


def _approve(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    done = approve_plugin(ws, here.plugin, values["reason"])
    said = tuple(
        f"{each.plugin}: {each.code.label} " + ("was approved before." if each.already else "is approved.")
        for each in done
    )
    return (*said, _WHEN_NEXT)


def _is_out(ws: Workspace, here: Here) -> bool:
    return here.plugin in ws.settings.without


def _leave_out(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    out = [name for name in ws.settings.without if name != here.plugin]
    state = next((row.state for row in list_plugins(ws) if row.name == here.plugin), "")
    if not _is_out(ws, here):
        if state == "disabled":
            raise Refused(
                f"'{here.plugin}' is left out by --without or MOONWALK_PLUGINS, not by the settings."
            )
        out.append(here.plugin)
    value = (
        f"[{', '.join(name if re.fullmatch(r'[a-z][a-z_-]*', name) else json.dumps(name) for name in out)}]"
    )
    changed = change_setting(ws, ("plugins", "without"), value, dry_run=dry_run)
    if _is_out(ws, here):
        return (f"'{here.plugin}' is loaded again. {_WHEN_NEXT}", *_lines(changed))
    needing = tuple(f"'{name}'" for name in needed_by(ws, here.plugin))
    effect = (
        f"{listed(needing)} cannot be scored without it." if needing else "No launched challenge needs it."
    )
    return (f"'{here.plugin}' is left out. {effect} {_WHEN_NEXT}", *_lines(changed))


def _lines(changed: SettingsChange) -> tuple[str, ...]:
    """What stands in the file then, and that nothing else changes."""
    come = "; ".join(line.strip() for line in changed.after) or "nothing about it"
    return (f"{changed.path.name} says: {come}. Everything else in it stays, comments too.",)


def _holiday(text: str, here: Here) -> date:
    """A day as typed; one without a year is the next of its kind, and not the last."""
    with suppress(ValueError):
        return date.fromisoformat(text)
    day = day_in({"day": text}, "day", here, here.today)
    with suppress(ValueError):  # of a 29th of February
        return day if day >= here.today else day.replace(year=day.year + 1)
    return day


def _time(text: str) -> str:
    """A time of day as the settings have it: 8 and 8:30 are 08:00 and 08:30; anything else stays."""
    typed = re.fullmatch(r"(\d{1,2})(?::(\d\d))?", text)
    return f"{int(typed[1]):02}:{typed[2] or '00'}" if typed else text


def _sending(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    if not any(values.values()):
        changed = change_setting(ws, ("sending",), "", dry_run=dry_run)
        return ("Messages may go out at any time.", *_lines(changed))
    holidays = [str(_holiday(each.strip(), here)) for each in values["holidays"].split(",") if each.strip()]
    written = {
        "earliest": _time(values["earliest"]),
        "latest": _time(values["latest"]),
        "days": values["days"],
        "at_most": values["at_most"].removesuffix("a day").strip(),
    }
    parts = [f"{key}: {value}" for key, value in written.items() if value]
    parts += [f"holidays: [{', '.join(holidays)}]"] if holidays else []
    changed = change_setting(ws, ("sending",), f"{{{', '.join(parts)}}}", dry_run=dry_run)
    return ("What falls due outside of these hours waits for the next of them.", *_lines(changed))


def _general(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    value = json.dumps(values["value"], ensure_ascii=False) if here.setting == "name" else values["value"]
    return _lines(change_setting(ws, (here.setting,), value, dry_run=dry_run))


def _hours(here: Here, key: str) -> str:
    return here.settings.get(key, "")


SETTINGS_JOBS: Final[tuple[Job, ...]] = (
    Job(
        "announce",
        lambda here: f"Announce something in {here.title}",
        ("challenge",),
        (
            JobField("subject", "Subject", "the first line"),
            JobField("text", "Text", "may have {first_name}; @news.txt is a file", is_text=True),
            JobField("to", "To", "empty: everyone", may_be_empty=True),
            JobField("sure", "How many", "to send it", may_be_empty=True),
        ),
        _foresee_announcement,
        _announce,
    ),
    Job(
        "try",
        lambda here: f"Send one message by {here.channel} to yourself",
        ("channel",),
        (JobField("to", "To", "a person, an address; empty: the sender's", may_be_empty=True),),
        sure(
            lambda here, values: (
                f"One message goes by {here.channel} to {values['to'] or 'the address it sends from'} now."
            )
        ),
        _try,
    ),
    Job(
        "sending",
        lambda here: "When messages may reach people, by their own clock",
        ("setting",),
        (
            JobField("earliest", "From", "empty: any time", lambda here: _hours(here, "earliest"), True),
            JobField("latest", "Until", "empty: any time", lambda here: _hours(here, "latest"), True),
            JobField("days", "Days", "workdays or every day", lambda here: _hours(here, "days"), True),
            JobField(
                "holidays", "Holidays", "25 Dec, 2027-01-01", lambda here: _hours(here, "holidays"), True
            ),
            JobField("at_most", "At most", "2 a day", lambda here: _hours(here, "at_most"), True),
        ),
        lambda ws, here, values: _sending(ws, here, values, dry_run=True),
        lambda ws, here, values: _sending(ws, here, values, dry_run=False),
        chosen_at="settings",
    ),
    Job(
        "setting",
        lambda here: f"Change the {here.what}",
        ("setting", "what"),
        (JobField("value", "Value", "", lambda here: _hours(here, here.setting)),),
        lambda ws, here, values: _general(ws, here, values, dry_run=True),
        lambda ws, here, values: _general(ws, here, values, dry_run=False),
    ),
    Job(
        "approve",
        lambda here: f"Let this workspace load the plugin {here.plugin}",
        ("plugin",),
        (REASON,),
        _foresee_approval,
        _approve,
    ),
    Job(
        "leave_out",
        lambda here: f"Leave the plugin {here.plugin} out, or load it again",
        ("plugin",),
        (),
        lambda ws, here, values: _leave_out(ws, here, values, dry_run=True),
        lambda ws, here, values: _leave_out(ws, here, values, dry_run=False),
    ),
)
