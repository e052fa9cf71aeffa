from nnviz.nn.expression import (
    Entrywise,
    Function,
    Matrix,
    Product,
    Scalar,
    Scaled,
    Transposed,
    applied,
    in_rows,
    matrices,
)

A, B, C = Matrix("A"), Matrix("B"), Matrix("C")
HALF = Scalar("½ ", r"\frac{1}{2}")
WHOLE = Entrywise(
    "+", Scaled(HALF, Product(A, Transposed(B))), applied("f", "f", Product(C, A))
)  # fmt: skip


def test_the_names_are_those_that_are_written_in_their_order_with_repetitions():
    assert list(matrices(WHOLE)) == ["A", "B", "C", "A"]


def test_in_rows_the_factors_of_a_product_change_places():
    assert in_rows(Product(A, Product(B, C))) == Product(Product(C, B), A)


def test_in_rows_a_transpose_stays_one():
    assert in_rows(Product(A, Transposed(B))) == Product(Transposed(B), A)


def test_in_rows_sums_and_products_of_entries_keep_their_order():
    assert in_rows(Entrywise("−", A, Product(B, C))) == Entrywise("−", A, Product(C, B))


def test_in_rows_numbers_and_functions_turn_what_they_stand_before():
    turned = in_rows(Scaled(HALF, applied("f", "f", Product(A, B))))
    assert turned == Scaled(HALF, applied("f", "f", Product(B, A)))


def test_turning_twice_gives_the_formula_back():
    assert in_rows(in_rows(WHOLE)) == WHOLE


def test_a_function_may_be_written_in_another_way_in_rows():
    told = Function((A,), "f(@0)", "f @0", ("f(", ")"), "(@0)f", "@0 f", ("(", ")f"))
    turned = in_rows(told)
    assert (turned.text, turned.latex, turned.words) == ("(@0)f", "@0 f", ("(", ")f"))
    plain = in_rows(applied("f'", "f'", A))
    assert (plain.text, plain.latex, plain.words) == ("f'(@0)", r"f'\left(@0\right)", ("f′(", ")"))
