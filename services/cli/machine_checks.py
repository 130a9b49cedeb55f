"""Checks of the machine: Python, the data folder, the key files."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from services.cli import key_files
from services.cli.check_lines import Line, fail, ok, warn
from services.cli.installation import PLAN, RESTORING, SERVICES
from shared import secrets
from shared.auth.keys import KeyFileError

OLDEST_PYTHON = (3, 11)
LITTLE_SPACE, NO_SPACE = 2 * 1024**3, 200 * 1024**2
"""Free bytes below which there is a warning, and a failure: a first sync of a large account takes some 100 MB."""


def check_python(version: tuple[int, int]) -> Line:
    """Whether this Python is one that Zhuli is made for."""
    values = {"version": ".".join(map(str, version)), "oldest": ".".join(map(str, OLDEST_PYTHON))}
    if version < OLDEST_PYTHON:
        return fail(
            "python",
            "Python {version} is too old; install {oldest} or newer and run `make clean setup`",
            "Python {version} 版本过旧；请安装 {oldest} 或更新版本，然后运行 `make clean setup`",
            **values,
        )
    return ok("python", "Python {version}", "Python {version}", **values)


def check_data_folder(folder: Path) -> Line:
    """Whether the folder is there, ours to write, and closed to others."""
    values = {"folder": str(folder)}
    if not folder.is_dir():
        return fail(
            "data", "{folder} is missing; run `make migrate`", "{folder} 不存在；请运行 `make migrate`", **values
        )
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return fail(
            "data",
            "{folder} cannot be written; give it to the user that runs Zhuli (chown)",
            "{folder} 不可写；请把它的属主改为运行 Zhuli 的用户（chown）",
            **values,
        )
    if (folder / RESTORING / PLAN).exists():
        return fail(
            "data",
            "a restore into {folder} was interrupted; run the same `zhuli restore` again",
            "向 {folder} 的恢复曾被中断；请再次运行同一条 `zhuli restore`",
            **values,
        )
    if folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return warn(
            "data",
            "{folder} is open to others on this machine; run `chmod 700 {folder}`",
            "本机其他用户可访问 {folder}；请运行 `chmod 700 {folder}`",
            **values,
        )
    return ok("data", "{folder}", "{folder}", **values)


def check_space(free: int) -> Line:
    """Whether the disk has room; `free` in bytes."""
    values = {"free": f"{free / 1024**3:.1f}"}
    if free < NO_SPACE:
        return fail(
            "disk",
            "only {free} GB are free: writing will fail; free some space",
            "磁盘仅剩 {free} GB，即将无法写入；请清理空间",
            **values,
        )
    if free < LITTLE_SPACE:
        return warn("disk", "only {free} GB are free; plan for more", "磁盘仅剩 {free} GB；请准备扩容", **values)
    return ok("disk", "{free} GB free", "剩余 {free} GB", **values)


def check_keys(folder: Path) -> Iterator[Line]:
    """Whether every key file is there, whole and for its owner only, and the ring can be read."""
    yield key_files.check(folder, SERVICES)
    try:
        ring = secrets.sealer_of(folder)
    except (KeyFileError, secrets.KeyRingError):
        yield fail(
            "key ring",
            "{name} cannot be read as a key ring; restore it from a backup: without it no consent opens",
            "无法读取密钥环 {name}；请从备份恢复，否则所有授权都无法解密",
            name=secrets.RING_FILE,
        )
    else:
        yield ok("key ring", "{count} master keys", "{count} 个主密钥", count=len(ring.keys))


def check_machine(data: Path, keys_dir: Path) -> Iterator[Line]:
    """All of these."""
    yield check_python(sys.version_info[:2])
    yield check_data_folder(data)
    if data.is_dir():
        yield check_space(shutil.disk_usage(data).free)
    yield from check_keys(keys_dir)
