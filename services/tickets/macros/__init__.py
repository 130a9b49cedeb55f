"""Texts for replies in the languages of buyers, with places to fill."""
