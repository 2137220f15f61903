"""Measures: who is central?"""
