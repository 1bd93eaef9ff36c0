"""A grammar of everyday French and English about contacts, in the place of a language model."""

from assistant.offline.grammar.one_answer import Chat, Message, respond
from assistant.offline.grammar.planned_turn import Answer, PlannedCall, PlannedWords

__all__ = ["Answer", "Chat", "Message", "PlannedCall", "PlannedWords", "respond"]
