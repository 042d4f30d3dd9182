from __future__ import annotations

import contextvars
import importlib
import sys
import threading

import pytest

from moonwalk.registry.guard import PluginFailure, Unusable, describe, guard, one_line, recording, show


def test_a_failure_names_the_plugin_the_question_and_the_cause():
    with pytest.raises(PluginFailure) as caught, guard("acme", "rain.awards"):
        raise ValueError("no\n  umbrella")
    assert str(caught.value) == "The plugin 'acme' failed in rain.awards: ValueError: no umbrella"
    assert (caught.value.plugin, caught.value.what) == ("acme", "rain.awards")
    assert isinstance(caught.value.__cause__, ValueError)


def test_an_unusable_answer_is_told_without_the_words_of_python():
    with pytest.raises(PluginFailure, match=r"in x: it returned 3\.$"), guard("acme", "x"):
        raise Unusable("it returned 3.")


def test_an_attempt_to_end_the_program_is_a_failure():
    with pytest.raises(PluginFailure, match="SystemExit: 3"), guard("acme", "x"):
        sys.exit(3)


def test_an_interrupt_passes():
    with pytest.raises(KeyboardInterrupt), guard("acme", "x"):
        raise KeyboardInterrupt


def test_the_innermost_line_of_the_plugin_is_named(tmp_path, monkeypatch):
    package = tmp_path / "stranger"
    package.mkdir()
    (package / "__init__.py").write_text("from stranger import rain\n", encoding="utf-8")
    (package / "rain.py").write_text("import json\n\njson.loads('{')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(PluginFailure, match=r"\(stranger/rain\.py:3\)$"), guard("a", "x", "stranger"):
        importlib.import_module("stranger")


def test_a_module_on_its_own_is_named_too(tmp_path, monkeypatch):
    (tmp_path / "lonely.py").write_text("\nraise RuntimeError\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with (
        pytest.raises(PluginFailure, match=r"RuntimeError \(lonely\.py:2\)$"),
        guard("a", "x", "lonely"),
    ):
        importlib.import_module("lonely")


def test_a_syntax_error_names_its_own_line(tmp_path, monkeypatch):
    (tmp_path / "crooked.py").write_text("x = 1\n\ndef f(:\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(PluginFailure, match=r"\(crooked\.py:3\)$"), guard("a", "x", "crooked"):
        importlib.import_module("crooked")


def test_endless_and_unprintable_words_are_cut_short():
    text = describe(ValueError("\x1b[31m" + "long " * 10_000))
    assert len(text) < 400
    assert text.isprintable()


class Hostile(Exception):
    def __str__(self):
        raise RuntimeError("no words")

    def __repr__(self):
        return sys.exit(4)


def test_an_exception_that_cannot_be_told_is_still_named():
    assert describe(Hostile()) == "Hostile"
    assert show(Hostile()) == "a Hostile"


def test_a_text_becomes_one_line():
    assert one_line(" a\n\tb ") == "a b"


class Odd(BaseException):
    """Nothing that anybody expects."""


@pytest.mark.parametrize(
    ("raised", "outcome"),
    [
        (None, "ok"),
        (ValueError("secret"), "raised ValueError"),
        (SystemExit(3), "raised SystemExit"),
        (Odd("secret"), "raised Odd"),
        (Unusable("it returned secret."), "gave nothing usable"),
        (PluginFailure("other", "x", "secret"), "failed"),
        (KeyboardInterrupt(), "interrupted"),
    ],
)
def test_every_answer_is_recorded_with_its_outcome_and_none_of_its_words(raised, outcome):
    answers = []
    with recording(answers.append):
        try:
            with guard("acme", "rain.awards"):
                if raised:
                    raise raised
        except BaseException:
            assert raised
    with guard("acme", "after"):
        pass

    (answer,) = answers
    assert (answer.plugin, answer.what, answer.outcome) == ("acme", "rain.awards", outcome)
    assert 0 <= answer.milliseconds < 10_000


def test_a_thread_with_the_context_of_the_recording_is_recorded_too():
    answers = []

    def ask():
        with guard("acme", "x"):
            pass

    with recording(answers.append):
        thread = threading.Thread(target=contextvars.copy_context().run, args=(ask,))
    thread.start()
    thread.join()

    assert len(answers) == 1
