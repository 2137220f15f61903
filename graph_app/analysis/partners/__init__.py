"""Which cities to approach as partners, and why."""
