"""What became of a sign-up, in a line."""

from __future__ import annotations

from moonwalk.commands.output import print_json, say
from moonwalk.runs.roster.joining import SignUp


def tell_sign_up(done: SignUp, json_: bool) -> None:
    """`Ana takes part in 'spring' from 2027-03-06 on, in the team Herons.`, or the same as JSON."""
    if json_:
        print_json(done)
        return
    already = "" if done.changed else "As before: "
    say(f"{already}{done.name} {_days(done)}.")
    for remark in done.remarks:
        say(remark)


def _days(done: SignUp) -> str:
    if not done.days:
        return f"does not take part in '{done.challenge}'"
    spans = []
    for first, last in done.days:
        until = f"until {last}" if last else "on" if first else ""
        spans.append(f"{f'from {first}' if first else ''} {until}".strip())
    team = f", in the team {done.team}" if done.team else ""
    when = f" {' and '.join(spans)}" if any(spans) else ""
    return f"takes part in '{done.challenge}'{when}{team}"
