"""The reports that we know: of which ad product and level, how they are asked for, and what they may judge."""
