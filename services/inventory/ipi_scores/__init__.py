"""Inventory Performance Index: scores as people or files tell them, and the drivers behind them."""
