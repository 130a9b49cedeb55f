"""What is asked of Amazon about consents: access tokens, and whose a consent is."""
