"""Imports in the chat: files come in, a preview and its decision, progress, and the result."""
