"""Stops: switches by which people keep this program from writing to Amazon, or from calling it at all."""
