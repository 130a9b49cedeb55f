"""Switching faults on and off, and meeting them."""

from datetime import datetime, timedelta

from services.sandbox.faults.repository import FaultRepository
from services.sandbox.faults.rules import Kind, Operation, Simulated, names_of
from services.sandbox.faults.schemas import CallList, CallRead, FaultCreate, FaultList, FaultRead
from services.sandbox.models import Call, Fault
from services.sandbox.rates import RATES
from services.sandbox.refusals import AdsRefusal, LinkRefusal, Refusal, SellingPartnerRefusal, SignInRefusal
from shared.db import Session
from shared.ids import uuid7

_KEPT = timedelta(hours=1)
_PAGE = "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"


def create_fault(session: Session, advertiser: Simulated, data: FaultCreate, *, now: datetime) -> FaultRead:
    """Switch a fault on."""
    fault = Fault(
        fault_id=uuid7(),
        ends_at=None if data.for_seconds is None else now + timedelta(seconds=data.for_seconds),
        **data.model_dump(exclude={"for_seconds"}),
    )
    FaultRepository(session, advertiser).add(fault)
    return _read(fault)


def list_faults(session: Session, advertiser: Simulated) -> FaultList:
    """The faults of an advertiser, those too that have passed."""
    return FaultList(items=[_read(fault) for fault in FaultRepository(session, advertiser).faults()])


def delete_faults(session: Session, advertiser: Simulated) -> None:
    """Switch all faults of an advertiser off."""
    FaultRepository(session, advertiser).delete()


def list_calls(session: Session, advertiser: Simulated) -> CallList:
    """The calls of an advertiser in the last hour."""
    calls = FaultRepository(session, advertiser).calls()
    return CallList(items=[CallRead.model_validate(call, from_attributes=True) for call in calls])


def meet_fault(session: Session, advertiser: Simulated, operation: str, *, now: datetime) -> Fault | None:
    """Count a call; the fault that it meets, if any."""
    repository = FaultRepository(session, advertiser)
    repository.forget_calls(now - _KEPT)
    fault = repository.next(names_of(operation), now)
    if fault is not None and fault.times is not None:
        fault.times -= 1
    met = None if fault is None else fault.kind
    repository.add(Call(seed=advertiser.seed, size=advertiser.size, operation=operation, fault=met, called_at=now))
    return fault


def refuse(fault: Fault, operation: str) -> None:
    """Raise Refusal when the call of this fault is turned down."""
    if fault.kind in (Kind.THROTTLED, Kind.THROTTLED_SILENTLY) and operation in RATES:
        raise SellingPartnerRefusal(429, "QuotaExceeded", "You exceeded your quota for the requested resource.")
    if fault.kind == Kind.THROTTLED:
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        raise AdsRefusal(429, "Too Many Requests", headers=headers)
    if fault.kind == Kind.UNAVAILABLE:
        raise Refusal(503, _PAGE, "text/html")
    if fault.kind == Kind.FORBIDDEN:
        raise Refusal(403, "")
    if fault.kind == Kind.REVOKED:
        raise _revoked(operation)
    if fault.kind == Kind.LINK_EXPIRED:
        raise LinkRefusal(403, "AccessDenied", "Request has expired")


def _revoked(operation: str) -> Refusal:
    """What is answered when the seller has taken the consent back, at each of Amazon's doors."""
    if operation == Operation.TOKEN:
        return SignInRefusal(400, "invalid_grant", "The request has an invalid grant parameter : refresh_token")
    if operation in RATES:
        details = "The access token you provided is revoked, malformed or invalid."
        return SellingPartnerRefusal(403, "Unauthorized", "Access to requested resource is denied.", details)
    return AdsRefusal(401, "Not authorized: the access token is invalid or has expired")


def _read(fault: Fault) -> FaultRead:
    return FaultRead.model_validate(fault, from_attributes=True)
