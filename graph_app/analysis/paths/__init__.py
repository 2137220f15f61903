"""How one node reaches another, and who can introduce us."""
