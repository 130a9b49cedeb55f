"""The shell around every service's routes."""
