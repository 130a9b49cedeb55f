"""How stock is doing, from values only."""
