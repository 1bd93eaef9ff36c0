"""A typed yes or no to the one proposal on the screen; anything longer is for the model to understand."""

from enum import Enum

from hubspot_tools.values.text import words

_YES = {
    "oui", "yes", "yep", "ok", "okay", "d accord", "confirme", "confirmer", "je confirme", "confirm", "i confirm",
    "oui confirme", "oui je confirme", "yes confirm", "yes please", "oui merci", "oui vas y", "vas y", "go ahead",
    "valide", "je valide", "oui valide", "c est bon", "parfait vas y", "do it", "yes do it",
}  # fmt: skip
_NO = {
    "non", "no", "nope", "annule", "annuler", "cancel", "non merci", "no thanks", "no thank you", "non annule",
    "no cancel", "laisse tomber", "never mind", "nevermind", "forget it", "stop", "n ecris rien", "don t",
}  # fmt: skip
_LONGEST = 60


class Consent(Enum):
    """What a short answer says about a pending proposal."""

    YES = "yes"
    NO = "no"


def consent_in(text: str) -> Consent | None:
    """Whether the whole message is a plain yes or no; None when it says anything more."""
    if len(text) > _LONGEST:
        return None
    said = " ".join(words(text))
    if said in _YES:
        return Consent.YES
    return Consent.NO if said in _NO else None
