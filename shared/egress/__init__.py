"""Calls to addresses that come from outside: what may be reached, and how long a call may take."""
