"""Authorizations: sellers are sent to Amazon, consent there, and come back with a code."""
