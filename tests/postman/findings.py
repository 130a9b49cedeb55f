"""The same for the findings of each service: read, decide, take back."""

from tests.postman.asking import Ask, Folder
from tests.postman.beginnings import BEGIN


def folder_of(service: str) -> Folder:
    """All operations on the findings of a service; at the end the finding is as it was."""
    place, mine = {"finding_id": "{{finding_id}}"}, {"body.finding_id": "{{finding_id}}"}

    def decide(verb: str, name: str, status: str, **more: object) -> Ask:
        return Ask(f"{verb}_{service}_finding", name, path=place, same=mine | {"body.status": status}, **more)  # type: ignore[arg-type]

    return Folder(
        f"Findings of {service}",
        "What is wrong, with its evidence; people decide about it.",
        (
            *BEGIN,
            Ask(
                f"list_{service}_findings",
                f"Open findings of {service}",
                query={"seller_id": "{{seller_id}}", "status": "open", "limit": "1"},
                until="body.items.length > 0",
                keep={"finding_id": "body.items[0].finding_id", "finding_code": "body.items[0].code"},
                same={"body.items[0].seller_id": "{{seller_id}}"},
            ),
            Ask(
                f"get_{service}_finding",
                f"One finding of {service}",
                path=place,
                same=mine | {"body.code": "{{finding_code}}"},
            ),
            Ask(
                f"assign_{service}_finding",
                f"A finding of {service} becomes mine",
                path=place,
                body={"assignee": "{{actor_id}}"},
                same=mine | {"body.assignee": "{{actor_id}}"},
            ),
            decide("acknowledge", f"Seen: a finding of {service}", "acknowledged"),
            decide("snooze", f"Not today: a finding of {service}", "snoozed", body={"until": "{{tomorrow_noon}}"}),
            decide("reopen", f"After all: a finding of {service}", "open"),
            Ask(
                f"dismiss_{service}_finding",
                f"Dismiss a finding of {service}",
                path=place,
                body={"reason": "Tried by run {{run}}"},
                same=mine | {"body.status": "dismissed", "body.decision_reason": "Tried by run {{run}}"},
            ),
            Ask(
                f"decide_{service}_findings",
                f"Reopen findings of {service} in bulk",
                status=207,
                body={"items": [{"finding_id": "{{finding_id}}", "decision": "reopen"}]},
                same={"body.results.map(one => one.finding_id)[0]": "{{finding_id}}"},
            ),
            Ask(
                f"assign_{service}_finding",
                f"A finding of {service} is nobody's again",
                path=place,
                body={"assignee": None},
                same=mine | {"body.assignee": None, "body.status": "open"},
            ),
        ),
    )
