"""F12: the clock jumps by 6 minutes forwards or backwards, or is set back by an hour.

Pass: principals of another time are refused, and our own keys go on working; buckets, access tokens,
slots and the daily sync neither hang nor fire twice.
"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import func, select
from starlette.testclient import TestClient

from services.ads import main as ads
from services.ads.models import Outbox, Sync
from services.ads.settings import AdsSettings
from services.ads.syncs.operations import start_daily_sync
from services.cli import demo
from services.gateway import main
from services.gateway.consents.amazon.tokens import AccessTokens
from services.gateway.consents.schemas import Consent
from services.gateway.settings import GatewaySettings
from shared.auth.principal import service_principal
from shared.auth.tokens import Signer, TokenError, Verifier
from shared.clock import utc_now
from shared.db.columns import table_of
from shared.jobs.locks import holding, locks_beside
from shared.throttle import Buckets, Rate

MINUTES_6, HOUR = timedelta(minutes=6), timedelta(hours=1)
JUMPS = [MINUTES_6, -MINUTES_6, -HOUR]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RATE = Rate(per_second=2.0, burst=4)
QUOTA = 60
sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.mark.parametrize("jump", [*JUMPS, HOUR])
def test_a_principal_of_another_time_is_refused(jump):
    signer = Signer("ads", Ed25519PrivateKey.generate())
    public = signer.private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    verifier, principal = Verifier({"ads": public.decode()}), service_principal("ads")
    token = signer.sign(principal, now=NOW)
    assert verifier.verify(token, now=NOW) == principal  # and is remembered
    for other in (verifier, Verifier({"ads": public.decode()})):
        with pytest.raises(TokenError):
            other.verify(token, now=NOW + jump)
    assert verifier.verify(signer.sign(principal, now=NOW + jump), now=NOW + jump) == principal


@pytest.fixture
def program(installation, monkeypatch):
    """The gateway and the ads service in this process, whose clock can be moved; and a key."""
    for service in ("GATEWAY", "ADS"):
        monkeypatch.setenv(f"{service}_READS_PER_MINUTE", str(QUOTA))
    _, key = demo.create_tenant("A tenant")
    services = {"/v1/ads": ads.build(AdsSettings())}
    with TestClient(main.assemble(GatewaySettings(), services)) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        yield client


@sqlite
@pytest.mark.parametrize("jump", JUMPS)
@pytest.mark.parametrize("used", [1, QUOTA + 1])
def test_a_key_goes_on_working_and_its_quota_fills(program, jump, used):
    start = utc_now()
    with time_machine.travel(start, tick=False):
        before = [program.get("/v1/ads/syncs").status_code for _ in range(used)]
    assert before.count(200) == min(used, QUOTA)
    with time_machine.travel(start + jump, tick=False):
        answer = program.get("/v1/ads/syncs")
        assert answer.status_code in (200, 429)
        assert int(answer.headers.get("retry-after", "0")) <= 2
    with time_machine.travel(start + jump + timedelta(seconds=3), tick=False):
        assert program.get("/v1/ads/syncs").status_code == 200


@pytest.fixture
def buckets(templates):
    with templates.empty("shared.throttle") as database:
        found = Buckets(database)
        found.create()
        yield found


@pytest.mark.parametrize("jump", JUMPS)
def test_a_turn_at_amazon_comes_after_the_refill_at_the_latest(buckets, jump):
    for _ in range(4):
        buckets.acquire("ads:t:s:profiles", RATE, timeout=0, clock=lambda: NOW, sleep=lambda _: None)
    now, slept = [NOW + jump], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += timedelta(seconds=seconds)

    for _ in range(5):
        buckets.acquire("ads:t:s:profiles", RATE, timeout=5, clock=lambda: now[0], sleep=sleep)
    # Empty at worst: 5 turns at 2 a second and the jitter of the last; at best the bucket had filled.
    assert 0.5 <= sum(slept) <= 3.1


@pytest.mark.parametrize("jump", [MINUTES_6, timedelta(0)])
def test_a_closed_bucket_stays_closed_in_its_time(buckets, jump):
    buckets.close("b", RATE, 10_000.0, now=NOW + jump)
    later = NOW + jump
    assert buckets.take("b", RATE, 1, now=later + timedelta(seconds=299)).taken == 0
    assert buckets.take("b", RATE, 1, now=later + timedelta(seconds=301)).taken == 1


@pytest.mark.parametrize(("jump", "exchanges"), [(MINUTES_6, 1), (-MINUTES_6, 2), (-HOUR, 2), (HOUR, 2)])
def test_an_old_access_token_never_looks_young(jump, exchanges, monkeypatch):
    asked, now = [], [NOW]

    def exchange(*_arguments: object, **_options: object) -> tuple[str, int]:
        asked.append(now[0])
        return f"token-{len(asked)}", 3600

    monkeypatch.setattr("services.gateway.consents.amazon.tokens.lwa.exchange_refresh_token", exchange)
    settings = GatewaySettings.model_construct(sandbox_url="http://127.0.0.1:1", sandbox_client_id="c")
    tokens = AccessTokens(settings, clock=lambda: now[0])
    consent = Consent(tenant_id="t", seller_id="S", region="EU", livemode=False, purpose="ads", refresh_token="r")
    assert tokens.token_of(consent).access_token == "token-1"
    now[0] += jump
    assert tokens.token_of(consent).access_token == f"token-{exchanges}"


@pytest.mark.parametrize("moments", [(0, -60, 0, 60), (0, 6, 0), (5, -55, 5, 65)])
def test_a_day_has_one_daily_sync_whatever_the_clock_says(service_database, moments):
    """Minutes around 00:05: set back over midnight, the day before has its own sync and no second one."""
    database, midnight = service_database("ads"), datetime(2026, 11, 20, 0, 5, tzinfo=UTC)
    days = set()
    for minutes in moments:
        now = midnight + timedelta(minutes=minutes)
        days.add(now.date())
        with database.write() as session:
            start_daily_sync(session, "t", "A2EXAMPLE12345", now=now)
    with database.read() as session:
        counted = [
            session.execute(select(func.count()).select_from(table_of(one))).scalar_one() for one in (Sync, Outbox)
        ]
    assert counted == [len(days)] * 2


@sqlite
@pytest.mark.parametrize("jump", JUMPS)
def test_a_slot_is_held_as_long_as_its_holder_lives(installation, jump):
    locks, moment = locks_beside(GatewaySettings().jobs_url), utc_now() + jump
    with holding(locks, "slot-0") as mine, time_machine.travel(moment), holding(locks, "slot-0") as other:
        assert (mine, other) == (True, False)
