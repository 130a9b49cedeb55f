"""Mabang (马帮): its gateway's envelope and signature, what counts as an answer, and its ways of writing values.

As other clients of the gateway use it (`api/v2`); what no source settles is a member of the connection.
"""
