"""Says what stands on the page around a talk, in French and English.

A missing sentence is a type error.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.language.texts.sign_in_texts import SIGN_IN_ENGLISH, SIGN_IN_FRENCH, SignInTexts


@dataclass(frozen=True, slots=True)
class PageTexts:
    """Holds the words of the page's own buttons, and of the sample page with the widget on it."""

    controls: Mapping[str, str]
    """For eyes and for screen readers, by the words of `public/mend.js`; ``{0}`` is what the front end reports about."""

    restarting: str
    """For the page of a chat that moves on to another server."""

    not_while_restarting: str
    """For whoever asks for something meanwhile."""

    whom_to_find: str
    """In the empty text box of whoever may change nothing."""

    sample_title: str
    sample_intro: str
    sample_embed: str
    sample_allow: str
    sign_in: SignInTexts


PAGE_ENGLISH = PageTexts(
    controls={
        "about": "about {0}",
        "about_off": "Not about this contact",
        "about_vowel": "about {0}",
        "assistant": "Contact assistant",
        "attach": "Attach a file",
        "close": "Close",
        "copy": "Copy",
        "copy_failed": "This could not be copied.",
        "floating": "In a window",
        "help": "Help",
        "message": "Your message",
        "new_chat": "New chat",
        "newest": "Go to the newest message",
        "no_connection": "No connection. Trying again; what you have typed stays here.",
        "open_failed": "The chat could not be opened. The assistant cannot be reached.",
        "place": "Where the assistant stands",
        "retry": "Try again",
        "send": "Send",
        "settings": "Settings",
        "sidebar": "At the side",
        "size": "Larger or smaller",
        "stop": "Stop",
        "talk": "Conversation",
        "theme": "Light or dark",
        "too_big": "This file is larger than {0} MB.",
        "too_many": "Please drop one file at a time.",
        "unreachable": "The assistant cannot be reached. Please try again in a moment.",
        "upload_cancelled": "{0} was not sent.",
        "upload_failed": "This file could not be sent. Please try again.",
        "wrong_type": "I can read CSV, Excel (.xlsx) and vCard files only.",
    },
    restarting="The assistant is being restarted. This page goes on by itself in a moment.",
    not_while_restarting="The assistant is being restarted: this was not taken. Please try again in a moment.",
    whom_to_find="Whom are you looking for?",
    sample_title="Your intranet",
    sample_intro="This page stands for any page of yours. The assistant waits at the bottom right.",
    sample_embed="One line puts it there:",
    sample_allow="The assistant has to know the page’s address: whoever runs it can add it.",
    sign_in=SIGN_IN_ENGLISH,
)

PAGE_FRENCH = PageTexts(
    controls={
        "about": "à propos de {0}",
        "about_off": "Ne plus parler de ce contact",
        "about_vowel": "à propos d’{0}",
        "assistant": "Assistant de contacts",
        "attach": "Joindre un fichier",
        "close": "Fermer",
        "copy": "Copier",
        "copy_failed": "La copie n’a pas réussi.",
        "floating": "En fenêtre",
        "help": "Aide",
        "message": "Votre message",
        "new_chat": "Nouvelle discussion",
        "newest": "Aller au dernier message",
        "no_connection": "Pas de connexion. Nouvel essai en cours ; ce que vous avez tapé reste ici.",
        "open_failed": "La discussion n’a pas pu s’ouvrir. L’assistant est injoignable.",
        "place": "Où placer l’assistant",
        "retry": "Réessayer",
        "send": "Envoyer",
        "settings": "Paramètres",
        "sidebar": "Sur le côté",
        "size": "Agrandir ou réduire",
        "stop": "Arrêter",
        "talk": "Conversation",
        "theme": "Clair ou sombre",
        "too_big": "Ce fichier dépasse {0} Mo.",
        "too_many": "Déposez un seul fichier à la fois.",
        "unreachable": "L’assistant est injoignable. Réessayez dans un moment.",
        "upload_cancelled": "{0} n’a pas été envoyé.",
        "upload_failed": "Ce fichier n’a pas pu être envoyé. Réessayez.",
        "wrong_type": "Je ne lis que les fichiers CSV, Excel (.xlsx) et vCard.",
    },
    restarting="L’assistant redémarre. Cette page reprend d’elle-même dans un instant.",
    not_while_restarting="L’assistant redémarre : ceci n’a pas été pris. Réessayez dans un instant.",
    whom_to_find="Qui cherchez-vous\u202f?",
    sample_title="Votre intranet",
    sample_intro="Cette page tient lieu de n’importe laquelle des vôtres. L’assistant attend en bas à droite.",
    sample_embed="Une ligne suffit pour l’y mettre\u202f:",
    sample_allow="L’assistant doit connaître l’adresse de la page\u202f: la personne qui s’en occupe peut l’ajouter.",
    sign_in=SIGN_IN_FRENCH,
)
