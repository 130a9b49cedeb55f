"""The error of backups."""

from services.cli.saying import CommandError


class BackupError(CommandError):
    """A backup or a restore that cannot be made."""
