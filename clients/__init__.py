"""Clients of our API in six languages, made from the committed OpenAPI document by generators of others."""
