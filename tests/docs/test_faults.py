"""The page on faults says what the files say, and no row of the matrix is missing."""

import re

from tests.faults.matrix import PAGE, page


def test_the_page_is_fresh():
    assert PAGE.read_text() == page(), "python -m tests.faults.matrix"


def test_every_number_has_a_row():
    numbers = [int(number) for number in re.findall(r"^\| F(\d\d) ", page(), re.M)]
    assert numbers == list(range(1, numbers[-1] + 1))
    assert numbers[-1] >= 50
