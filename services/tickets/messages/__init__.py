"""What is written in cases: replies to the outside, and internal notes."""
