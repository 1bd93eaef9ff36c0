"""Says what stands at the door, in French and English."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignInTexts:
    """Holds the sentences of the sign-in page, and of whoever is refused without it."""

    title: str
    intro: str
    account: str
    password: str
    sign_in: str
    with_company: str
    """On the button that leads to the company's own sign-in."""
    or_else: str
    """Between that button and the form."""
    sign_out: str
    signed_in_as: str
    """Before a name, for screen readers alone."""
    needed: str
    needed_beside: str
    """In the widget, whose page of another site stays where it is."""
    needed_on_page: str
    """Likewise, where the page of the other site is what signs people in."""
    store_away: str
    company_away: str
    leave_company: str
    """On the link to where the company's own session ends."""
    only_by_proxy: str
    cookies_needed: str
    signed_out: str
    ended: str
    """To whoever was out before they wanted to be."""
    signed_in: str
    """In a window of its own, which can be closed then."""
    refused: Mapping[str, str]
    """Why somebody was not let in, by the reason's word; ``""`` is any other reason."""
    slow_down: str
    """``{seconds}`` until another attempt is looked at."""
    busy: str


SIGN_IN_ENGLISH = SignInTexts(
    title="Sign in",
    intro="The contact assistant is for people of your company.",
    account="Account",
    password="Password",  # noqa: S106 - the label of the field
    sign_in="Sign in",
    with_company="Sign in with your company account",
    or_else="or",
    sign_out="Sign out",
    signed_in_as="Signed in:",
    needed="Please sign in.",
    needed_beside="Please sign in. A new window opens for it.",
    needed_on_page="Please sign in on this page first.",
    store_away="Nobody can sign in right now. Please try again in a moment.",
    company_away="Your company’s sign-in does not answer right now. Please try again in a moment.",
    leave_company="Sign out of your company account, too",
    only_by_proxy="Please open the assistant at its usual address: people sign in there.",
    cookies_needed="Your browser does not keep cookies. Please allow them for this page and try again.",
    signed_out="You are signed out.",
    ended="Your visit has ended. Please sign in again.",
    signed_in="You are signed in. You can close this window.",
    refused={
        "wrong_password": "That account and password do not belong together.",
        "shut_out": "You may not use the assistant. Please ask whoever runs it.",
        "denied": "Your company’s page did not let you in. Please try again, or ask whoever runs it.",
        "late": "That took more than ten minutes. Please sign in again.",
        "expired": "That sign-in has run out. Please try again.",
        "replayed": "That sign-in has been used before. Please try again.",
        "": "The sign-in did not succeed. Please try again.",
    },
    slow_down="Too many attempts. Please try again in {seconds} seconds.",
    busy="Many people are signing in at this moment. Please try again shortly.",
)

SIGN_IN_FRENCH = SignInTexts(
    title="Connexion",
    intro="L’assistant de contacts est réservé aux personnes de votre entreprise.",
    account="Compte",
    password="Mot de passe",  # noqa: S106 - the label of the field
    sign_in="Se connecter",
    with_company="Se connecter avec le compte de l’entreprise",
    or_else="ou",
    sign_out="Se déconnecter",
    signed_in_as="Session ouverte\u202f:",
    needed="Connectez-vous d’abord.",
    needed_beside="Connectez-vous d’abord. Une nouvelle fenêtre s’ouvre pour cela.",
    needed_on_page="Connectez-vous d’abord sur cette page.",
    store_away="La connexion est impossible pour l’instant. Réessayez dans un moment.",
    company_away="La connexion de votre entreprise ne répond pas pour l’instant. Réessayez dans un moment.",
    leave_company="Se déconnecter aussi du compte de l’entreprise",
    only_by_proxy="Ouvrez l’assistant à son adresse habituelle\u202f: c’est là que l’on se connecte.",
    cookies_needed="Votre navigateur ne garde pas les cookies. Autorisez-les pour cette page et réessayez.",
    signed_out="Vous êtes déconnecté.",
    ended="Votre session a pris fin. Reconnectez-vous.",
    signed_in="Vous êtes connecté. Vous pouvez fermer cette fenêtre.",
    refused={
        "wrong_password": "Ce compte et ce mot de passe ne vont pas ensemble.",
        "shut_out": "Vous n’avez pas accès à l’assistant. Adressez-vous à son administrateur.",
        "denied": "La page de votre entreprise ne vous a pas laissé entrer. Réessayez ou adressez-vous à son administrateur.",
        "late": "Plus de dix minutes se sont écoulées. Connectez-vous de nouveau.",
        "expired": "Cette connexion n’est plus valable. Réessayez.",
        "replayed": "Cette connexion a déjà servi. Réessayez.",
        "": "La connexion n’a pas abouti. Réessayez.",
    },
    slow_down="Trop de tentatives. Réessayez dans {seconds} secondes.",
    busy="Beaucoup de personnes se connectent en ce moment. Réessayez sous peu.",
)
