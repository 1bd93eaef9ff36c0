"""Which language a person reads and writes."""

import re
import unicodedata
from typing import Literal

Language = Literal["fr", "en"]

_FRENCH = frozenset(
    """bonjour bonsoir salut merci svp stp oui non je tu il elle nous vous ils moi lui leur mon ma mes ton son sa ses
    notre votre le la les l un une des du de d au aux en dans pour par avec sans chez sur qui que quoi quel quelle
    est sont travaille a est-ce ce cette cet celle celui ceux dernier premiere deuxieme cherche chercher trouve
    trouver recherche rechercher cree creer ajoute ajouter modifie modifier change changer mets mettre passe
    supprime efface vide annule annuler affiche montre ouvre poste societe entreprise tel telephone portable ville
    nom prenom adresse numero client cliente clients fiche suivant suite page tous toutes plutot finalement""".split()
)
_ENGLISH = frozenset(
    """hello hi hey thanks thank please yes no i you he she we they me him his her their my your our the a an of to in
    at for by with without from on who what which is are works work does do this that these those one last first
    second find search look looking show open create add new update change set edit delete remove clear cancel
    job title company phone mobile number name email address city customer customers contact contacts next page all
    instead actually can could would have has""".split()
)
_SHARED = _FRENCH & _ENGLISH


def from_accept_language(header: str | None) -> Language:
    """The language a browser prefers (RFC 9110, 12.5.4); any French counts as French, English is the default."""
    preferences = []
    for position, item in enumerate((header or "").split(",")):
        tag, _, parameter = item.strip().partition(";")
        quality = re.fullmatch(r"\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", parameter)
        preferences.append((-(float(quality[1]) if quality else 1.0), position, tag.strip().lower()))
    for negative_quality, _, tag in sorted(preferences):
        primary = tag.split("-")[0]
        if negative_quality and primary in {"fr", "en"}:
            return "fr" if primary == "fr" else "en"
    return "en"


def language_of(text: str) -> Language | None:
    """The language of a message by its everyday words; None when they do not tell, as in a bare name."""
    decomposed = unicodedata.normalize("NFKD", text[:2000].casefold())
    folded = "".join(char for char in decomposed if not unicodedata.combining(char))
    words = set(re.findall(r"[a-z]+", re.sub(r"\S+@\S+", " ", folded))) - _SHARED
    french, english = len(words & _FRENCH), len(words & _ENGLISH)
    if french == english:
        return None
    return "fr" if french > english else "en"
