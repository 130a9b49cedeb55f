"""Clocks of cases and of the messages in them: begun, stopped, held, judged."""
