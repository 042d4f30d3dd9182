from __future__ import annotations

from ..edited import edited, errors, errors_in


def test_a_column_has_no_use_where_members_form_the_teams():
    assert errors(("  formed: drawn\n", "  formed: by the members\n  column: team\n")) == [
        (
            "94:3: 'column' says where teams come from, but the members form them. "
            "Take it out, or write 'formed: from the roster'."
        )
    ]


def test_an_empty_section_misses_its_keys():
    text = edited()
    before, _, rest = text.partition("teams:\n")
    changed = before + "teams: {}\n\nboards:\n" + rest.partition("boards:\n")[2]
    assert (
        "92:8: 'formed' is missing in 'teams': who decides: drawn, from the roster, or by the members."
        in errors_in(changed)
    )
