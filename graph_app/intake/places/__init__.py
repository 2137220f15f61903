"""Names of places to cities, by the tables and a gazetteer."""
