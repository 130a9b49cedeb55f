"""Checks of the running processes: who answers at our ports, whether a worker lives, and what time it is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from sqlalchemy.exc import SQLAlchemyError

from services.cli.check_lines import Line, fail, ok, warn
from services.cli.installation import HOST, Installation
from shared.jobs.locks import holding, locks_beside

SECONDS = 5.0
SLOTS = 8
"""Slots that are looked at: a worker takes the lowest that is free."""

SMALL_SKEW, LARGE_SKEW = 5.0, 30.0
"""Seconds. Principals bear the first, and no longer live than the second."""


def check_processes(installation: Installation, jobs_url: str) -> Iterator[Line]:
    """The three processes. An installation that is stopped altogether only gets a warning."""
    api = _answer(f"{installation.url}/livez")
    worker = _worker_lives(jobs_url)
    yield _check_api(installation, api)
    yield _check_worker(api is not None, worker)
    yield _check_port(
        "sandbox", installation.sandbox_port, _answer(f"{installation.sandbox_url}/health"), {"status": "ok"}
    )
    metrics = _answer(f"http://{HOST}:{installation.metrics_port}/metrics")
    yield _check_port("metrics", installation.metrics_port, metrics, {"code": "unauthorized"})


def check_clock(installation: Installation, *, clock: datetime | None = None) -> Line:
    """The difference to the clock of the sandbox, by the `Date` of its answer; of a whole second at best."""
    answer = _answer(f"{installation.sandbox_url}/health")
    date = answer.headers.get("date") if answer else None
    if date is None:
        return ok("clock", "not compared: the sandbox does not answer", "未比较：沙箱没有响应")
    skew = abs(((clock or datetime.now(UTC)) - parsedate_to_datetime(date)).total_seconds())
    if skew < SMALL_SKEW:
        return ok("clock", "{seconds} s off at most", "误差不超过 {seconds} 秒", seconds=round(skew) + 1)
    level = fail if skew >= LARGE_SKEW else warn
    return level(
        "clock",
        "{seconds} s off the sandbox's clock; let NTP set the clocks of all machines",
        "与沙箱时钟相差 {seconds} 秒；请为所有机器启用 NTP 对时",
        seconds=round(skew),
    )


def _check_api(installation: Installation, alive: httpx.Response | None) -> Line:
    line = _check_port("api", installation.port, alive, {"status": "ok"})
    if line.state != "ok":
        return line
    ready = _answer(f"{installation.url}/readyz")
    if ready is None or ready.status_code != 200:
        return fail(
            "api",
            "answers, but is not ready: its database is away; see `database unavailable` in its log",
            "有响应但未就绪：数据库不可用；请查看日志中的 `database unavailable`",
        )
    return line


def _check_worker(api_runs: bool, lives: bool | None) -> Line:
    if lives is None:
        return fail("worker", "cannot be looked at: the job database is away", "无法检查：任务数据库不可用")
    if lives:
        return ok("worker", "holds its slot", "运行中（持有槽位锁）")
    level = fail if api_runs else warn
    return level(
        "worker",
        "does not run: nothing is synced and no event leaves; start it and see its log",
        "未运行：不会同步数据，事件也不会发出；请启动并查看其日志",
    )


def _check_port(name: str, port: int, answer: httpx.Response | None, sign: dict[str, str]) -> Line:
    if answer is None:
        return warn(name, "does not run (port {port} does not answer)", "未运行（端口 {port} 无响应）", port=port)
    if not sign.items() <= _members(answer).items():
        return fail(
            name,
            "another program answers at port {port}; stop it, or choose another: `make run PORT=8100`",
            "端口 {port} 被其他程序占用；请停止该程序，或改用其他端口：`make run PORT=8100`",
            port=port,
        )
    return ok(name, "answers at port {port}", "端口 {port} 正常响应", port=port)


def _members(answer: httpx.Response) -> dict[str, object]:
    try:
        content = answer.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _answer(url: str) -> httpx.Response | None:
    """The answer; one without content where something else than HTTP is spoken; None where nobody listens."""
    try:
        return httpx.get(url, timeout=SECONDS, trust_env=False)
    except httpx.ConnectError:
        return None
    except httpx.HTTPError:
        return httpx.Response(502)


def _worker_lives(jobs_url: str) -> bool | None:
    locks = locks_beside(jobs_url)
    try:
        for number in range(SLOTS):
            with holding(locks, f"slot-{number}") as was_free:
                if not was_free:
                    return True
    except (SQLAlchemyError, OSError):
        return None
    return False
