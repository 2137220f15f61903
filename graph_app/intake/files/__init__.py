"""Bytes to cells: CSV, Excel, JSON and graph files, with bounds on what is read."""
