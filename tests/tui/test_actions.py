from __future__ import annotations

from moonwalk.tui.actions import ACTIONS, actions_of, bindings_of, key_in_words
from moonwalk.tui.places import PLACES


def test_ids_are_unique_and_begin_with_a_place() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))
    assert all("." in name for name in ids)


def test_no_key_is_one_that_some_keyboards_or_browsers_do_not_have() -> None:
    keys = {key for action in ACTIONS for key in action.keys}
    forbidden = {"ctrl+w", "ctrl+t", "ctrl+n", "ctrl+r", "f5", "f11", "f12", "ctrl+b", "ctrl+a"}
    assert not keys & forbidden
    assert not any(key in "[]{}\\@~0123456789" for key in keys)
    assert not any("alt+" in key for key in keys)


def test_every_action_has_help() -> None:
    assert all(action.help and action.label for action in ACTIONS)


def test_a_key_means_one_thing_in_a_scope() -> None:
    for scope in {action.scope for action in ACTIONS}:
        keys = [key for action in actions_of(scope) for key in action.keys]
        assert len(keys) == len(set(keys)), scope


def test_only_the_first_key_of_an_action_stands_in_the_footer() -> None:
    shown = [binding.key for binding in bindings_of("table") if getattr(binding, "show", False)]
    assert shown == ["enter", "slash"]


def test_keys_are_named_as_printed_on_keyboards() -> None:
    assert [key_in_words(key) for key in ("ctrl+p", "question_mark", "R", "f1", "pageup")] == [
        "Ctrl+P",
        "?",
        "R",
        "F1",
        "PgUp",
    ]


def test_every_place_has_its_letter_and_every_letter_its_place() -> None:
    letters = [action for action in actions_of("go") if action.id != "go.close"]
    assert [place.PLACE for place in PLACES] == [action.place for action in letters]
    assert [action.does for action in letters] == [f"go('{action.place}')" for action in letters]
