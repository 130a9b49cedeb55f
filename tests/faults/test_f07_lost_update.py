"""F07: two changes under the same `If-Match`, one after the other and at once, on every route that takes it.

Pass: one 200, all others 412, and the version has grown by one; nothing is deleted that has changed meanwhile.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.faults.operations import PROTECTED

AT_ONCE = 6
CONDITIONAL = [operation for operation in PROTECTED if operation.takes_if_match]
CHANGES = [operation for operation in CONDITIONAL if operation.method in ("PATCH", "PUT", "POST")]
DELETIONS = [operation for operation in CONDITIONAL if operation.method == "DELETE"]


def read(house, tenant, change):
    """The resource as it is: (version, entity tag, content)."""
    place = change.path.rpartition("/")[0] if change.method == "POST" else change.path
    answer = house.http.get(place.format(**tenant.ids), headers=tenant.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["version"], answer.headers["etag"], answer.json()


def test_the_second_of_two_changes_is_refused(house, owner):
    for change in CHANGES:
        version, tag, _ = read(house, owner, change)
        headers = owner.headers | {"If-Match": tag}
        first = change.send(house.http, owner.ids, headers)
        second = change.send(house.http, owner.ids, headers, body=change.other)
        assert (change.name, first.status_code, second.status_code) == (change.name, 200, 412)
        assert second.json()["code"] == "precondition-failed"
        assert read(house, owner, change) == (version + 1, first.headers["etag"], first.json())
    assert len(CHANGES) >= 3
    assert len(CHANGES) + len(DELETIONS) == len(CONDITIONAL)


def test_what_has_changed_is_not_deleted(house, owner):
    for deletion in DELETIONS:
        [change] = [each for each in CHANGES if each.path == deletion.path]
        _, tag, _ = read(house, owner, change)
        assert change.send(house.http, owner.ids, owner.headers).status_code == 200
        before = house.rows()
        refused = deletion.send(house.http, owner.ids, owner.headers | {"If-Match": tag})
        assert (deletion.name, refused.status_code) == (deletion.name, 412)
        assert house.rows() == before
    assert len(DELETIONS) >= 1


def test_of_changes_at_once_one_is_made(house, owner):
    for change in CHANGES:
        version, tag, _ = read(house, owner, change)
        barrier, headers = Barrier(AT_ONCE), owner.headers | {"If-Match": tag}

        def make(number, change=change, barrier=barrier, headers=headers):
            barrier.wait()
            return change.send(house.http, owner.ids, headers, body=change.other if number % 2 else {})

        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(make, range(AT_ONCE)))
        statuses = Counter(answer.status_code for answer in answers)
        assert (change.name, statuses) == (change.name, {200: 1, 412: AT_ONCE - 1})
        [won] = [answer for answer in answers if answer.status_code == 200]
        assert read(house, owner, change) == (version + 1, won.headers["etag"], won.json())
