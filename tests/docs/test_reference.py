"""The reference of the API: it is what the docstrings say, and their examples work."""

from __future__ import annotations

import doctest
import importlib.util
from importlib import import_module

import pytest

from .conftest import ROOT

PATH = ROOT / "docs" / "make_reference.py"
SPEC = importlib.util.spec_from_file_location("make_reference", PATH)
make_reference = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make_reference)

MODULES = make_reference.MODULES
NEED_NO_EXAMPLE = {"hookimpl"}


def examples():
    """Every docstring of the public modules that has an example, once, with the name that it belongs to."""
    finder, parser, seen = doctest.DocTestFinder(recurse=True), doctest.DocTestParser(), set()
    for name in MODULES:
        module = import_module(name)
        texts = [(name, module.__doc__ or "")]
        for public, item in make_reference.public_items(module):
            if item.is_plain:
                texts.append((f"{name}.{public}", item.doc))
                continue
            texts += [
                (f"{name}.{found.name}", found.docstring) for found in finder.find(item.value, public, False)
            ]
        for place, text in texts:
            if ">>> " in text and text not in seen:
                seen.add(text)
                yield parser.get_doctest(text, {}, place, None, None)


EXAMPLES = list(examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_examples_of_the_reference_work(example):
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(example, out=said.append)
    assert runner.failures == 0, "".join(said)


def test_there_are_examples():
    assert len(EXAMPLES) > 45


@pytest.mark.parametrize("name", MODULES)
def test_the_reference_is_up_to_date(name):
    page = make_reference.page_of(name)
    written = make_reference.path_of(name)
    assert written.is_file(), "run make reference"
    assert written.read_text(encoding="utf-8") == page, f"{written.name} is stale: run make reference"


def test_no_page_is_left_of_a_module_that_is_gone():
    pages = {make_reference.path_of(name) for name in MODULES}
    assert set((ROOT / "docs" / "reference").glob("*.md")) == {*pages, make_reference.INDEX}
    assert make_reference.INDEX.read_text(encoding="utf-8") == make_reference.index()


def test_no_docstring_leans_on_the_line_above():
    for name in MODULES:
        for public, item in make_reference.public_items(import_module(name)):
            assert not item.doc.startswith("The same"), f"{name}.{public}"
