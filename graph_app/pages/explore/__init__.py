"""Explore: who is linked to whom?"""
