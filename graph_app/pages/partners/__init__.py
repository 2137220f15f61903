"""Partners: whom should we approach next, and why?"""
