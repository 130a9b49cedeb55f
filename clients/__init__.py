"""Clients of our API, made from the committed OpenAPI document by generators of others."""
