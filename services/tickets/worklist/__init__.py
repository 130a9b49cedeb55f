"""The worklist: open findings of all services and open cases, the most urgent first."""
