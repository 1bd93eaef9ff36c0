"""Which of the two languages somebody reads or writes: small votes, no model."""

import re
import unicodedata
from typing import Final, Literal

Language = Literal["fr", "en"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FRENCH: Final = _words("""
    le la les un une des du de au aux et ou est sont a as ai ont été être suis es sera son sa ses mon ma mes ton ta tes
    leur leurs ce cet cette ces il elle ils elles je tu nous vous on me te se lui moi toi en dans chez avec sans pour par
    mail sur qui que quoi quel quelle quels quelles dont où comment pourquoi combien pas plus ne n'est c'est oui non merci
    bonjour bonsoir salut coucou stp svp trouve trouver trouvez cherche chercher recherche rechercher crée créer créez
    cree creer ajoute ajouter modifie modifier mets mettre change changer passe efface vide supprime annule affiche
    montre voir liste donne titre étape phase numéro numero téléphone telephone tel portable société societe entreprise fonction poste
    ville adresse courriel nom prénom prenom fiche client cliente clients tous toutes tout premier première deuxième
    troisième dernier dernière suite suivant celle celui peux pouvez pourriez voudrais veux faut besoin
    plutôt plutot finalement maintenant désormais nouveau nouvelle renomme corrige remplace laisse tomber aide
    travaille bosse existe déjà deja koi jai cest d'accord accord bjr slt dac svp habite appelle besoin annuler confirmer cordialement parlé rencontré signé quand même aussi alors très tres bien voici monsieur madame personne gens rien confirme
    """)
_ENGLISH: Final = _words("""
    the a an of to and or is are was were be been has have had do does did can could would should will shall may
    his her hers their its my your our this that these those he she they we you i me him them us it in at with without
    for from by on about who whom whose what which where why how much many not no yes thanks thank hello hi hey please
    pls find search look show list get give create add new update change set edit make mark remove clear delete erase
    rename phone number company title job city address name everyone people anyone works work working customer
    customers first second third last next one ones never mind cancel forget actually instead now also just
    want need like let's what's who's don't doesn't isn't i'm it's email's anyway help summarise summarize open
    person records record there any does exist exists already got gimme wrong should right typo moved left signed joined works regards all every into as than then employer cell website
    """)
_AMBIGUOUS: Final = _words("""
    de la le du des les et à a of and the at in an to on phone job company title email mail contact client mobile site
    tel page lead prospect marketing service note poste cell name société societe entreprise ville bureau
    first second last next about show look open will may mark grant rose
    """)
"""Words that names carry, and words of the trade that both languages share."""
_WEAK: Final = 0.4
"""What an ambiguous word is worth: two of them weigh less than one plain word."""
_ENOUGH: Final = 0.9
_NAMESAKES: Final = _words("an as can do her in is les long may my new on sa see so son ta tout tu will you")
"""Words that are names of people, too, where they stand among names."""
_CONNECTING: Final = _words("de la le du des les et à of and the van von der den di y e")
_ELISION: Final = re.compile(r"(?<!\w)(?:[cjmnst]|qu)'(?=[^\W\d_])", re.IGNORECASE)
_NAME_ELISION: Final = re.compile(r"(?<!\w)[dl]'(?=[^\W\d_])", re.IGNORECASE)
_CONTRACTION: Final = re.compile(r"\w'(?:s(?=\s+[a-z])|t|re|ve|ll|m)(?!\w)")
"""``don't``, ``she's``, ``John's phone``, and not the company ``McDonald's``."""
_ACCENTED: Final = re.compile(r"(?<!\w)[a-z]*+[éèêëàâîïôùûç][a-zéèêëàâîïôùûç]*+(?!\w)")
_OPAQUE: Final = re.compile(r"(?<!\S)[^\s@]*+@\S*+|https?://\S++|www\.\S++")
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LONGEST_READ: Final = 2_000
_COUNTRY: Final = re.compile(r"[a-z]{2}")


def _weight(word: str, *, named: bool) -> float:
    """What a word is worth: ``Philippe de La Tour``, ``Société Générale`` are names in either language."""
    if word in _AMBIGUOUS:
        return 0 if named else _WEAK
    return 0 if named and word in _NAMESAKES else 1


def from_accept_language(header: str | None) -> Language:
    """The language a browser asks for: the first of ours by its weight, else English (RFC 9110, 12.5.4)."""
    for primary, _ in _wanted(header):
        if primary == "fr":
            return "fr"
        if primary == "en":
            return "en"
    return "en"


def territory_from(header: str | None) -> str:
    """Return the country of the language a browser wants most, ``""`` when it names none.

    Countries are ISO 3166, two letters.
    """
    wanted = _wanted(header)
    return next((country for primary, country in wanted if country and primary == wanted[0][0]), "")


def _wanted(header: str | None) -> list[tuple[str, str]]:
    """Return languages and countries, most wanted first.

    ``fr-CA, en;q=0.8`` gives ``("fr", "CA")``, ``("en", "")``.
    """
    weighted: list[tuple[float, str, str]] = []
    for part in (header or "").split(","):
        tag, *parameters = (piece.strip().lower() for piece in part.split(";"))
        primary, *subtags = tag.replace("_", "-").split("-")
        country = next((one.upper() for one in subtags if _COUNTRY.fullmatch(one)), "")
        quality = _quality(parameters)
        if primary and quality > 0:
            weighted.append((quality, primary, country))
    weighted.sort(key=lambda one: one[0], reverse=True)
    return [(primary, country) for _, primary, country in weighted]


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def language_of(text: str) -> Language | None:
    """The language of a message, or None when nothing in it tells: a bare name, an address, a number."""
    plain = _OPAQUE.sub(" ", unicodedata.normalize("NFC", text[:_LONGEST_READ]).replace("’", "'"))
    written = _WORD.findall(_NAME_ELISION.sub(" ", plain))
    named = _is_name(plain)
    words = [word.lower() for word in written]
    french = sum(_weight(word, named=named) for word in words if word in _FRENCH)
    french += len(_ELISION.findall(plain))
    if not named:
        french += _WEAK * (len(_NAME_ELISION.findall(plain)) + bool(_ACCENTED.search(plain)))
    english = sum(_weight(word, named=named) for word in words if word in _ENGLISH)
    english += len(_CONTRACTION.findall(plain))
    if french == english or max(french, english) < _ENOUGH:
        return None
    return "fr" if french > english else "en"


def _is_name(text: str) -> bool:
    """Whether all words are written as those of a person's or a company's name are."""
    words = [word.lstrip('("«“-') for word in text.split()]
    telling = [word for word in words if word and word not in _CONNECTING]
    return len(words) > 1 and all(word[0].isupper() or not word[0].isalpha() for word in telling)
