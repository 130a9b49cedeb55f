"""Connections of seller accounts to Amazon, as the gateway tells them: a lost one is a finding."""
