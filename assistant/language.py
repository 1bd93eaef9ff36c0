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
    sur qui que quoi quel quelle quels quelles dont où comment pourquoi combien pas plus ne n'est c'est oui non merci
    bonjour bonsoir salut coucou stp svp trouve trouver trouvez cherche chercher recherche rechercher crée créer créez
    cree creer ajoute ajouter modifie modifier mets mettre change changer passe efface vide supprime annule affiche
    montre voir liste donne titre étape phase numéro numero téléphone telephone tel portable société societe entreprise fonction poste
    ville adresse courriel nom prénom prenom fiche client cliente clients tous toutes tout premier première deuxième
    troisième dernier dernière suite suivant celle celui peux pouvez pourriez voudrais veux faut besoin
    plutôt plutot finalement maintenant désormais nouveau nouvelle renomme corrige remplace laisse tomber aide
    travaille bosse quand même aussi alors très tres bien voici monsieur madame personne gens rien confirme
    """)
_ENGLISH: Final = _words("""
    the a an of to and or is are was were be been has have had do does did can could would should will shall may
    his her hers their its my your our this that these those he she they we you i me him them us it in at with without
    for from by on about who whom whose what which where why how much many not no yes thanks thank hello hi hey please
    pls find search look show list get give create add new update change set edit make mark remove clear delete erase
    rename phone number company title job city address name everyone people anyone works work working customer
    customers first second third last next one ones never mind cancel forget actually instead now also just
    want need like let's what's who's don't doesn't isn't i'm it's email's anyway help summarise summarize open
    person records record there any all every into as than then employer cell website
    """)
_PARTICLES: Final = _words("de la le du des les")
_WEAK: Final = 0.4
"""What a sign is worth that names carry, too; two of them weigh less than one word of the other language."""
_ELISION: Final = re.compile(r"(?<!\w)(?:[cdjlmnst]|qu)['’](?=\w)", re.IGNORECASE)
_POSSESSIVE: Final = re.compile(r"\w['’](?:s|t|re|ve|ll|m)(?!\w)", re.IGNORECASE)
_ACCENTED: Final = re.compile(r"(?<!\w)[a-zéèêëàâîïôùûç]*[éèêëàâîïôùûç][a-zéèêëàâîïôùûç]*(?!\w)")
_OPAQUE: Final = re.compile(r"\S*@\S*|https?://\S+|www\.\S+")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LONGEST_READ: Final = 2_000


def _weight(word: str) -> float:
    """Particles stand in names everywhere: ``find Philippe de La Tour`` is English."""
    return _WEAK if word in _PARTICLES else 1


def from_accept_language(header: str | None) -> Language:
    """The language a browser asks for: the first of ours by its weight, else English (RFC 9110, 12.5.4)."""
    best: Language = "en"
    weight = 0.0
    for part in (header or "").split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = _quality(parameters)
        primary = name.split("-")[0].split("_")[0]
        if quality > weight and primary in {"fr", "en"}:
            best, weight = ("fr" if primary == "fr" else "en"), quality
    return best


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
    plain = _OPAQUE.sub(" ", unicodedata.normalize("NFC", text[:_LONGEST_READ]))
    words = [word.lower().replace("’", "'") for word in _WORD.findall(plain)]
    french = sum(_weight(word) for word in words if word in _FRENCH) + len(_ELISION.findall(plain))
    french += _WEAK if _ACCENTED.search(plain) else 0
    english = sum(word in _ENGLISH for word in words) + len(_POSSESSIVE.findall(plain))
    if french == english:
        return None
    return "fr" if french > english else "en"
