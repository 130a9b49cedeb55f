"""Who asks Mabang, which traps there are, which goods it knows, when they change and what they look like."""
