"""F41: every list with `updated_after`, as the document tells them, can be followed from its end.

Pass: each page has a `follow_cursor`, the last and an empty one too; walking by it alone tells each row once, then
nothing; after a restore it tells everything once more and says `restored`, once. Of a log nothing is taken back.
"""

from shared.positions.generations import raise_generation
from tests.faults.operations import PROTECTED

FOLLOWED = [one for one in PROTECTED if one.is_list and "updated_after" in one.parameters("query")]
NOBODY = {"updated_after": "2999-01-01T00:00:00Z"}
LOG = "list_events"
_PAGES = 500


def page(house, tenant, operation, **query):
    answer = operation.send(house.http, tenant.ids, tenant.headers, query=query)
    assert answer.status_code == 200, (operation.name, answer.text)
    return answer.json()


def walk(house, tenant, operation, cursor="", **query):
    """All pages from a cursor to the last one, each asked for by the `follow_cursor` of the one before."""
    pages = [page(house, tenant, operation, cursor=cursor, **query)]
    while pages[-1]["has_more"]:
        assert len(pages) < _PAGES, f"{operation.name} does not end"
        pages.append(page(house, tenant, operation, cursor=pages[-1]["follow_cursor"], **query))
    return pages


def items_of(pages):
    return [item for one in pages for item in one["items"]]


def test_there_are_such_lists():
    assert len(FOLLOWED) > 20


def test_every_list_can_be_followed(house, owner):
    """In one house, which takes longer to furnish than all lists to walk."""
    check_ends(house, owner)
    check_that_nothing_can_be_followed(house)
    check_a_restore(house, owner)


def check_ends(house, owner):
    """The last page and an empty one say from where to follow."""
    for each in FOLLOWED:
        pages = walk(house, owner, each, limit="1")
        assert len(pages) > 1, f"{each.name} has one page only"
        for one in pages[:-1]:
            assert (each.name, one["next_cursor"], one["restored"]) == (each.name, one["follow_cursor"], False)
        last = pages[-1]
        assert (each.name, last["next_cursor"], last["restored"]) == (each.name, None, False)
        whole = page(house, owner, each, limit="200")
        assert (each.name, items_of(pages)) == (each.name, whole["items"])
        (nothing,) = walk(house, owner, each, last["follow_cursor"])
        assert (each.name, nothing["items"], nothing["restored"]) == (each.name, [], False)
        (again,) = walk(house, owner, each, nothing["follow_cursor"])
        assert (each.name, again["items"]) == (each.name, [])


def check_that_nothing_can_be_followed(house):
    """A list that has nothing yet."""
    stranger = house.new_tenant("Nobody yet")
    for each in FOLLOWED:
        (nothing,) = walk(house, stranger, each, **NOBODY)
        assert (each.name, nothing["items"], nothing["next_cursor"]) == (each.name, [], None)
        (still,) = walk(house, stranger, each, nothing["follow_cursor"], **NOBODY)
        assert (each.name, still["items"], still["restored"]) == (each.name, [], False)


def check_a_restore(house, owner):
    """After it everything is told once more."""
    ends = {each.name: walk(house, owner, each)[-1]["follow_cursor"] for each in FOLLOWED}
    before = {each.name: items_of(walk(house, owner, each)) for each in FOLLOWED}
    for database in house.databases.values():
        with database.write() as session:
            raise_generation(session)
    for each in FOLLOWED:
        first, *others = walk(house, owner, each, ends[each.name], limit="1")
        told = [one["restored"] for one in (first, *others)]
        items = items_of([first, *others])
        if each.name == LOG:
            assert (told, items) == ([False], [])
        else:
            assert (each.name, told) == (each.name, [True] + [False] * len(others))
            assert (each.name, items) == (each.name, before[each.name])
        (nothing,) = walk(house, owner, each, [first, *others][-1]["follow_cursor"])
        assert (each.name, nothing["items"], nothing["restored"]) == (each.name, [], False)
