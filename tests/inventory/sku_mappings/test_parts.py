import pytest

from services.inventory.sku_mappings.rules.parts import joined, quantity_of, read, written


@pytest.mark.parametrize(
    ("parts", "held", "units"),
    [
        ([("A", 1)], {"A": 7}, 7),
        ([("A", 2)], {"A": 7}, 3),
        ([("A", 2), ("B", 1)], {"A": 7, "B": 2}, 2),
        ([("A", 2), ("B", 3)], {"A": 7, "B": 2}, 0),
        ([("A", 1), ("B", 1)], {"A": 7}, None),
        ([("A", 1), ("B", 1)], {"A": 0, "B": None}, None),
        ([("A", 2)], {"A": -3}, 0),
        ([], {"A": 7}, None),
    ],
)
def test_the_scarcest_part_tells_how_many_there_are(parts, held, units):
    assert quantity_of(joined(parts), held) == units


def test_parts_have_one_form():
    parts = joined([("B", 1), ("A", 2), ("B", 2)])
    assert parts == (("A", 2), ("B", 3))
    assert read(written(parts)) == parts
    assert written(joined([("壶", 1)])) == '[["壶",1]]'
