"""Test twins that reach the sandbox."""

from tests.gateway.connected import settings, shop  # noqa: F401 - fixtures
