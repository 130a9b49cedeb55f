"""Pools: one stock of Amazon's that several marketplaces sell, as readings tell it or people have set it."""
