"""Proves what the rest of the project claims, over the whole built estate: `python3 build.py trust`.

Each check is a module with a function `check(built, whole) -> Outcome`; `trust.checks` lists them.
"""
