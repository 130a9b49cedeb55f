"""The history of the notebook."""
