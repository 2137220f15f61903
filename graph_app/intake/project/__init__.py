"""A city's own folder: tables, settings, access rules, and how a new one begins."""
