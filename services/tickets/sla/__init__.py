"""The clocks of cases: how far they have run, and who is told when."""
