import pytest

from tests.tickets.desk import texts_of
from tests.tickets.facts import FIRST, OTHER

PATH = "/v1/tickets/macros"
NEW = {"name": "late", "texts": texts_of({"en": "{sku} is late, {sku}.", "de": "{asin} kommt später."})}


def test_who_may_read_and_write(client, caller, desk):
    macro = desk.ask("POST", PATH, NEW)
    one = f"{PATH}/{macro['macro_id']}"
    calls = [("GET", one, None), ("PATCH", one, {"name": "x"}), ("DELETE", one, None)]
    for method, path, body in [*calls, ("POST", PATH, NEW), ("GET", PATH, None)]:
        assert client.request(method, path, json=body).status_code == 401
        wrong = caller("tickets:write" if method == "GET" else "tickets:read")
        assert client.request(method, path, json=body, headers=wrong).status_code == 403
    for method, path, body in calls:
        assert client.request(method, path, json=body, headers=caller(tenant=OTHER)).status_code == 404
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []
    assert desk.ask("GET", one) == macro


def test_a_macro_is_kept_listed_and_forgotten(desk, watch):
    macro = desk.ask("POST", PATH, NEW)
    assert macro == NEW | {
        "macro_id": macro["macro_id"],
        "places": ["sku", "asin"],
        "changed_by": f"actor-{FIRST}",
        "created_at": "2026-11-20T08:00:00Z",
        "updated_at": "2026-11-20T08:00:00Z",
        "version": 1,
        "deleted_at": None,
    }
    watch.go_on(minutes=1)
    other = desk.ask("POST", PATH, NEW | {"name": "gone"})
    assert desk.ask("GET", PATH)["items"] == [macro, other]
    assert desk.ask("GET", f"{PATH}?name=gone")["items"] == [other]
    assert desk.ask("GET", f"{PATH}?updated_after=2026-11-20T08:00:00Z")["items"] == [other]
    first = desk.ask("GET", f"{PATH}?limit=1")
    assert desk.ask("GET", f"{PATH}?limit=1&cursor={first['next_cursor']}")["items"] == [other]
    assert desk.send("DELETE", f"{PATH}/{macro['macro_id']}").status_code == 204
    assert desk.send("GET", f"{PATH}/{macro['macro_id']}").status_code == 404
    assert desk.ask("GET", PATH)["items"] == [other]


def test_who_keeps_a_copy_learns_of_a_macro_that_is_gone(desk, watch):
    macro = desk.ask("POST", PATH, NEW)
    path = f"{PATH}/{macro['macro_id']}"
    kept = desk.ask("GET", f"{PATH}?include_deleted=true")["follow_cursor"]
    watch.go_on(minutes=1)
    assert desk.send("DELETE", path).status_code == 204
    (gone,) = desk.ask("GET", f"{PATH}?include_deleted=true&cursor={kept}")["items"]
    assert (gone["macro_id"], gone["deleted_at"], gone["version"]) == (macro["macro_id"], "2026-11-20T08:01:00Z", 2)
    assert [desk.send("DELETE", path).status_code, desk.send("PATCH", path, NEW).status_code] == [404, 404]
    assert desk.ask("POST", PATH, NEW)["name"] == NEW["name"]


def test_a_name_is_taken_once(desk):
    macro = desk.ask("POST", PATH, NEW)
    other = desk.ask("POST", PATH, NEW | {"name": "gone"})
    refused = [desk.send("POST", PATH, NEW), desk.send("PATCH", f"{PATH}/{other['macro_id']}", {"name": "late"})]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(409, "macro-name-taken")] * 2
    assert desk.ask("GET", PATH)["items"] == [macro, other]


def test_of_two_changes_to_one_version_one_is_refused(desk):
    path = f"{PATH}/{desk.ask('POST', PATH, NEW)['macro_id']}"
    texts = [texts_of({"fr": text}) for text in ("One", "Two")]
    answers = [desk.send("PATCH", path, {"texts": each}, If_Match='"1"') for each in texts]
    assert [answer.status_code for answer in answers] == [200, 412]
    assert (answers[0].json()["texts"], answers[0].json()["version"]) == (texts[0], 2)
    assert desk.ask("GET", path) == answers[0].json()
    assert desk.send("DELETE", path, If_Match='"1"').json()["code"] == "precondition-failed"
    assert desk.ask("GET", path) == answers[0].json()
    assert desk.send("DELETE", path, If_Match='"2"').status_code == 204


@pytest.mark.parametrize(
    "wrong",
    [
        *({"texts": texts_of({"en": text})} for text in ("{sku", "}", "{Sku}", "{}", "")),
        *({"texts": texts} for texts in ([], texts_of({"en": "a"}) * 2, texts_of({"tlh": "a"}), None)),
        *({"name": ""}, {"x": 1}),
    ],
)
def test_a_wrong_macro_is_refused(desk, wrong):
    assert desk.send("POST", PATH, NEW | wrong).status_code == 422
    assert desk.ask("GET", PATH)["items"] == []
