"""Which reports there are and what stands in them. Pure.

`types` lists the reports with their forms and makers, `asked` is what one is asked for, `forms` how it is written,
in which `languages`, with the raw `headers`; `listings`, `stock`, `planning`, `ledger`, `orders` and `performance`
make rows, `documents` the file.
"""
