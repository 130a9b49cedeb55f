"""Taking calls of gwapi v2: who asks, and which trap the call meets."""

import json
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from services.sandbox.clocks.operations import moment_of
from services.sandbox.mabang.repository import MabangRepository
from services.sandbox.mabang.rules import signing, traps
from services.sandbox.mabang.rules.calls import Call, is_later_page
from services.sandbox.mabang.rules.links import shelf_of
from services.sandbox.mabang.rules.traps import Trap
from services.sandbox.refusals import MabangRefusal, Refusal
from services.sandbox.settings import SandboxSettings
from shared.db import Session

_KEPT = timedelta(hours=1)
_PAGE = "<!DOCTYPE html><html><body><h1>系统维护中</h1></body></html>"


class Met(NamedTuple):
    """A trap that a call has met, and for how long the slow one lasts."""

    trap: Trap
    pause_seconds: float


def take_call(
    session: Session, settings: SandboxSettings, body: bytes, signature: str, *, now: datetime
) -> tuple[Call, Met | None]:
    """A call that is signed and in time, noted, and the trap that it meets. Raises MabangRefusal."""
    envelope = _envelope_of(body)
    account = signing.account_of(envelope.get("appkey"))
    if account is None:
        raise MabangRefusal("appkey不存在")
    repository = MabangRepository(session, account.seed, account.size)
    on = traps_on(repository)
    secret = signing.secret_of(envelope["appkey"], settings.key)
    if not signing.is_signed(secret, body, signature, only_lower=Trap.LOWER_HEX in on):
        raise MabangRefusal("签名错误")
    if not signing.is_in_time(envelope.get("timestamp"), now):
        raise MabangRefusal("timestamp已过期")
    api, data = str(envelope.get("api") or ""), envelope.get("data") or {}
    if not isinstance(data, dict):
        raise MabangRefusal("data格式错误")
    asked = json.dumps(data, sort_keys=True, ensure_ascii=False)
    met = _meet(repository, api, asked, on, is_later=is_later_page(data))
    repository.forget_calls(now - _KEPT)
    repository.add_call(api, asked, met.trap if met else None, now)
    seller = shelf_of(account).seller
    return Call(account, api, data, moment_of(session, seller.seller_id, now=now), on), met


def refuse(met: Met | None) -> None:
    """Raise Refusal where a call that has met this trap gets no answer."""
    if met is None or met.trap is Trap.SLOW:
        return
    if met.trap is Trap.THROTTLED:
        raise Refusal(429, "Too Many Requests", "text/plain")
    if met.trap is Trap.HTML:
        raise Refusal(200, _PAGE, "text/html")
    raise MabangRefusal("网关异常，请稍后重试")


def _envelope_of(body: bytes) -> dict[str, Any]:
    try:
        envelope = json.loads(body)
    except ValueError as error:
        raise MabangRefusal("请求参数不是有效的JSON") from error
    if not isinstance(envelope, dict):
        raise MabangRefusal("请求参数不是有效的JSON")
    return envelope


def traps_on(repository: MabangRepository) -> frozenset[Trap]:
    """The traps that are on: what is always shown, unless it is switched off, and what was switched on."""
    switches = repository.switches()
    used_up = {trap for trap, each in switches.items() if not each.is_on or each.times == 0}
    return (traps.ALWAYS | switches.keys()) - used_up


def _meet(repository: MabangRepository, api: str, asked: str, on: frozenset[Trap], *, is_later: bool) -> Met | None:
    if on.isdisjoint(traps.ONCE):
        return None
    trap = traps.met_next(on, repository.traps_met(api, asked), is_later_page=is_later)
    if trap is None:
        return None
    switch = repository.switches()[trap]
    if switch.times is not None:
        switch.times -= 1
    return Met(trap, switch.pause_seconds)
