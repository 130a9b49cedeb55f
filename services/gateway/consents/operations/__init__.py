"""What one can do with consents: keep and judge them, hand them to whoever asks Amazon, show how they stand."""
