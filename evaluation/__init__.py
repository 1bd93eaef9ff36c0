"""Plays scenarios against the real parts.

They are whole talks, judged by what they leave behind in the CRM.
"""
