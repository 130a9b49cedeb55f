"""Webhook endpoints: where a tenant wants its events to be sent, and the secrets that sign them."""
