"""The error of moves."""

from services.cli.saying import CommandError


class MoveError(CommandError):
    """A move that cannot be made; the installation on SQLite is as it was."""
