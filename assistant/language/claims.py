"""Tells whether an answer claims a deed, such as that somebody was created, or asks something. Pure.

Offers, questions, conditions, negations and what others did long ago are no claims. Where a sentence may be either, it
is none: a line too many under a true answer teaches people not to read it.
"""

import re
from typing import Final

from assistant.language.words.lexemes import word_set
from hubspot_tools.values.text import words

_LONGEST_READ: Final = 8_000
"""Characters: far more than an answer has."""
_MOST_WORDS: Final = 60
"""Of one sentence."""
_WORDS_AFTER: Final = 9
"""Behind a deed, among which a condition would stand."""

_BEHIND_WORDS: Final = "?!.…,;:»”\"')]*_`"
"""Signs that may stand behind a question mark, or before it."""

_END: Final = re.compile(r"([.!?;\n…✅✔✓])")

_DEEDS_EN: Final = (
    "created|added|updated|changed|modified|edited|saved|deleted|removed|erased|cleared|sent|emailed|merged|corrected|"
    "replaced|renamed|applied|archived|assigned|reassigned|overwritten"
)
_HOW_EN: Final = "now|just|already|also|successfully|all|both|then|duly|gone ahead and|went ahead and"
_THINGS_EN: Final = (
    "contact|record|change|changes|number|phone|email|e mail|message|update|details|company|card"
)
_CLAIMS_EN: Final = re.compile(
    rf"\b(?:i|we)(?: have| ve)?(?: (?:{_HOW_EN})){{0,3}}"
    rf" (?:{_DEEDS_EN}|set|stored|recorded|registered|written|noted that)\b(?! (?:my|our|the) search)"
    r"|\b(?:i|we)(?: have| ve)? (?:took|taken) care of\b"
    rf"|\b(?:has|have|ve)(?: (?:now|just|already|also|successfully)){{0,2}} been"
    rf"(?: (?:{_HOW_EN})){{0,2}} (?:{_DEEDS_EN}|set|stored|recorded|registered|written)\b"
    rf"|\b(?:was|were)(?: (?:{_HOW_EN})){{0,2}} (?:{_DEEDS_EN}|stored|recorded)\b"
    rf"|\b(?:is|are)(?: (?:{_HOW_EN})){{0,2}} (?:created|updated|saved|deleted|sent)\b"
    rf"|\b(?:is|are) now (?:{_DEEDS_EN})\b"
    rf"|^(?:the )?(?:{_THINGS_EN}) (?:(?:is )?complete|went through)\b"
    rf"|^(?:(?:{_HOW_EN}) )?(?:{_DEEDS_EN})(?: now)?$"
    rf"|\b(?:is|are) now (?:up to date|set|stored|recorded|registered|in (?:hubspot|the crm|your contacts)|\d+)\b"
    rf"|\bsuccessfully (?:{_DEEDS_EN})\b"
    rf"|^(?:the |your |new |this )?(?:{_THINGS_EN}) (?:{_DEEDS_EN})\b"
    rf"|^(?:(?:ok|okay|great|sure|perfect) )?(?:(?:it s|it is|that s|that is|this is|consider it) )?(?:all )?done\b"
    rf"|^(?:(?:ok|okay|great|sure|perfect) )?(?:you re |we re )?all set\b"
)
_OPEN_BEFORE_EN: Final = word_set(
    "not t never no nothing none nobody neither nor without cannot can could will would ll d may might shall should must if when once "
    "until unless before after whether want wants like to let please unable failed proposal preview draft form suggestion "
    "who which what how says said think confirm"
)
_OPEN_AFTER_EN: Final = re.compile(
    r"\b(?:once|when|if|as soon as|until|unless|by|ago|yesterday|last|in (?:19|20)\d\d|on (?:the )?\d{1,2}|after you|"
    r"a (?:proposal|preview|draft|form)|(?:the|this) (?:proposal|preview|draft|form))\b"
)

_DEEDS_FR: Final = (
    "(?:cree|ajoute|modifie|change|enregistre|sauvegarde|supprime|efface|envoye|retire|corrige|remplace|renomme|fusionne|"
    "actualise|applique|effectue|archive|note|saisi|attribue|reattribue|affecte)e?s?|(?:mis|transmis)e?s?(?: a jour)?|ecrite?s?"
)
_TO_DO_FR: Final = (
    "creer|ajouter|modifier|changer|enregistrer|sauvegarder|supprimer|effacer|envoyer|retirer|corriger|remplacer|renommer|"
    "fusionner|actualiser|appliquer|archiver|mettre a jour|la creer|le creer|l ajouter|l enregistrer|la modifier|le modifier"
)
_HOW_FR: Final = "bien|donc|aussi|deja|tout|vous|lui|y|correctement|egalement|maintenant|desormais|aussitot"
_THINGS_FR: Final = "fiche|contact|modification|modifications|changement|changements|numero|e mail|mail|message|mise a jour|suppression|creation"
_CLAIMS_FR: Final = re.compile(
    rf"\b(?:j ai|je l ai|je les ai|nous avons|nous l avons|on a|on l a)(?: (?:{_HOW_FR})){{0,3}} (?:{_DEEDS_FR})\b"
    rf"|\bje viens (?:juste )?(?:de|d) (?:{_TO_DO_FR})\b"
    rf"|\b(?:a|ont)(?: (?:bien|deja|donc|aussi)){{0,2}} ete(?: (?:{_HOW_FR})){{0,2}} (?:{_DEEDS_FR})\b"
    rf"|\b(?:est|sont)(?: (?:bien|maintenant|desormais|a present)){{1,2}} (?:{_DEEDS_FR}|a jour)\b"
    r"|\b(?:est|sont) (?:cree|ajoute|mis|mise|mises|supprime|modifie|envoye)e?s?(?: a jour)?\b"
    r"|\b(?:le|l|votre) (?:e )?(?:mail|message|courriel) est (?:bien )?parti\b|\bje m en suis (?:occupe|charge)e?\b"
    r"|\btout est (?:enregistre|sauvegarde|a jour|fait|en ordre)\b"
    rf"|^(?:la |le |l |les |votre |nouvelle |nouveau )?(?:{_THINGS_FR})(?: est)?(?: bien)? (?:{_DEEDS_FR})\b"
    r"|\bc est (?:bien |deja )?(?:fait|chose faite|enregistre|sauvegarde|regle|corrige|modifie|note)\b"
    r"|^(?:et )?(?:voila )?fait\b"
)
_OPEN_BEFORE_FR: Final = word_set(
    "ne n pas rien aucun aucune jamais sans si quand lorsque des fois peux peut pouvez pourrais pourrait veux voulez souhaitez faut "
    "dois doit devez vais va allez sera seront serait apres avant impossible proposition apercu brouillon formulaire qui que "
    "pour afin croyez dites"
)
_OPEN_AFTER_FR: Final = re.compile(
    r"\b(?:des que|quand|si vous|une fois|lorsque|par|le \d{1,2}|en (?:19|20)\d\d|il y a|hier|avant|apres (?:votre|confirmation|validation)|"
    r"une? (?:proposition|apercu|brouillon|formulaire)|(?:la|l|le|cette|ce) (?:proposition|apercu|brouillon|formulaire))\b"
)
_COURTEOUS: Final = re.compile(r"^(?:no problem|no worries|not a problem|pas de (?:probleme|souci))\b ?")


def claims_deed(answer: str) -> bool:
    """Whether a sentence of the answer says that something is created, changed, deleted or sent by now."""
    parts = [*_END.split(answer[:_LONGEST_READ]), ""]
    for sentence, sign in zip(parts[::2], parts[1::2], strict=True):
        said = _COURTEOUS.sub("", " ".join(words(sentence)[:_MOST_WORDS]))
        if sign != "?" and (
            _is_claimed(said, _CLAIMS_EN, _OPEN_BEFORE_EN, _OPEN_AFTER_EN)
            or _is_claimed(said, _CLAIMS_FR, _OPEN_BEFORE_FR, _OPEN_AFTER_FR)
        ):
            return True
    return False


def _is_claimed(said: str, claims: re.Pattern[str], before: frozenset[str], after: re.Pattern[str]) -> bool:
    return any(
        before.isdisjoint(said[: found.start()].split())
        and not after.search(" ".join(said[found.end() :].split()[:_WORDS_AFTER]))
        for found in claims.finditer(said)
    )


def asks(answer: str) -> bool:
    """Whether an answer asks anything; a question mark inside an address is none."""
    return any("?" in word[len(word.rstrip(_BEHIND_WORDS)) :] for word in answer.split())
