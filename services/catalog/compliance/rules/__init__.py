"""What is judged of a listing, and by which rules. Pure.

`gtins` judges barcodes, `wording` titles, bullet points and search terms, `issues` what Amazon objects to;
`judging` puts them together for all listings of a seller account.
"""
