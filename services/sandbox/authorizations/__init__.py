"""Authorizations: Amazon's pages where a seller consents, and is sent back with a code."""
