"""What a person does to the tables, through a screen or the command line: rows, imports, conflicts."""
