"""Webhook deliveries: which event goes to which endpoint, sent in order, tried again, listed and replayed."""
