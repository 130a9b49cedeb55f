"""The audit trail: who changed what, in a chain for each tenant that nobody can change unseen."""
