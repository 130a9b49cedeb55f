"""POST /mabang/api/v2, and the sandbox's own endpoints about it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request

from services.sandbox.clocks.endpoints import NamedMoment, show_moment
from services.sandbox.faults.endpoints import slow_down
from services.sandbox.mabang.operations import accounts, answers, calls
from services.sandbox.mabang.rules.calls import Call
from services.sandbox.mabang.rules.signing import MAX_GOODS
from services.sandbox.mabang.rules.traps import Trap
from services.sandbox.mabang.schemas import AccountRead, MabangCallList, TrapList, TrapsUpdate
from services.sandbox.sellers.endpoints import NamedSeller
from services.sandbox.settings import Settings
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.db.sessions import database_of

router = APIRouter()


async def _body(request: Request) -> bytes:
    return await request.body()


def _call(
    request: Request,
    body: Annotated[bytes, Depends(_body)],
    settings: Settings,
    now: Now,
    authorization: Annotated[str, Header()] = "",
) -> Call:
    """The call, noted in a transaction of its own: one that is turned down counts, too."""
    with database_of(request).write() as session:
        call, met = calls.take_call(session, settings, body, authorization, now=now)
    show_moment(request, call.moment)
    if met and met.trap is Trap.SLOW:
        slow_down(request, met.pause_seconds)
    calls.refuse(met)
    return call


@router.post(accounts.PATH)
def call_sandbox_mabang(session: WriteSession, call: Annotated[Call, Depends(_call)]) -> dict[str, Any]:
    """Every operation of gwapi v2, by the `api` of the body."""
    return answers.answer_call(session, call)


@router.get("/sandbox/mabang")
def get_sandbox_mabang(
    settings: Settings,
    seller: NamedSeller,
    moment: NamedMoment,
    goods: Annotated[int | None, Query(ge=1, le=MAX_GOODS)] = None,
) -> AccountRead:
    """What it takes to connect the ERP of a seller, with so many goods, and what is true of them."""
    return accounts.get_account(settings, seller, goods, moment)


@router.get("/sandbox/mabang/traps")
def list_sandbox_mabang_traps(session: ReadSession, seller: NamedSeller) -> TrapList:
    """Every trap, and whether it is on."""
    return accounts.list_traps(session, seller)


@router.post("/sandbox/mabang/traps")
def switch_sandbox_mabang_traps(session: WriteSession, data: TrapsUpdate) -> TrapList:
    """Switch some traps, or all, on or off."""
    return accounts.switch_traps(session, data)


@router.delete("/sandbox/mabang/traps", status_code=204)
def reset_sandbox_mabang_traps(session: WriteSession, seller: NamedSeller) -> None:
    """Let everything be as Mabang usually is."""
    accounts.reset_traps(session, seller)


@router.get("/sandbox/mabang/calls")
def list_sandbox_mabang_calls(session: ReadSession, seller: NamedSeller) -> MabangCallList:
    """The calls of the last hour."""
    return accounts.list_calls(session, seller)
