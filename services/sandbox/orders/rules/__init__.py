"""Which orders are meant, and their two shapes. Pure: `searches` finds, `current` and `v0` show."""
