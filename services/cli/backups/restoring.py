"""`zhuli restore`: all is checked, then what is there is moved aside and the backup put in its place."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from services.cli.backups import afterwards, checking, dumps, keyrings, manifest, stores
from services.cli.backups.errors import BackupError
from services.cli.backups.in_use import require_idle
from services.cli.backups.manifest import Manifest
from services.cli.backups.plans import Move, Plan, read_plan, write_plan
from services.cli.backups.writing import HEADS
from services.cli.claims import claimed
from services.cli.installation import Installation, databases
from services.cli.ports import PORTS_FILE
from services.cli.saying import Say, size_in_words
from services.gateway.audit.tasks import HeadsFile
from services.gateway.models import ApiKey
from services.gateway.settings import GatewaySettings
from shared import secrets
from shared.auth.keys import KeyFileError
from shared.clock import utc_now
from shared.db.newest import MOVED_FILE


def restore_backup(installation: Installation, folder: Path, keys_folder: Path, say: Say) -> None:
    """Restore a backup. Raises BackupError and RunsAlreadyError: nothing was changed, unless that says otherwise."""
    _make_private(installation.data)
    with claimed(installation.data, installation.url):
        _restore(installation, folder, keys_folder, say)


def _restore(installation: Installation, folder: Path, keys_folder: Path, say: Say) -> None:
    settings, urls = GatewaySettings(), stores.named_urls()
    buckets = {name: store.direct().url for name, store in settings.stores_of_buckets().items()}
    require_idle(stores.stores_of(urls | buckets))
    written = checking.check(folder, keys_folder, urls, say)
    backup = manifest.file_of(folder / manifest.FILE).sha256
    plan = read_plan(installation.restoring)
    if plan is None:
        plan = _Staging(installation, settings, urls, written, folder, keys_folder).plan(backup)
    elif plan.backup != backup:
        raise BackupError(
            "the restore of another backup was interrupted here: run that one again first",
            "此处另一份备份的恢复曾被中断：请先重新运行那次恢复",
        )
    _replace(installation, settings, urls, written, folder, plan, say)
    _tell(settings, written, plan, say)


def _replace(
    installation: Installation,
    settings: GatewaySettings,
    urls: Mapping[str, URL],
    written: Manifest,
    folder: Path,
    plan: Plan,
    say: Say,
) -> None:
    """Each step finds out whether it was done: a restore that was killed is run again."""
    plan.take_keys_off()
    loaded = list[str]()
    for copy in written.copies:
        if copy.kind == "postgresql":
            say("  loading {name}", "  正在载入 {name}", name=copy.file)
            url, aside = checking.url_of(copy, urls), f"_{plan.stamp.lower()}"
            try:
                renamed = dumps.load(folder / copy.file, copy, url, plan.mark, aside)
            except (BackupError, psycopg.Error):
                if not loaded:
                    plan.give_keys_back()
                    shutil.rmtree(installation.restoring)
                raise
            loaded.append(copy.file)
            for schema in renamed:
                values = {"name": schema, "aside": aside}
                say("  schema {name} is now {name}{aside}", "  模式 {name} 已改名为 {name}{aside}", **values)
    plan.put_in_place()
    with _keys_at(plan.keys.staged, settings):
        say("  bringing it up to date", "  正在更新到当前版本")
        installation.bring_up()
        afterwards.begin_generation(installation, written.taken_at.isoformat(timespec="seconds"))
        if count := afterwards.ask_again():
            say("  {count} syncs are asked for again", "  将重新发起 {count} 个同步", count=count)
    plan.put_keys_in_place()
    shutil.rmtree(installation.restoring)


def _tell(settings: GatewaySettings, written: Manifest, plan: Plan, say: Say) -> None:
    at = written.taken_at.isoformat(timespec="seconds")
    say("Restored to {at}.", "已恢复到 {at}。", at=at)
    for place in sorted({str(move.aside.parent) for move in (*plan.moves, plan.keys) if move.aside.parent.exists()}):
        say(
            "What was there lies in {place}; delete it when all is well.",
            "原有数据在 {place}；确认无误后可删除。",
            place=place,
        )
    say(
        "API keys and webhooks are those of that moment: what was made since is gone, what was revoked since works"
        " again. Webhooks that waited then are sent, perhaps a second time, under their webhook-id of before.",
        "API 密钥和 Webhook 均为当时的状态：此后新建的已不存在，此后吊销的重新有效。当时待发送的 Webhook 会再次发送，"
        "可能重复，webhook-id 不变。",
    )
    if plan.revoked:
        say(
            "These API keys were revoked since and work again; revoke them now: {keys}",
            "以下 API 密钥此后已被吊销，现重新有效，请立即再次吊销：{keys}",
            keys=", ".join(plan.revoked),
        )
    say("Start Zhuli, then run `zhuli doctor`.", "请启动助理，然后运行 `zhuli doctor`。")


class _Staging:
    """Everything of a backup brought to where it can be renamed into its place."""

    def __init__(
        self,
        installation: Installation,
        settings: GatewaySettings,
        urls: Mapping[str, URL],
        written: Manifest,
        folder: Path,
        keys_folder: Path,
    ) -> None:
        self._installation, self._settings, self._urls = installation, settings, urls
        self._written, self._folder, self._keys_folder = written, folder, keys_folder
        self._stamp = f"before_restore_{utc_now():%Y%m%dT%H%M%SZ}"

    def plan(self, backup: str) -> Plan:
        """Copy it all, check the keys, and write the plan down. Raises BackupError."""
        installation, keys_dir = self._installation, self._settings.keys_dir.resolve()
        self._require_space()
        revoked = self._revoked_since()
        if installation.restoring.exists():  # what a restore has copied that was killed before it began to replace
            shutil.rmtree(installation.restoring)
        _make_private(installation.restoring)
        keys = self._move(keys_dir)
        self._stage_keys(keys)
        moves = [*self._databases(), *self._api_keys(), *self._heads(keys), *self._ports(), *self._marks()]
        plan = Plan(backup=backup, stamp=self._stamp, moves=moves, keys=keys, revoked=revoked)
        write_plan(plan, installation.restoring)
        return plan

    def _move(self, target: Path) -> Move:
        """To a place, from beside it: names change within one disk only."""
        restoring = target.parent / self._installation.restoring.name
        _make_private(restoring)
        return Move(staged=restoring / target.name, target=target, aside=target.parent / self._stamp / target.name)

    def _databases(self) -> Iterator[Move]:
        for copy in self._written.copies:
            if copy.kind == "sqlite":
                move = self._move(Path(checking.url_of(copy, self._urls).database or "").resolve())
                yield self._staged(move, self._folder / copy.file)
        for store in self._settings.stores_of_buckets().values():
            if store.is_sqlite:
                yield self._move(Path(store.url.database or "").resolve()).model_copy(update={"staged": None})

    def _stage_keys(self, keys: Move) -> None:
        staged = _required(keys.staged)
        _make_private(staged)
        for path in sorted((self._keys_folder / keyrings.KEYS).iterdir()):
            keyrings.copy_private(path, staged / path.name)
        keyrings.require_whole(staged)
        keyrings.require_same(self._written.keys, keyrings.ring_of(staged))

    def _api_keys(self) -> Iterator[Move]:
        data = self._installation.data.resolve()
        for path in sorted(data.glob(keyrings.API_KEYS)):
            yield self._move(path).model_copy(update={"staged": None})
        for path in sorted(self._keys_folder.glob(keyrings.API_KEYS)):
            yield self._staged(self._move(data / path.name), path)

    def _heads(self, keys: Move) -> Iterator[Move]:
        """Those of the backup, unless the file that is there was written by this installation, and knows more."""
        target, copy = self._settings.audit_heads_file.resolve(), self._folder / HEADS
        pepper = secrets.pepper_of(_required(keys.staged))
        there = HeadsFile(target, pepper).read()
        if target.exists() and there.broken_line is not None:
            yield self._move(target).model_copy(update={"staged": None})
        if copy.exists() and (not target.exists() or there.broken_line is not None):
            yield self._staged(self._move(target), copy)

    def _ports(self) -> Iterator[Move]:
        """Those that it was run with, to which findings are brought; unless others are told now."""
        kept = self._folder / PORTS_FILE
        if kept.exists() and not self._installation.moves:
            yield self._staged(self._move(self._installation.data.resolve() / PORTS_FILE), kept)

    def _marks(self) -> Iterator[Move]:
        """Those of files whose data was moved to PostgreSQL: what takes their place is in force again."""
        folders = {
            Path(checking.url_of(copy, self._urls).database or "").resolve().parent
            for copy in self._written.copies
            if copy.kind == "sqlite"
        }
        for folder in sorted(folders):
            if (folder / MOVED_FILE).exists():
                yield self._move(folder / MOVED_FILE).model_copy(update={"staged": None})

    def _staged(self, move: Move, source: Path) -> Move:
        staged = _required(move.staged)
        shutil.copyfile(source, staged)
        staged.chmod(0o600)
        return move

    def _require_space(self) -> None:
        wanted = sum(file.bytes for file in self._written.files.values())
        free = shutil.disk_usage(self._installation.data).free
        if free < wanted:
            raise BackupError(
                "{place} has {free} free, and {wanted} are wanted",
                "{place} 剩余 {free}，需要 {wanted}",
                place=self._installation.data,
                free=size_in_words(free),
                wanted=size_in_words(wanted),
            )

    def _revoked_since(self) -> list[str]:
        """API keys that were revoked after the backup, where what is there is of the same installation."""
        try:
            if keyrings.ring_of(self._settings.keys_dir).installation != self._written.keys.installation:
                return []
            return _revoked_keys(self._written.taken_at)
        except (KeyFileError, secrets.KeyRingError, SQLAlchemyError):
            return []


def _revoked_keys(since: datetime) -> list[str]:
    gateway = databases()["gateway"]
    if gateway.is_sqlite and not Path(gateway.url.database or "").exists():
        return []
    try:
        with gateway.read() as session:
            query = select(ApiKey.key_id).where(col(ApiKey.revoked_at) > since).order_by(col(ApiKey.key_id))
            return list(session.exec(query))
    finally:
        gateway.dispose()


def _make_private(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _required(path: Path | None) -> Path:
    if path is None:
        raise ValueError("a move that only goes aside has nothing staged")
    return path


@contextmanager
def _keys_at(staged: Path | None, settings: GatewaySettings) -> Iterator[None]:
    """Settings that name the keys where they are until the end; the file of heads stays where it belongs."""
    before = dict(os.environ)
    if staged is not None and staged.exists():
        os.environ |= {"ZHULI_KEYS_DIR": str(staged), "GATEWAY_AUDIT_HEADS": str(settings.audit_heads_file)}
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
