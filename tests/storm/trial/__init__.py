"""The trial of backup and restore with whole programs: `make storm TRIAL=1`."""
