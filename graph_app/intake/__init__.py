"""Files to valid tables, with a report of what was wrong, row by row."""
