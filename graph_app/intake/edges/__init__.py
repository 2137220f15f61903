"""Rows of a foreign table to relations, through a mapping of its columns."""
