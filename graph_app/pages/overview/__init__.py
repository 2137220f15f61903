"""Overview: where does our city stand?"""
