"""Texts for replies in both languages, with places to fill."""
