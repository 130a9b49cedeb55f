"""Everything of an installation brought from SQLite to PostgreSQL: `zhuli move`."""
