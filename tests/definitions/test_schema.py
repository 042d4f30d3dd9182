"""The schema for editors agrees with `check`, as far as a schema can."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import yaml

from moonwalk.definitions import read_file
from moonwalk.definitions.schema import challenge_schema

from .edited import HERE
from .installed import WITH_STRANGERS
from .test_good import NOT_YET

SHIPPED = sorted((HERE.parents[1] / "challenges").glob("*.yaml"))
GOOD = sorted(path for path in (HERE / "good").glob("*.yaml") if path.stem not in NOT_YET)
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
ONLY_CHECK = {
    "03-twice": "a parser of YAML takes the last of two equal keys",
    "07-wrong-unit": "which units there are, the activities say",
    "08-cap-below-goal": "two numbers of different places",
    "09-names": "names that nothing has",
    "10-weeks": "weeks that overlap or are missing",
    "13-share": "the days of a week that count",
    "15-which": "which of two activities is meant",
    "18-yaml-tricks": "what a parser of YAML has replaced",
    "22-circle": "goals that are made of one another",
}
"""The broken files in which a schema finds nothing, and why."""


class AsEditorsDo(yaml.SafeLoader):
    """Numbers are numbers, and dates are text."""


AsEditorsDo.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in known if not tag.endswith("timestamp")]
    for letter, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.fixture(scope="module")
def validator():
    schema = challenge_schema(WITH_STRANGERS)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def errors(validator, path: Path) -> list[str]:
    value = yaml.load(path.read_text(encoding="utf-8"), AsEditorsDo)
    return [error.message for error in validator.iter_errors(value)]


@pytest.mark.parametrize("path", [*SHIPPED, *GOOD], ids=lambda path: path.stem)
def test_what_check_accepts_the_schema_accepts(validator, path):
    assert errors(validator, path) == []


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_what_check_refuses_the_schema_refuses_where_it_can_know(validator, path):
    try:
        refused = bool(errors(validator, path))
    except yaml.YAMLError:
        refused = True
    assert refused is (path.stem not in ONLY_CHECK)


def test_a_strangers_rule_is_known_with_its_sentence_and_its_keys(validator):
    rules = validator.schema["properties"]["rules"]["items"]
    (sentence,) = (
        each["description"] for each in rules["properties"]["rule"]["anyOf"] if each["const"] == "acme.rain"
    )
    (keys,) = (
        each["then"] for each in rules["allOf"] if "acme.rain" in each["if"]["properties"]["rule"]["enum"]
    )
    assert sentence
    assert {"points", "why", "during"} <= keys["properties"].keys()
    assert keys["additionalProperties"] is False


def test_a_default_is_what_an_author_would_write(validator):
    schedule = validator.schema["properties"]["schedule"]["properties"]
    assert schedule["final_grace"]["default"] == "72 hours"
    assert validator.schema["properties"]["privacy"]["properties"]["smallest_group"]["default"] in (5, "5")


def test_the_pattern_in_the_guide_reads_what_check_prints(validator):
    guide = (HERE.parents[1] / "docs" / "author.md").read_text(encoding="utf-8")
    block = next(part for part in guide.split("```json\n")[1:] if "problemMatcher" in part)
    task = json.loads(block.partition("```")[0])["tasks"][0]
    pattern = re.compile(task["problemMatcher"]["pattern"]["regexp"])
    path = HERE / "broken" / "06-tab.yaml"
    (problem,) = read_file(path, WITH_STRANGERS).problems

    for said, severity in ((str(problem), None), (str(replace(problem, severity="warning")), "warning")):
        match = pattern.match(said)
        assert match is not None
        assert match.groups()[:4] == (str(path), "11", "1", severity)
