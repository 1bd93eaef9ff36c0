"""Looks after the packages that others wrote.

Which are locked, under which licence, and what is known against them.
"""
