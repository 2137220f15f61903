"""Briefing notes of one or two pages, as a Word document or a web page."""
