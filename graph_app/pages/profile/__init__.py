"""Profile: what do we know of a node, and who says so?"""
