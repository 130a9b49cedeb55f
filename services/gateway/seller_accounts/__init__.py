"""Seller accounts on Amazon, the consents that a seller gave us, and access tokens made from them."""
