import pytest

from nnviz.data.readers import MOST_SAMPLES
from nnviz.errors import UserError
from tests.data.readers.files import table

NUMBERS = "".join(f"{k},{k * 1.25},{k % 3}\n" for k in range(20))
HEAD = "a,b,label\n" + NUMBERS
# So wide that it is read in several pieces.
FAR = "a,b,label\n" + NUMBERS.replace(",", "," + 100 * " ") * 500

MALFORMED = {
    "missing": (HEAD + "1,,2\n", ("row 21", "line 22", "'b'", "missing")),
    "missing as NA": (HEAD + "NA,1,2\n", ("row 21", "line 22", "'a'", "missing")),
    "missing as nan": (HEAD + "1,nan,2\n", ("row 21", "line 22", "'b'", "missing")),
    "missing as ?": (HEAD + "1,?,2\n", ("row 21", "line 22", "'b'", "missing")),
    "missing class": (HEAD + "1,2,\n", ("row 21", "line 22", "'label'", "missing")),
    "missing far down": (FAR + "1,,2\n", ("row 10001", "line 10002", "'b'", "missing")),
    "missing after a blank line": (HEAD + "\n\n1,,2\n", ("row 21", "line 24", "'b'")),
    "missing without header": (NUMBERS + ",1,2\n", ("row 21", "line 21", "column 1", "missing")),
    "missing among quotes": (HEAD + '"1","",2\n', ("row 21", "line 22", "'b'", "missing")),
    "text": (HEAD + "1,abc,2\n", ("row 21", "line 22", "'b'", "'abc' is not a number")),
    "text far down": (FAR + "1,abc,2\n", ("row 10001", "line 10002", "'abc' is not a number")),
    "text that is long": (HEAD + f"1,{'z' * 900},2\n", ("row 21", "zzz…'", "not a number")),
    "underscore": (HEAD + "1_000,1,2\n", ("row 21", "'1_000' is not a number")),
    "infinite": (HEAD + "1,inf,2\n", ("row 21", "line 22", "'b'", "'inf' is not finite")),
    "too large": (HEAD + "1,-1e999,2\n", ("row 21", "'-1e999' is not finite")),
    "infinite target": ("a,b\n1,2.5\n2,3\n3,inf\n", ("row 3", "'b'", "'inf' is not finite")),
    "text in amounts": (
        "a,price\n" + "".join(f"{k},{k * 1.5}\n" for k in range(30)) + "1,dear\n",
        ("row 31", "line 32", "'price'", "'dear' is not a number"),
    ),
    "text in many amounts": (
        "a,price\n" + "".join(f"{k},{k * 1.5}\n" for k in range(3000)) + "1,dear\n",
        ("row 3001", "line 3002", "'price'", "'dear' is not a number"),
    ),
    "too few fields": (HEAD + "1,2\n", ("line 22", "3 fields are expected", "there are 2")),
    "one field": (HEAD + "1\n", ("line 22", "3 fields are expected", "there is 1")),
    "too many fields": (HEAD + "1,2,0,4\n", ("line 22", "3 fields are expected", "there are 4")),
    "ragged far down": (FAR + "1,2\n", ("line 10002", "3 fields are expected", "there are 2")),
    "header too short": ("a,b\n1,2,3\n4,5,6\n", ("line 2", "2 fields", "as in line 1", "are 3")),
    "ragged by spaces": ("1 2 3\n4 5 6\n7 8\n", ("line 3", "3 fields", "there are 2")),
    "value without a name": (
        "a,b,\n" + "1,0,\n2,1,\n" * 300 + "3,1,4\n",
        ("row 601", "line 602", "column 3", "'4' is in a column without a name"),
    ),
    "text column": (
        "a,city,label\n1,Rome,0\n2,Bonn,1\n",
        ("column 'city' holds text", "leave the column out"),
    ),
    "text columns": (
        "a,city,land,label\n1,Rome,I,0\n2,Bonn,D,1\n",
        ("'city', 'land' hold text", "leave the columns out"),
    ),
    "prose": ("It was a dark\nand stormy night,\nthe rain fell\n", ("no column holds numbers",)),
    "quote not closed": (HEAD + '1,"2,0\n3,4,1\n', ("line 22", "no closing quote")),
    "quote not closed far down": (FAR + '1,"2,0\n' + NUMBERS * 900, ("line 10002", "quote")),
    "quote inside": (HEAD + '"1"2,3,0\n', ("line 22", "goes on after")),
    "not UTF-8": (b"a,b,label\n1,2,x\n3,4,caf\xe9\n", ("line 3", "e9", "UTF-8")),
    "not UTF-8 far down": (FAR.encode() + b"1,2,\xff\n", ("line 10002", "ff", "UTF-8")),
    "half of UTF-16": ("a,b,label\n1,2,x\n3,4,y".encode("utf-16")[:-1], ("UTF-16", "damaged")),
    "one column": ("a\n1\n2\n", ("only one column", "commas")),
    "header only": ("a,b,label\n", ("no samples", "at least 2")),
    "one row": ("a,b,label\n1,2,x\n", ("1 sample", "at least 2")),
    "blank": ("\n \n\n", ("no rows",)),
    "only comments": ("# nothing\n# here\n", ("no rows",)),
    "one class": ("a,label\n1,x\n2,x\n", ("'label'", "the class 'x'", "2 classes")),
    "too many classes": (
        "a,label\n" + "".join(f"1,name{k}\n" for k in range(101)),
        ("'label'", "101 different", "at most 100"),
    ),
    "far too many classes": (
        "a,label\n" + "".join(f"1,name{k}\n" for k in range(5000)),
        ("'label'", "different values", "at most 100"),
    ),
    "endless line": ("1," * 3_000_000, ("line 1", "4,194,304 characters")),
    "endless line far down": (HEAD + "1" * 5_000_000, ("line 22", "4,194,304 characters")),
    "too many columns": (("1," * 100_001)[:-1] + "\n", ("100,001 columns", "at most 100,000")),
    "too many rows": ("1,0\n2,1\n" * (MOST_SAMPLES // 2 + 1), ("more samples", "200,000")),
}


@pytest.mark.parametrize(("content", "words"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_table_is_refused_in_one_sentence_that_names_the_place(
    tmp_path, content, words
):
    with pytest.raises(UserError) as refused:
        table(tmp_path, content)
    sentence = str(refused.value)
    assert sentence.startswith("table.csv")
    for word in words:
        assert word in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 300


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"target": "c"}, ("no column 'c'", "'a', 'b', 'label'", "1 to 3")),
        ({"target": "4"}, ("no column '4'",)),
        ({"target": "0"}, ("no column '0'",)),
        ({"target": "a,,b"}, ("no column ''",)),
        ({"leave_out": ("d",)}, ("no column 'd'",)),
        ({"leave_out": ("a", "b")}, ("only one column besides those left out",)),
        ({"leave_out": ("a", "b", "label")}, ("every column is left out",)),
        ({"leave_out": ("a",), "target": "a"}, ("'a' is the target", "cannot be left out")),
        ({"target": "a,b", "task": "classification"}, ("one target, not 2",)),
    ],
)
def test_a_choice_that_does_not_fit_is_refused(tmp_path, choice, words):
    with pytest.raises(UserError) as refused:
        table(tmp_path, HEAD, **choice)
    for word in words:
        assert word in str(refused.value)


def test_a_regression_cannot_predict_text(tmp_path):
    with pytest.raises(UserError, match=r"row 1 \(line 2\), column 'label': 'x' is not a number"):
        table(tmp_path, "a,label\n1,x\n2,y\n", task="regression")


def test_a_classification_of_too_many_amounts_is_refused(tmp_path):
    rows = "".join(f"1,{k / 7}\n" for k in range(5000))
    with pytest.raises(UserError, match="5,000 different values"):
        table(tmp_path, "a,price\n" + rows, task="classification")
