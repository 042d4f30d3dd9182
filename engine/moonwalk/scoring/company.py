"""What everyone does together, by the rules of the company."""

from __future__ import annotations

from moonwalk.api.company import CompanyView
from moonwalk.host import CompanyRuleAdapter
from moonwalk.scoring.people import PeopleScores, ask
from moonwalk.scoring.plan import AnyRulePlan, Plan, RulePlan


def company_views(plan: Plan, people: PeopleScores, last_day: int) -> tuple[CompanyView, ...]:
    """How far everyone is, up to a day. RuleFailed where a rule does not answer."""
    return tuple(_view(plan, people, rule, last_day) for rule in plan.company_rules)


def totals_of(people: PeopleScores, rule: AnyRulePlan, last_day: int) -> list[int]:
    """What everyone's days add, day by day up to the last one that is looked at."""
    # A company of 200,000 may each add 2**40 thousandths a day before a sum leaves 64 bits.
    totals: list[int] = people.shares[rule.id][:, : max(last_day + 1, 0)].sum(axis=0).tolist()
    return totals


def _view(plan: Plan, people: PeopleScores, rule: RulePlan[CompanyRuleAdapter], last_day: int) -> CompanyView:
    totals = totals_of(people, rule, last_day)
    together = ask(rule, rule.adapter.together, sum(totals), plan.context)
    reached = ask(rule, rule.adapter.steps, totals, plan.context)
    return CompanyView(rule.id, rule.label, together, tuple(reached))
