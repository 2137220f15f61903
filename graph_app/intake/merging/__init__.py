"""What was read, matched with the tables: which rows are new, and a report."""
