"""Tables: the header, the delimiter, and a verdict on every line."""

import csv
import io
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api import FieldError, headers
from moonwalk.api.files import Rejected, Remark, SheetRow, Skipped, SourceFile, find_columns, fold, read_sheet

COLUMNS = {"id": ("id", "employee no"), "name": ("name", "prénom"), "amount": ("amount", "menge")}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32")
WORD = st.text(st.sampled_from("abcxyzé 019-."), max_size=9)


def table(text, needs=(), encoding="utf-8"):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return read_sheet(SourceFile(name="people.csv", content=data), COLUMNS, needs)


def reasons(sheet, kind):
    return {line.line: line.reason for line in sheet.lines if isinstance(line, kind)}


@pytest.mark.parametrize(
    ("encoding", "delimiter", "newline"), list(product(ENCODINGS, ";,\t|", ("\n", "\r\n", "\r")))
)
def test_encodings_delimiters_and_line_ends_make_no_difference(encoding, delimiter, newline):
    rows = [["Employee_No", "PRENOM", "Menge", "Café"], ["007", "Zoë", "12", "ja"], ["8", "Jürg", "1", ""]]
    text = "".join(delimiter.join(row) + newline for row in rows)

    sheet = table(text, encoding=encoding)

    assert [(row.line, row["id"], row["name"], row["amount"]) for row in sheet.rows] == [
        (2, "007", "Zoë", "12"),
        (3, "8", "Jürg", "1"),
    ]
    assert sheet.headers[3] == "Café"
    assert bool(sheet.remarks) is not encoding.startswith("utf-8")


def test_the_header_may_stand_under_title_rows_with_other_delimiters():
    sheet = table("Steps, walks, and more\n\nid;name;amount\n7;Ann;5\n")

    assert sheet.rows[0]["name"] == "Ann"
    assert sheet.rows[0].line == 4
    assert "line 3" in sheet.remarks[0].text


def test_a_line_that_names_the_delimiter_is_believed():
    sheet = table("sep=|\nid|name,x|amount\n7|Ann|5\n")

    assert sheet.headers == ("id", "name,x", "amount")
    assert sheet.remarks == ()


def test_a_table_of_one_column_has_no_delimiter_to_find():
    assert [row["id"] for row in table("id\n7\n8\n").rows] == ["7", "8"]


def test_rows_with_too_few_or_too_many_cells_are_rejected():
    sheet = table("id,name,amount\n7,Ann\n8,Bob,5,6\n9,Cid,5,,\n")

    assert list(reasons(sheet, Rejected)) == [2, 3]
    assert "2 cells where the header has 3" in reasons(sheet, Rejected)[2]
    assert [row["id"] for row in sheet.rows] == ["9"]


def test_trailing_empty_columns_of_the_header_need_not_be_in_the_rows():
    assert [row["id"] for row in table("id,name,amount,,\n7,Ann,5\n8,Bob,6,,\n").rows] == ["7", "8"]


def test_a_column_without_a_name_is_no_trouble():
    assert table("id,name,amount,\n7,Ann,5,note\n").rows[0]["amount"] == "5"


def test_blank_lines_totals_and_repeated_headers_are_skipped_with_their_reasons():
    sheet = table("id;amount\n7;1\n;\n\nid;amount\n8;2\nTotal;3\nGesamtsumme\n")

    skipped = reasons(sheet, Skipped)
    assert list(skipped) == [3, 4, 5, 7, 8]
    assert "totals" in skipped[7]
    assert [row["id"] for row in sheet.rows] == ["7", "8"]


def test_a_known_column_that_stands_there_twice_is_refused_rather_than_guessed():
    sheet = table("id,amount,Amount\n7,1,2\n")

    assert "2 columns are called 'amount'" in reasons(sheet, Rejected)[2]


def test_of_several_headers_for_one_column_the_first_of_the_source_wins():
    assert table("Employee No,ID\n1,7\n").rows[0]["id"] == "7"


def test_the_names_of_columns_are_folded_once_however_many_rows_there_are(monkeypatch):
    folded = []
    monkeypatch.setattr(headers, "fold", lambda text: folded.append(text) or fold(text))
    columns = {"id": ("once folded id",), "amount": ("once folded amount", "once folded menge")}
    rows = "".join(f"a{number},{number} min\n" for number in range(50))
    file = SourceFile(name="people.csv", content=f"Once folded ID,Once folded menge\n{rows}".encode())
    assert find_columns(file, columns) == {"id", "amount"}
    assert len(read_sheet(file, columns).rows) == 50
    aliases = [text for text in folded if text.startswith("once")]
    assert sorted(aliases) == sorted(alias for names in columns.values() for alias in names)


def test_a_missing_column_is_told_once_with_what_there_is_and_on_every_row():
    sheet = table("id,naam\n7,Ann\n8,Bob\n", needs=(("id",), ("name", "amount")))

    assert "No column is called 'name' or 'amount'" in sheet.remarks[0].text
    assert "'naam'" in sheet.remarks[0].text
    assert list(reasons(sheet, Rejected)) == [2, 3]


def test_rows_with_characters_that_were_lost_are_rejected():
    sheet = table(b"id,name\n7,\x81nn\xe9\n8,Bob\n")

    assert list(reasons(sheet, Rejected)) == [2]
    assert [row["id"] for row in sheet.rows] == ["8"]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b";;;\n"])
def test_an_empty_file_is_a_remark(data):
    assert table(data).remarks == (Remark(text="The file is empty: there is nothing to read."),)


def test_a_file_whose_header_comes_too_late_is_rejected_line_by_line():
    sheet = table("\n" * 12 + "id,name\n7,Ann\n")

    assert list(reasons(sheet, Rejected)) == [13, 14]
    assert len(reasons(sheet, Skipped)) == 12
    assert "no header" in sheet.remarks[0].text


def test_a_source_can_ask_for_the_columns_of_a_long_file_without_reading_it_all():
    data = ("id;prénom\n" + "7;Zoë\n" * 20_000).encode()

    assert find_columns(SourceFile(name="x", content=data), COLUMNS) == {"id", "name"}


@given(
    rows=st.lists(st.tuples(WORD, WORD, WORD), max_size=8),
    delimiter=st.sampled_from(";,\t|"),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(ENCODINGS),
)
def test_rows_rejected_and_skipped_lines_are_together_all_lines_behind_the_header(
    rows, delimiter, newline, encoding
):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator=newline)
    writer.writerows([("id", "name", "amount"), *rows])

    sheet = table(file.getvalue(), encoding=encoding)

    assert [line.line for line in sheet.lines] == list(range(2, len(rows) + 2))
    for row in sheet.rows:
        assert row.cells == tuple(cell.strip() for cell in rows[row.line - 2])


@given(rows=st.lists(st.tuples(WORD, WORD, WORD), min_size=1, max_size=8), data=st.data())
def test_one_quote_too_many_touches_no_other_row(rows, data):
    broken = data.draw(st.integers(0, len(rows) - 1))
    rows[broken] = (f'"x{rows[broken][0]}', *rows[broken][1:])

    sheet = table("id,name,amount\n" + "".join(",".join(row) + "\n" for row in rows))

    lines = list(sheet.lines)
    assert len(lines) == len(rows)
    assert isinstance(lines[broken], Rejected)
    others = [line for line in lines if line.line != broken + 2]
    assert all(isinstance(line, SheetRow | Skipped) for line in others)


@given(
    st.binary(max_size=200) | st.text(st.sampled_from('id,name;"\n\t|0 =\0é'), max_size=80).map(str.encode)
)
def test_no_file_is_too_broken_to_be_read(data):
    try:
        lines = [line.line for line in table(data, needs=(("id",),)).lines]
    except FieldError:
        # Binary content may be refused as a whole, which is no crash.
        lines = []
    assert lines == sorted(set(lines))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b",".join([b"id"] * 40_000) + b"\n1,2\n", "line 1 has 40000 cells"),
        (b"id,name\n" + b"\n" * 150_000, "more than 100,000 blank lines follow line 1"),
        (b"x" * 5_000_000, "longer than two million characters"),
        ("id,name\u20287,Ann\u20288,Bob".encode(), r"separated by the sign U\+2028"),
        (b"id,name\x0b7,Ann\x0b8,Bob", r"separated by the sign U\+000B"),
        ("id,name\x857,Ann".encode(), r"separated by the sign U\+0085"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason_each_time_it_is_asked(content, reason):
    file = SourceFile(name="x.csv", content=content)

    for _ in range(2):
        with pytest.raises(FieldError, match=reason):
            list(read_sheet(file, COLUMNS).lines)


def test_a_file_that_is_too_large_for_a_table_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(100 * 1024**2)

    with pytest.raises(FieldError, match="it has 100 MB, and tables of up to 64 MB"):
        find_columns(SourceFile(name="large.csv", content=path), COLUMNS)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Id,Day\n" + "1," * 40_000 + "\n", "line 2 has 40001 cells"),
        ("\n" * 2_000 + "Id,Day\n", "no header within its first 10 rows"),
        ("---\n" * 2_000, "no header within its first 10 rows"),
        ("x" * 3_500_000, "one of its lines is longer"),
    ],
)
def test_what_is_no_table_is_found_out_once_and_not_by_every_source(text, why, tmp_path):
    path = tmp_path / "monster.csv"
    path.write_text(text)
    file = SourceFile(name="monster.csv", content=path)
    with pytest.raises(FieldError, match=why):
        read_sheet(file, {"day": ["day"]})
    path.unlink()

    for _ in range(2):
        with pytest.raises(FieldError, match=why):
            read_sheet(file, {"day": ["day"]})


def test_a_short_file_without_a_header_still_has_a_verdict_for_every_row():
    sheet = read_sheet(SourceFile(name="a.csv", content=b"\n" * 20 + b"1,2\n"), {"day": ["day"]})

    assert len(list(sheet.lines)) == 21
