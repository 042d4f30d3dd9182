from __future__ import annotations

import sys
from typing import ClassVar

import pytest

from moonwalk.api import Award, PersonRule, hookimpl
from moonwalk.api.fields import Whole
from moonwalk.registry import FoundPlugin, load, parse_allow_list

from .made import Pays, Size, TeamPays, Tells, loaded, plugin


def report(plugins, name="acme"):
    return next(one for one in plugins.reports if one.name == name)


def named(rule: type, called: str) -> type:
    return type(
        rule.__name__, (rule,), {"name": called, "__doc__": rule.__doc__, "__module__": rule.__module__}
    )


def test_a_good_plugin_is_active_and_says_what_it_declares(tmp_path):
    plugins = loaded(
        Pays, TeamPays, moonwalk_rankings=[Size], moonwalk_notices=[Tells], moonwalk_challenges=[tmp_path]
    )
    one = report(plugins)
    assert (one.state, one.problems) == ("active", ())
    assert one.declares == (
        "rule acme.pays",
        "rule acme.pays_team",
        "ranking acme.size",
        "notice acme.tells",
        f"challenges in {tmp_path.name}",
    )
    assert one.milliseconds > 0
    assert plugins.folders() == (tmp_path,)
    assert plugins.versions() == {"acme": "moonwalk-acme 1.0"}


def test_hooks_may_be_generators():
    def rules():
        yield Pays

    assert loaded(moonwalk_rules=rules).find("person", "pays")


def test_a_plugin_that_raises_on_import_is_named_and_the_others_go_on():
    def fails():
        raise ZeroDivisionError("a\nb")

    broken = FoundPlugin("broken", "broken", "moonwalk-broken", "2", fails)
    plugins = load(installed=[broken, plugin({"moonwalk_rules": [Pays]})])
    assert report(plugins, "broken").state == "broken"
    assert report(plugins, "broken").problems == ("It failed in its import: ZeroDivisionError: a b",)
    assert plugins.find("person", "acme.pays")
    assert plugins.versions() == {"acme": "moonwalk-acme 1.0"}


def test_a_plugin_that_ends_the_program_on_import_is_named():
    broken = FoundPlugin("broken", "broken", "moonwalk-broken", "2", lambda: sys.exit(3))
    assert report(load(installed=[broken]), "broken").problems == ("It failed in its import: SystemExit: 3",)


def test_the_person_at_the_keyboard_may_interrupt():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(installed=[FoundPlugin("acme", "acme", "acme", "1", interrupted)])


def test_a_hook_that_raises_does_not_take_the_other_hooks_with_it():
    def fails():
        raise RuntimeError("no rankings today")

    plugins = loaded(Pays, moonwalk_rankings=fails)
    assert report(plugins).problems == ("moonwalk_rankings failed: RuntimeError: no rankings today",)
    assert report(plugins).declares == ("rule acme.pays",)


def test_a_generator_that_fails_halfway_keeps_what_it_gave():
    def rules():
        yield Pays
        raise RuntimeError("stuck")

    plugins = loaded(moonwalk_rules=rules)
    assert report(plugins).problems == ("moonwalk_rules failed: RuntimeError: stuck",)
    assert plugins.find("person", "pays")


def test_a_misspelt_hook_is_named_with_a_guess():
    plugins = loaded(Pays, moonwalk_ruels=[])
    assert report(plugins).problems == ("There is no hook moonwalk_ruels. Did you mean moonwalk_rules?",)
    assert plugins.find("person", "pays")


def test_a_forgotten_mark_is_named():
    plugins = load(installed=[plugin({}, moonwalk_rules=lambda: [Pays])])
    assert report(plugins).problems == ("moonwalk_rules is not marked with @hookimpl, so it is not called.",)


def test_a_hook_with_arguments_is_named():
    def moonwalk_rules(workspace):
        return [Pays]

    plugins = load(installed=[plugin({}, moonwalk_rules=hookimpl(moonwalk_rules))])
    assert report(plugins).state == "broken"
    assert "workspace" in report(plugins).problems[0]


def test_a_wrapper_is_refused():
    def moonwalk_rules():
        yield

    plugins = load(installed=[plugin({}, moonwalk_rules=hookimpl(wrapper=True)(moonwalk_rules))])
    assert report(plugins).problems == ("moonwalk_rules is a wrapper. Return declarations instead.",)


@pytest.mark.parametrize(
    ("number", "told"),
    [(2, "newer Moonwalk"), (True, "whole number"), ("1", "whole number"), (0, "whole number")],
)
def test_another_contract_is_refused_politely(number, told):
    plugins = load(installed=[plugin({"moonwalk_rules": [Pays]}, MOONWALK_API=number)])
    assert report(plugins).state == "broken"
    assert told in report(plugins).problems[0]
    assert plugins.find("person", "acme.pays") is None
    assert told in plugins.why_missing("person", "acme.pays")


def test_the_contract_of_today_is_accepted():
    assert report(load(installed=[plugin({"moonwalk_rules": [Pays]}, MOONWALK_API=1)])).state == "active"


@pytest.mark.parametrize("answer", [None, 3, "pays", b"pays", {"pays": Pays}])
def test_a_hook_must_return_a_list(answer):
    plugins = loaded(moonwalk_rules=answer, moonwalk_rankings=[Size])
    assert "moonwalk_rules returned" in report(plugins).problems[0]
    assert plugins.find("ranking", "size")


def test_an_endless_hook_ends():
    def rules():
        while True:
            yield None

    problems = report(loaded(moonwalk_rules=rules)).problems
    assert "more than 1000 declarations" in problems[0]
    assert len(problems) == 21
    assert problems[-1] == "981 more problems."


def test_a_bad_declaration_does_not_take_the_good_ones_with_it():
    plugins = loaded(Pays, "pays", Pays(points="1"))
    assert report(plugins).declares == ("rule acme.pays",)
    assert (
        report(plugins).problems[0].startswith("moonwalk_rules: 'pays' is not a class. Return a subclass of")
    )
    assert "configured already. Return the class Pays itself" in report(plugins).problems[1]


def test_a_name_declared_twice_in_one_plugin_counts_for_neither():
    other = named(Pays, "pays")
    plugins = loaded(Pays, other, TeamPays)
    assert report(plugins).problems == ("It declares the rule 'pays' 2 times, so none of them counts.",)
    assert plugins.find("person", "acme.pays") is None
    assert plugins.find("team", "pays_team")


def test_a_rule_for_people_and_one_for_teams_need_different_names():
    plugins = loaded(Pays, named(TeamPays, "pays"))
    assert report(plugins).problems == ("It declares the rule 'pays' 2 times, so none of them counts.",)


def test_what_a_plugin_prints_while_loading_is_no_data(capsys):
    def rules():
        print("hello")
        return [Pays]

    assert report(loaded(moonwalk_rules=rules)).problems == ()
    assert capsys.readouterr() == ("", "hello\n")


def test_a_folder_that_is_none_is_named(tmp_path):
    plugins = loaded(moonwalk_challenges=[tmp_path / "no", str(tmp_path)])
    assert len(report(plugins).problems) == 2
    assert plugins.folders() == ()


def test_a_short_name_of_moonwalks_own_stays_with_moonwalk():
    ours = plugin({"moonwalk_rules": [Pays]}, "ours", "moonwalk")
    for order in ([ours, plugin({"moonwalk_rules": [Pays]})], [plugin({"moonwalk_rules": [Pays]}), ours]):
        plugins = load(installed=order)
        assert plugins.find("person", "pays").full_name == "ours.pays"
        assert plugins.find("person", "acme.pays").full_name == "acme.pays"
        assert report(plugins).state == "active"
        assert report(plugins).problems == (
            "The short name 'pays' of its rule belongs to Moonwalk's own plugin 'ours'. Write acme.pays.",
        )
        assert report(plugins, "ours").problems == ()
        assert plugins.names("person") == ("acme.pays", "pays")


def test_a_short_name_of_two_strangers_belongs_to_neither():
    plugins = load(installed=[plugin({"moonwalk_rules": [Pays]}), plugin({"moonwalk_rules": [Pays]}, "beta")])
    assert plugins.find("person", "pays") is None
    assert plugins.find("person", "beta.pays").plugin == "beta"
    assert (
        plugins.why_missing("person", "pays")
        == "It is claimed by two plugins, acme and beta: write acme.pays or beta.pays."
    )
    assert "also claimed by beta" in report(plugins).problems[0]
    assert "also claimed by acme" in report(plugins, "beta").problems[0]
    assert plugins.names("person") == ("acme.pays", "beta.pays")


def test_the_same_name_for_another_use_is_another_name():
    ranking = named(Size, "pays")
    plugins = load(
        installed=[plugin({"moonwalk_rules": [Pays]}), plugin({"moonwalk_rankings": [ranking]}, "beta")]
    )
    assert plugins.find("person", "pays").plugin == "acme"
    assert plugins.find("ranking", "pays").plugin == "beta"


def test_two_distributions_with_one_entry_point_name_are_both_refused():
    twins = [plugin({"moonwalk_rules": [Pays]}, "acme", package) for package in ("acme-one", "acme-two")]
    plugins = load(installed=twins)
    assert [one.state for one in plugins.reports] == ["broken", "broken"]
    for one in plugins.reports:
        assert "acme-one 1.0" in one.problems[0]
        assert "acme-two 1.0" in one.problems[0]
    assert plugins.find("person", "acme.pays") is None
    assert "acme-one" in plugins.why_missing("person", "acme.pays")


def test_a_stranger_cannot_displace_moonwalks_own_plugin():
    ours = plugin({"moonwalk_rules": [Pays]}, "acme", "moonwalk")
    plugins = load(installed=[ours, plugin({"moonwalk_rankings": [Size]}, "acme", "thief")])
    assert [one.state for one in plugins.reports] == ["active", "broken"]
    assert plugins.find("person", "acme.pays")
    assert plugins.find("ranking", "size") is None
    assert "thief 1.0" in plugins.reports[1].problems[0]
    assert "moonwalk 1.0" in plugins.reports[1].problems[0]


def test_an_entry_point_whose_name_is_none_is_refused():
    plugins = load(installed=[plugin({"moonwalk_rules": [Pays]}, "Acme-Rules")])
    assert plugins.reports[0].state == "broken"


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        (None, None),
        ("", frozenset()),
        ("off", frozenset()),
        (" a, b ,", frozenset({"a", "b"})),
    ],
)
def test_an_allow_list_is_read_from_text(text, allowed):
    assert parse_allow_list(text) == allowed


def test_only_allowed_strangers_are_loaded():
    def never():
        raise AssertionError("loaded")

    stranger = FoundPlugin("beta", "beta", "moonwalk-beta", "1", never)
    ours = plugin({"moonwalk_rankings": [Size]}, "ours", "moonwalk")
    found = [ours, plugin({"moonwalk_rules": [Pays]}), stranger]
    plugins = load(only=frozenset({"acme"}), installed=found)
    assert [one.state for one in plugins.reports] == ["active", "active", "not allowed"]
    plugins = load(only=frozenset({"moonwalk-acme"}), installed=found)
    assert [one.state for one in plugins.reports] == ["active", "active", "not allowed"]
    plugins = load(only=frozenset(), installed=found)
    assert [one.state for one in plugins.reports] == ["active", "not allowed", "not allowed"]
    assert "MOONWALK_PLUGINS" in plugins.why_missing("person", "acme.pays")


def test_a_disabled_plugin_is_not_imported_whoever_made_it():
    def never():
        raise AssertionError("loaded")

    found = [
        FoundPlugin("ours", "ours", "moonwalk", "1", never),
        FoundPlugin("acme", "a", "acme-pkg", "1", never),
    ]
    plugins = load(without=frozenset({"ours", "acme-pkg"}), installed=found)
    assert [one.state for one in plugins.reports] == ["disabled", "disabled"]
    assert "disabled" in plugins.why_missing("person", "ours.x")
    assert "'ours' (disabled)" in plugins.why_missing("person", "x")


def test_slow_imports_are_measured():
    def slow():
        sum(range(2_000_000))
        return plugin({}).load()

    plugins = load(installed=[FoundPlugin("slow", "s", "slow", "1", slow), plugin({})])
    assert report(plugins, "slow").milliseconds > report(plugins).milliseconds


class Odd(PersonRule):
    """Odd."""

    name: ClassVar[str] = "odd"

    def awards(self, timeline, context):
        return [Award(day=context.starts, points=1, reason="x")]


def odd(attributes: dict, annotations: dict | None = None) -> type:
    space = {"__module__": __name__, "__doc__": "Odd.", "__annotations__": annotations or {}, **attributes}
    return type("Odd", (Odd,), space)


@pytest.mark.parametrize(
    ("candidate", "told"),
    [
        (int, "int is not a subclass of PersonRule or DayRule"),
        (Size, "Size is not a subclass of PersonRule"),
        (PersonRule, "PersonRule: it has no name"),
        (odd({"name": ""}), "it has no name"),
        (odd({"name": "Rain!"}), "'Rain!' is not a name"),
        (odd({"name": "a" * 41}), "is not a name"),
        (odd({"name": 3}), "3 is not a name"),
        (odd({"awards": PersonRule.awards}), "it has no awards()"),
        (
            odd({"points": 3}, {"points": int}),
            "Odd.points is not one of the typed fields of moonwalk.api.fields",
        ),
        (odd({}, {"label": Whole}), "the key 'label' belongs to Moonwalk"),
        (odd({}, {"during": Whole}), "the key 'during' belongs to Moonwalk"),
        (odd({"award_period": "day"}), "award_period must not be 'day'"),
        (odd({"inputs": {1}}), "inputs must not be {1}"),
        (odd({"later_days_may_change": 1}), "later_days_may_change must not be 1"),
    ],
)
def test_nonsense_among_the_rules_is_named(candidate, told):
    plugins = loaded(candidate, TeamPays)
    assert told in report(plugins).problems[0]
    assert plugins.find("team", "acme.pays_team")


def test_the_keys_of_boards_and_notices_are_reserved():
    def with_key(base, key):
        return type(
            "Odd", (base,), {"__module__": __name__, "__doc__": "Odd.", "__annotations__": {key: Whole}}
        )

    for hook, base, keys in (
        ("moonwalk_rankings", Size, ("ranks", "ties", "place_needs", "seen_by", "label")),
        ("moonwalk_notices", Tells, ("notice", "to", "at")),
    ):
        for key in keys:
            plugins = loaded(**{hook: [with_key(base, key)]})
            assert f"the key '{key}' belongs to Moonwalk" in report(plugins).problems[0]


def test_a_class_whose_attributes_fail_is_named():
    class Trap(type(Odd)):
        @property
        def name(cls):
            raise RuntimeError("trap")

    made = Trap("Odd", (Odd,), {"__module__": __name__, "__doc__": "Odd."})
    assert "RuntimeError: trap" in report(loaded(made)).problems[0]
