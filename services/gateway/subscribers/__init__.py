"""Subscribers: programs of our own that are told the events of all tenants, through the queue of the webhooks."""
