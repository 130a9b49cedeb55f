"""Test twins that reach the sandbox."""

from tests.gateway.connected import checks, settings, shop  # noqa: F401 - fixtures
