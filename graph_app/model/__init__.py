"""What a valid table is: kinds, relation types, tables, rules and errors."""
