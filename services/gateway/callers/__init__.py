"""Who calls: a key, its actor, and the person that a system acts for."""
