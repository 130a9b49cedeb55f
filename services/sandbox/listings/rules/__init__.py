"""What a listing holds and looks like, and what a submission does to it. Pure.

`attributes` makes the attributes that a listing was planned with, `items` joins them with what clients
changed, `wire` gives them Amazon's shape, `submissions` checks and applies puts and patches, `searches`
finds listings.
"""
