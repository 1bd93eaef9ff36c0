"""A grammar of everyday French and English about contacts, in the place of a language model."""

from assistant.model.grammar.planner import Answer, Call, Words
from assistant.model.grammar.respond import Chat, Message, respond

__all__ = ["Answer", "Call", "Chat", "Message", "Words", "respond"]
