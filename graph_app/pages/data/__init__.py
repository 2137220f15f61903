"""Data: what do the tables say, and who changed what?"""
