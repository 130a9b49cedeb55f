"""Public identifiers."""

import time
from uuid import RFC_4122, UUID

from shared.ids import uuid7, uuid7s


def test_an_identifier_tells_its_moment_and_is_a_uuid_of_version_7():
    before = time.time_ns() // 1_000_000
    made = [uuid7(), *uuid7s(500)]
    after = time.time_ns() // 1_000_000
    found = [UUID(each) for each in made]
    assert [str(each) for each in found] == made
    assert {(each.version, each.variant) for each in found} == {(7, RFC_4122)}
    assert {before <= each.int >> 80 <= after for each in found} == {True}


def test_identifiers_of_one_moment_differ():
    made = uuid7s(10_000)
    assert len(set(made)) == 10_000
    assert {each[19] for each in made} == set("89ab")
    assert uuid7s(0) == []
