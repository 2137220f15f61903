"""Files that this product exported: read back whole, with the ids and sources that they carry."""
