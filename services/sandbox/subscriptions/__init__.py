"""Subscriptions: the Notifications API v1, with its destinations."""
