import pytest

from nnviz.session.commands import Command, CommandStack


class Counter:
    """A number that commands add to."""

    def __init__(self):
        self.value = 0

    def adding(self, amount, size=0):
        def do():
            self.value += amount

        def undo():
            self.value -= amount

        return Command(f"add {amount}", do, undo, size)


@pytest.fixture
def counter():
    return Counter()


def test_what_is_done_can_be_undone_and_done_again(counter):
    stack = CommandStack()
    stack.do(counter.adding(1))
    stack.do(counter.adding(10))
    stack.undo()
    assert (counter.value, stack.undo_label, stack.redo_label) == (1, "add 1", "add 10")
    stack.redo()
    assert (counter.value, stack.undo_label, stack.redo_label) == (11, "add 10", "")


def test_with_nothing_done_nothing_happens(counter):
    stack = CommandStack()
    stack.undo()
    stack.redo()
    assert (counter.value, stack.undo_label, stack.redo_label) == (0, "", "")


def test_doing_something_new_ends_what_could_be_done_again(counter):
    stack = CommandStack()
    stack.do(counter.adding(1))
    stack.undo()
    stack.do(counter.adding(10))
    stack.redo()
    assert counter.value == 10


def test_a_command_that_fails_leaves_the_stack_as_it_was(counter):
    def fail():
        raise RuntimeError

    stack = CommandStack()
    stack.do(counter.adding(1))
    stack.undo()
    with pytest.raises(RuntimeError):
        stack.do(Command("fail", fail, fail))
    assert (stack.undo_label, stack.redo_label) == ("", "add 1")


def test_the_oldest_are_dropped_when_there_are_too_many(counter):
    stack = CommandStack(most=3)
    for amount in (1, 10, 100, 1000):
        stack.do(counter.adding(amount))
    for _ in range(4):
        stack.undo()
    assert counter.value == 1


def test_the_oldest_are_dropped_when_they_hold_too_much_but_the_latest_stays(counter):
    stack = CommandStack(budget=100)
    for amount in (1, 10):
        stack.do(counter.adding(amount, size=60))
    stack.do(counter.adding(100, size=600))
    for _ in range(3):
        stack.undo()
    assert counter.value == 11
