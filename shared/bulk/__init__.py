"""Bulk endpoints: one body, one answer, one vocabulary.

A request is `{seller_id?, items: [...]}`; its `seller_id` stands for the items that name none. The answer is 207
`{results: [...]}` with a result for each item in their order, also where all were rejected. 422 is for a body without
a list of items, 404 for a `seller_id` of the request that the tenant does not have.

A member that an item does not name stays as it is; null clears it. An item that is wrong blocks no other.
"""
