"""The command `zhuli`: sets an installation up, runs it, and shows what it does."""
