"""Scenarios: whole talks played against the real parts and judged by what they leave behind in the CRM."""
