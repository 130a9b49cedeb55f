"""When a connection to Amazon asks for somebody, from values only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from services.tickets.findings.rules import CONNECTION, CONNECTION_ENDING, CONNECTION_LOST
from shared.findings.rules import Judge, Key, Observation, Severity
from shared.texts import Text

NAMES = {"spapi": "Selling Partner API", "ads": "Amazon Ads API"}
_BOTH = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Cause:
    """Why nothing is read until a person acts, and what that person does."""

    severity: Severity
    reason: Text
    action: Text


CAUSES: Mapping[str, Cause] = {
    "lost": Cause(
        "CRITICAL",
        Text("Amazon no longer accepts the seller's consent.", "亚马逊不再接受该卖家授权。"),
        Text("have the seller authorise this application again.", "请卖家重新授权本应用。"),
    ),
    "foreign": Cause(
        "CRITICAL",
        Text("Amazon names another seller as the one who gave the consent.", "亚马逊显示该授权来自其他卖家。"),
        Text("authorise again, signed in as this seller.", "请使用该卖家账号登录后重新授权。"),
    ),
    "unproven": Cause(
        "HIGH",
        Text("the consent may be another seller's, or a role is missing.", "该授权可能属于其他卖家，或缺少角色。"),
        Text(
            "add the roles to the application, or have an admin confirm the consent.",
            "请为应用添加所需角色，或由管理员人工确认该授权。",
        ),
    ),
}
"""By status; `checking` ends by itself."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection as the gateway tells it."""

    api: str
    status: str
    reason: str | None
    ends_on: date | None
    ends_soon: bool
    links: Mapping[str, str]
    today: date


def check_lost(connection: Connection) -> Iterator[Observation]:
    """`tickets.connection_lost`: nothing is read until a person acts."""
    cause = CAUSES.get(connection.status)
    if cause is not None:
        said = {"reason": cause.reason, "action": cause.action}
        facts = {"status": connection.status, "code": connection.reason or connection.status}
        facts |= {f"{name}_{language}": getattr(text, language) for name, text in said.items() for language in _BOTH}
        key = Key(CONNECTION_LOST, CONNECTION, connection.api)
        yield _observation(key, connection, cause.severity, facts, "connection_status != connected")


def check_ending(connection: Connection) -> Iterator[Observation]:
    """`tickets.connection_ending`: the consent that stands ends soon."""
    if connection.status == "connected" and connection.ends_soon and connection.ends_on is not None:
        facts = {"ends_on": str(connection.ends_on)}
        key = Key(CONNECTION_ENDING, CONNECTION, connection.api)
        yield _observation(key, connection, "HIGH", facts, "authorized_on + 365 days")


JUDGES = (Judge((CONNECTION_LOST,), check_lost), Judge((CONNECTION_ENDING,), check_ending))


def _observation(
    key: Key, connection: Connection, severity: Severity, facts: Mapping[str, str], formula: str
) -> Observation:
    return Observation(
        key=key,
        subject_name=NAMES.get(connection.api, connection.api),
        severity=severity,
        measure=1.0,
        from_on=connection.today,
        to_on=connection.today + timedelta(days=1),
        formula=formula,
        facts=facts,
        links=connection.links,
    )
