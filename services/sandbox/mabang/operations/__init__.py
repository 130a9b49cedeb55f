"""What can be done with the stand-in for Mabang: calls are taken and answered, accounts described, traps switched."""
