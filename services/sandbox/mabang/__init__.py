"""Mabang: a stand-in for the ERP of a simulated seller, which speaks its gateway's second version (gwapi v2)."""
