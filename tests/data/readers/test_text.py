import csv
import io
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data.readers import Cancelled, read
from nnviz.errors import UserError
from tests.data.readers.files import table

IRIS = "sepal,petal,species\n5.1,1.4,setosa\n7.0,4.7,versicolor\n5.0,1.5,setosa\n"


def test_a_table_with_header_is_inputs_and_named_classes(tmp_path):
    found = table(tmp_path, IRIS)
    np.testing.assert_array_equal(found.inputs, [[5.1, 1.4], [7.0, 4.7], [5.0, 1.5]])
    assert found.inputs.flags.c_contiguous
    assert found.features == ("sepal", "petal")
    assert found.classes == ("setosa", "versicolor")
    assert found.labels.tolist() == [0, 1, 0]
    assert not found.regression
    assert found.remarks == ()


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", " ", "   ", ", ", " \t "])
@pytest.mark.parametrize("header", [True, False])
def test_the_delimiter_and_the_header_are_found(tmp_path, delimiter, header):
    rows = [["width", "height", "kind"]] * header + [["1", "2.5", "a"], ["3", "-4e1", "b"]]
    found = table(tmp_path, "\n".join(delimiter.join(row) for row in rows))
    np.testing.assert_array_equal(found.inputs, [[1, 2.5], [3, -40]])
    assert found.features == (("width", "height") if header else ("x1", "x2"))
    assert found.classes == ("a", "b")


def test_a_decimal_comma_is_read_where_a_semicolon_parts_the_columns(tmp_path):
    found = table(tmp_path, "a;b;class\n1,5;2;x,y\n-0,25;3,75;z\n")
    np.testing.assert_array_equal(found.inputs, [[1.5, 2], [-0.25, 3.75]])
    assert found.classes == ("x,y", "z")


def test_a_comma_that_may_part_thousands_is_no_decimal_comma(tmp_path):
    with pytest.raises(UserError, match="text"):
        table(tmp_path, "a;b;class\n1,500;2;x\n2,500;3;z\n")


def test_quotes_hold_delimiters_quotes_and_new_lines(tmp_path):
    found = table(tmp_path, '"a, b","c ""d""",label\n"1",2,"x\ny"\n\n3,"4","z, w"\n')
    assert found.features == ("a, b", 'c "d"')
    assert found.classes == ("x\ny", "z, w")
    np.testing.assert_array_equal(found.inputs, [[1, 2], [3, 4]])


def test_quotes_may_begin_late_in_a_long_file(tmp_path):
    lines = [f"{k},{k % 3}" for k in range(120_000)]
    lines[110_000] = '"110000","1\n"'
    found = table(tmp_path, "x,label\n" + "\n".join(lines))
    np.testing.assert_array_equal(found.inputs[:, 0], np.arange(120_000))
    assert found.classes == ("0", "1", "2")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_endings_and_the_marks_of_unicode_do_not_matter(tmp_path, ending, encoding):
    text = "größe,y,label\n1,2,naïve\n3,4,b\n".replace("\n", ending)
    found = table(tmp_path, text.encode(encoding))
    assert found.features == ("größe", "y")
    assert found.classes == ("b", "naïve")
    np.testing.assert_array_equal(found.inputs, [[1, 2], [3, 4]])


def test_blank_lines_are_passed_over(tmp_path):
    found = table(tmp_path, "\n\na,b,label\n\n1,2,x\n   \n\n3,4,y\n\n\n")
    np.testing.assert_array_equal(found.inputs, [[1, 2], [3, 4]])


def test_a_file_without_a_last_new_line_loses_nothing(tmp_path):
    assert len(table(tmp_path, IRIS.rstrip("\n"))) == 3


def test_the_header_that_numpy_writes_as_a_comment_is_a_header(tmp_path):
    np.savetxt(tmp_path / "saved.txt", [[1, 2, 0.5], [3, 4, 0.25]], header="w h out")
    found = read(tmp_path / "saved.txt")
    assert found.features == ("w", "h")
    assert found.predicted == ("out",)


def test_comments_before_the_table_are_passed_over(tmp_path):
    found = table(tmp_path, "# made in 1936\n# by hand\n" + IRIS)
    assert found.features == ("sepal", "petal")


@pytest.mark.parametrize(
    ("first", "header"),
    [
        ("0,1,out", True),
        (",a,b", True),
        ("5,6,7", False),
        ("?,6,7", False),
        ("0,1,7", False),
    ],
)
def test_a_header_is_told_by_what_stands_below_it(tmp_path, first, header):
    rows = "\n1.5,2,8\n2.5,4,9\n3.5,5,7.5\n"
    if first.startswith("?"):
        with pytest.raises(UserError, match=r"row 1 \(line 1\), column 1: the value is missing"):
            table(tmp_path, first + rows)
        return
    assert len(table(tmp_path, first + rows)) == (3 if header else 4)


def test_a_person_decides_whether_there_is_a_header(tmp_path):
    numbers = "1,2\n3,4.5\n5,6.5\n"
    assert len(table(tmp_path, numbers, header=None)) == 3
    assert len(table(tmp_path, numbers, header=True)) == 2
    with pytest.raises(UserError, match="'sepal' is not a number"):
        table(tmp_path, IRIS, header=False)


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("label,b,c", 0),
        ("a,Class,c", 1),
        ("a,y,c", 1),
        ("y,label,c", 1),
        ("a,b,c", 2),
        ("y,b,y", 0),
    ],
)
def test_the_target_is_the_column_named_so_and_else_the_last(tmp_path, header, target):
    found = table(tmp_path, header + "\n1.5,2.5,3.5\n4.5,5.5,6.5\n", task="regression")
    assert found.predicted == (header.split(",")[target],)
    np.testing.assert_array_equal(found.values[:, 0], [1.5 + target, 4.5 + target])


def test_without_a_name_that_says_so_a_column_of_text_is_the_target(tmp_path):
    found = table(tmp_path, "a,fur,c\n1,long,2\n3,short,4\n")
    assert found.features == ("a", "c")
    assert found.classes == ("long", "short")


@pytest.mark.parametrize("target", ["petal", "PETAL", "2", " 2 "])
def test_a_person_chooses_the_target_by_name_or_number(tmp_path, target):
    found = table(tmp_path, IRIS, target=target, leave_out=("species",))
    assert found.predicted == ("petal",)
    np.testing.assert_array_equal(found.values, [[1.4], [4.7], [1.5]])


def test_a_regression_may_have_several_targets(tmp_path):
    found = table(tmp_path, "a,b,c\n1,2,3\n4,5,6\n", target="c, 1")
    assert found.predicted == ("c", "a")
    np.testing.assert_array_equal(found.values, [[3, 1], [6, 4]])
    np.testing.assert_array_equal(found.inputs, [[2], [5]])


@pytest.mark.parametrize("leave_out", [("city",), ("2",), ("City", "city")])
def test_columns_are_left_out_by_name_or_number(tmp_path, leave_out):
    found = table(tmp_path, "a,city,label\n1,Rome,x\n2,Bonn,y\n", leave_out=leave_out)
    assert found.features == ("a",)


@pytest.mark.parametrize("name", ["id", "Id", "", "Unnamed: 0"])
@pytest.mark.parametrize("first", [0, 1])
def test_a_column_that_counts_the_rows_is_left_out_with_a_remark(tmp_path, name, first):
    rows = "".join(f"{first + k},{k * 2.5},{'ab'[k % 2]}\n" for k in range(6))
    found = table(tmp_path, f"{name},size,kind\n{rows}")
    assert found.features == ("size",)
    assert len(found.remarks) == 1
    assert "counts the rows" in found.remarks[0]


def test_a_column_named_id_that_does_not_count_is_an_input(tmp_path):
    assert table(tmp_path, "id,size,kind\n7,1,a\n9,2,b\n").features == ("id", "size")


def test_a_delimiter_at_the_end_of_every_line_makes_no_column(tmp_path):
    found = table(tmp_path, "a,b,label,\n1,2,x,\n3,4,y,\n")
    assert found.features == ("a", "b")
    assert found.classes == ("x", "y")
    assert "Column 4" in found.remarks[0]


def test_many_different_numbers_are_amounts_even_if_the_first_thousands_of_rows_hold_few(tmp_path):
    values = [k % 3 for k in range(100_000)] + [k + 0.5 for k in range(3_000)]
    found = table(tmp_path, "x,price\n" + "".join(f"1,{value}\n" for value in values))
    np.testing.assert_array_equal(found.values[:, 0], values)


def test_amounts_are_not_kept_as_texts(tmp_path):
    text = "x,price\n" + "".join(f"1,{k / 7}\n" for k in range(100_000))
    tracemalloc.start()
    try:
        table(tmp_path, text)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 15_000_000  # their texts would take twice as much


def test_a_long_table_is_read_as_a_short_one_is(tmp_path):
    rng = np.random.default_rng(0)
    numbers = rng.standard_normal((30_000, 5)).round(6)
    labels = rng.integers(0, 4, len(numbers))
    lines = [
        ",".join(map(repr, row)) + f",k{label}"
        for row, label in zip(numbers.tolist(), labels, strict=True)
    ]
    found = table(tmp_path, "a,b,c,d,e,kind\n" + "\n".join(lines))
    np.testing.assert_array_equal(found.inputs, numbers)
    np.testing.assert_array_equal(found.labels, labels)
    assert found.classes == ("k0", "k1", "k2", "k3")


cells = st.floats(-1e9, 1e9).map(repr)
words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=5)


@given(
    st.lists(st.tuples(cells, cells, words.map("~".__add__)), min_size=2, max_size=12),
    st.sampled_from(",;\t|"),
)
def test_what_is_written_as_csv_comes_back(tmp_path_factory, rows, delimiter):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([("a", "b", "label"), *rows])
    names = [row[2] for row in rows]
    if len(set(names)) < 2:
        return
    found = table(tmp_path_factory.mktemp("t"), text.getvalue())
    np.testing.assert_array_equal(found.inputs, [[float(a), float(b)] for a, b, _ in rows])
    assert [found.classes[label] for label in found.labels] == names


def test_progress_goes_up_to_one_and_may_give_up(tmp_path):
    (tmp_path / "long.csv").write_text("x,label\n" + "1234.5678,0\n1,1\n" * 100_000)
    shares = []
    read(tmp_path / "long.csv", progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 2

    def give_up(share):
        raise Cancelled

    with pytest.raises(Cancelled):
        read(tmp_path / "long.csv", progress=give_up)
