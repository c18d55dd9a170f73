"""What does an official paper say? Frozen facts, already in words where the law wants words; no layout.

Each document has a `specimen()`, plainly fictitious, so that a preview needs no record.
"""
