"""Memberships: what does each network give, and what if we left or joined one?"""
