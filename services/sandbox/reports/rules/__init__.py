"""Which reports there are, which requests are refused, and what stands in a document. Pure.

`columns` holds the tables, `requests` the checks, `tables` the numbers of one campaign at the level asked
for, `rows` and `documents` what is downloaded.
"""
