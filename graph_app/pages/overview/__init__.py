"""Overview: how is our city connected?"""
