"""Makes conversations and what they share, for the app, the evaluation and the tests alike."""

from dataclasses import dataclass, replace

from assistant.access.permitted_contacts import PermittedContacts
from assistant.access.rights import Rights, RightsNow
from assistant.chat.conversation import Conversation
from assistant.chat.shared_parts import SharedParts
from assistant.language.detection import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationFactory(SharedParts):
    """Begins conversations that share these parts.

    Store, model, contacts and prompts are given; every other part has its default in `SharedParts`.
    """

    def converse(self, *, owner: str, language: Language, rights: RightsNow = Rights) -> Conversation:
        """Begin a conversation; its proposals belong to ``owner`` alone.

        They may what ``rights`` say each time.
        """
        theirs = replace(self, contacts=PermittedContacts(self.contacts, rights))
        return Conversation(theirs, owner=owner, language=language, rights=rights)
