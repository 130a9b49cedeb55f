"""Sellers: the listings, orders, stock and standing behind the Selling Partner API, and their simulated time."""
