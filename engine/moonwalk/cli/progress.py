"""How commands say how far everyone, or a team, is by a rule that adds up what people do."""

from __future__ import annotations

from fractions import Fraction

from moonwalk.api.values import exact_decimal, show_amount
from moonwalk.cli.output import whole_or_text
from moonwalk.services.views import CompanyProgressRow


def progress_line(row: CompanyProgressRow) -> str:
    """One line for people."""
    reached = "; ".join(f"{step.text} ({step.day})" for step in row.reached)
    parts = (
        f"{row.label}: {show_amount(row.total, row.unit)} of {show_amount(row.goal, row.unit)},",
        f"{row.percent}%.",
        f"Reached: {reached}." if reached else "",
        row.now,
    )
    return " ".join(part for part in parts if part)


def progress_json(row: CompanyProgressRow) -> dict[str, object]:
    """For programs; `team` is the id of the team, where each has the rule by itself."""
    return {
        "rule": row.rule,
        "label": row.label,
        "total": _number(row.total),
        "goal": _number(row.goal),
        "unit": row.unit,
        "percent": row.percent,
        "reached": [{"day": step.day, "text": step.text} for step in row.reached],
        **({"team": row.team} if row.team else {}),
    }


def _number(thousandths: int) -> int | str:
    return whole_or_text(exact_decimal(Fraction(thousandths, 1000)))
