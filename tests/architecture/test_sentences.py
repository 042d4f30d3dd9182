"""Every sentence that reaches a participant is in a catalogue, and in German too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from .sources import ROOT

PACKAGES = {
    "moonwalk": ROOT / "engine" / "moonwalk",
    "moonwalk_plugins": ROOT / "plugins" / "moonwalk_plugins",
}
MESSAGE_PATH = (
    *sorted((PACKAGES["moonwalk_plugins"] / "notices").glob("*.py")),
    PACKAGES["moonwalk"] / "services" / "wording.py",
)
"""The modules whose sentences participants read."""
REASONS = (
    *(
        path
        for path in sorted(PACKAGES["moonwalk_plugins"].rglob("*.py"))
        if "Rule]]" in path.read_text(encoding="utf-8") and path.parent.name != "notices"
    ),
    *sorted((PACKAGES["moonwalk_plugins"] / "amounts").glob("*.py")),
    *(
        PACKAGES["moonwalk"] / Path(name)
        for name in (
            "definitions/condition_words.py",
            "definitions/describe.py",
            "definitions/placing_words.py",
            "definitions/rules_lines.py",
            "definitions/rules_terms.py",
            "definitions/value_words.py",
            "scoring/absence.py",
            "scoring/day_rules.py",
            "services/deadlines.py",
            "services/sheets/certificates.py",
            "services/sheets/data_protection.py",
            "services/sheets/lobby.py",
            "services/sheets/pictures.py",
            "services/sheets/results.py",
            "services/sheets/rules_sheet.py",
            "services/why/person.py",
        )
    ),
)
"""The modules that say why somebody has points, or why an entry does not count."""
NAMES_OF_SHEETS = (
    *("base", "cards", "certificates", "data_protection", "lobby", "pieces", "results", "rules"),
)
"""The sheets that participants read. A report is for management, and in English."""
SHEETS = PACKAGES["moonwalk"] / "services" / "sheets"
TEMPLATES = (
    *sorted((PACKAGES["moonwalk"] / "page" / "templates").glob("*.html.j2")),
    *(SHEETS / "templates" / f"{name}.html.j2" for name in NAMES_OF_SHEETS),
)
"""The pages that participants read."""
NOT_FOR_PARTICIPANTS = {
    *("gettext", "ngettext", "fill", "fill_counted", "FieldError", "ValueError", "Advice"),
    *("Refused", "PluginFailed", "RuleFailed"),
}
"""What is called with texts that are looked up, or that authors and organisers read."""
SAID_BY_RULES = ("check_rows", "falls", "remarks")
"""Functions whose texts stand in what a rule says of itself, or in a problem of a file."""
SAYS_ITSELF = {
    *("PersonRule", "DayRule", "AdjustmentRule", "TeamRule", "LeagueRule", "CompanyRule", "Ranking"),
}
"""Classes whose docstring begins with a sentence for people."""
GERMAN = Path("locale", "de", "LC_MESSAGES", "messages.po")
_PLACEHOLDER = re.compile(r"\{[a-z_]*\}")
_FORMAL = re.compile(r"\b(?:Sie|Ihr|Ihre|Ihnen|Ihrem|Ihren)\b")

Sentence = str | tuple[str, str]


def catalogued(tree: ast.Module) -> Iterator[Sentence]:
    """What is asked of a catalogue, and the texts of notices, which are translated when they are used."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            texts = [part.value for part in node.args if isinstance(part, ast.Constant)]
            if node.func.attr in ("gettext", "fill") and texts:
                yield texts[0]
            elif node.func.attr in ("ngettext", "fill_counted") and len(texts) > 1:
                yield texts[0], texts[1]
    yield from (text.value for text in class_texts(tree) if text.value)
    yield from first_lines(tree)


def first_lines(tree: ast.Module) -> Iterator[str]:
    """The first line of the docstring of each rule and ranking, and of groups of their keys: its sentence."""
    made_here = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    bases = {made.name: set(map(ast.unparse, made.bases)) for made in made_here}
    says = SAYS_ITSELF if any(SAYS_ITSELF & each for each in bases.values()) else set()
    for made in made_here:
        if (says | {"Group"} if says else says) & bases[made.name]:
            yield (ast.get_docstring(made) or "").partition("\n")[0]


def class_texts(tree: ast.Module) -> Iterator[ast.Constant]:
    """The label, the subject and the text of each class of notices."""
    for made in ast.walk(tree):
        if not isinstance(made, ast.ClassDef) or "NoticeRule" not in map(ast.unparse, made.bases):
            continue
        for node in made.body:
            named = isinstance(node, ast.AnnAssign) and ast.unparse(node.target) in (
                "label",
                "subject",
                "text",
            )
            if named and isinstance(node.value, ast.Constant):
                yield node.value


def sentences_of(package: Path) -> set[Sentence]:
    modules = (ast.parse(path.read_text(encoding="utf-8")) for path in package.rglob("*.py"))
    said = {sentence for tree in modules for sentence in catalogued(tree)}
    return said | {
        sentence for path in TEMPLATES if path.is_relative_to(package) for sentence in asked_in(path)
    }


def asked_in(template: Path) -> Iterator[Sentence]:
    """What a template asks the catalogue for, by `_` and `_n`."""
    for call in Environment().parse(template.read_text(encoding="utf-8")).find_all(nodes.Call):
        texts = tuple(part.value for part in call.args if isinstance(part, nodes.Const))
        match call.node:
            case nodes.Name(name="_"):
                yield texts[0]
            case nodes.Name(name="_n"):
                yield texts[0], texts[1]


def written_in(template: str) -> Iterator[str]:
    """What a template says without asking: text between tags, and attributes that are read out."""
    template = re.sub(r"\{% block style %\}.*?\{% endblock %\}", " ", template, flags=re.DOTALL)
    shown = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<style>.*?</style>", " ", template, flags=re.DOTALL)
    yield from re.findall(r'(?:aria-label|title|alt)="([^"]*[A-Za-z][^"]*)"', shown)
    yield from re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^<>]*>|&\w+;", " ", shown))


def outside(tree: ast.Module) -> Iterator[str]:
    """Texts of more than one word that are neither catalogued, nor a docstring, nor of an error."""
    inside = {id(text) for text in class_texts(tree)}
    for node in ast.walk(tree):
        if is_no_sentence(node):
            inside |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in inside else None
        if isinstance(text, str) and re.search(r"[A-Za-z]{2,} +[A-Za-z]{2,}", text):
            yield text


def reasons_outside(tree: ast.Module) -> Iterator[str]:
    """What a module of `REASONS` says outside a catalogue.

    Left out are the keys of a file with their values, what is said of a rule before it is asked, and errors.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not _is_for_authors(node):
            yield from outside(ast.Module(node.body, []))


def _is_for_authors(function: ast.FunctionDef) -> bool:
    """Whether a function answers whoever writes a challenge file: what a rule says of itself, validators."""
    checks = any("validator" in ast.unparse(decorator) for decorator in function.decorator_list)
    return checks or function.name.strip("_") in ("advice", *SAID_BY_RULES)


def is_no_sentence(node: ast.AST) -> bool:
    """Whether what is in here is looked up, or is for authors, or compared with what they wrote."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).rpartition(".")[2] in NOT_FOR_PARTICIPANTS
    return isinstance(node, ast.Compare | ast.MatchValue) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def german(package: Path) -> Catalog:
    with (package / GERMAN).open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize("package", PACKAGES.values(), ids=PACKAGES)
def test_german_has_every_sentence_and_no_other(package):
    assert {message.id for message in german(package) if message.id} == sentences_of(package)


@pytest.mark.parametrize("package", PACKAGES.values(), ids=PACKAGES)
def test_german_is_complete_and_nothing_in_it_is_a_guess(package):
    for message in german(package):
        if not message.id:
            continue
        forms = message.string if message.pluralizable else (message.string,)
        assert all(forms), message.id
        assert not message.fuzzy, message.id
        assert not any(_FORMAL.search(form) for form in forms), message.id


@pytest.mark.parametrize("package", PACKAGES.values(), ids=PACKAGES)
def test_both_languages_have_the_same_placeholders_and_paragraphs(package):
    for message in german(package):
        ids = message.id if message.pluralizable else (message.id,)
        forms = message.string if message.pluralizable else (message.string,)
        for source, form in zip(ids, forms, strict=True) if message.id else ():
            assert sorted(_PLACEHOLDER.findall(form)) == sorted(_PLACEHOLDER.findall(source)), source
            assert form.count("\n\n") == source.count("\n\n"), source


@pytest.mark.parametrize("path", MESSAGE_PATH, ids=lambda path: path.name)
def test_no_sentence_for_participants_is_outside_a_catalogue(path):
    assert not list(outside(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("path", REASONS, ids=lambda path: path.name)
def test_no_reason_is_outside_a_catalogue(path):
    assert not list(reasons_outside(ast.parse(path.read_text(encoding="utf-8"))))


def test_a_sentence_outside_a_catalogue_is_noticed():
    tree = ast.parse('def f(name):\n    "A docstring here."\n    return f"You are late, {name}"\n')

    assert list(outside(tree)) == list(reasons_outside(tree)) == ["You are late, "]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_page_says_anything_outside_a_catalogue(path):
    assert not list(written_in(path.read_text(encoding="utf-8")))


def test_what_a_page_says_outside_a_catalogue_is_noticed():
    page = '<p class="soft" title="Look">{{ _("Fine") }} and {% if a %}<b>{% endif %}more</p>'

    assert list(written_in(page)) == ["Look", "and", "more"]
