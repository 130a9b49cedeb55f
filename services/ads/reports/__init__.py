"""Reports as they arrive: what we ask for, how rows become facts, and which days were delivered."""
