"""Holds every sentence the offline model says, in both languages."""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

from assistant.language.detection import Language


class Say(Enum):
    """What can be said."""

    FOUND_ONE = auto()
    FOUND_ASKED = auto()
    FIELD_UNSEEN = auto()
    WHICH = auto()
    WHICH_OF_MANY = auto()
    WHICH_SHOWN = auto()
    LISTED = auto()
    LISTED_PAGE = auto()
    LAST_PAGE = auto()
    NO_SUCH_PAGE = auto()
    NOT_FOUND = auto()
    NOT_FOUND_OFFER = auto()
    NOT_FOUND_UPDATE = auto()
    NEAR = auto()
    NEAR_UPDATE = auto()
    NO_SEARCH = auto()
    ASK_SEARCH = auto()
    ASK_NEW = auto()
    ASK_EMAIL = auto()
    ASK_WHO = auto()
    ASK_CHANGE = auto()
    ASK_VALUE = auto()
    ASK_CORRECTION = auto()
    PROPOSED = auto()
    PROPOSED_NEW = auto()
    PROPOSED_MANY = auto()
    CONFIRM_FIRST = auto()
    PROPOSED_SIMILAR = auto()
    WRITTEN = auto()
    EXISTS_PROPOSED = auto()
    EXISTS = auto()
    UNCHANGED = auto()
    INVALID = auto()
    NEEDS = auto()
    CANCELLED = auto()
    ALRIGHT = auto()
    CONFIRMED = auto()
    CLICK = auto()
    YES_TO_WHAT = auto()
    GREETING = auto()
    THANKS = auto()
    FAREWELL = auto()
    HELP = auto()
    IDENTITY = auto()
    UNKNOWN = auto()
    UNREAD = auto()
    DELETE = auto()
    MERGE = auto()
    SEND = auto()
    OBJECT = auto()
    BULK = auto()
    OFF_TOPIC = auto()
    SECRET = auto()
    EMPTY_FIELD = auto()
    NO_DATES = auto()
    UNDO = auto()
    EXPORT = auto()
    IMPORT = auto()
    NO_FACTS = auto()
    EXCEPTION = auto()
    WHOSE = auto()
    NO_OWNER = auto()
    NO_OWNERS = auto()
    WHICH_OWNER = auto()
    REMARK = auto()
    BEGINNINGS = auto()
    ONE_AT_A_TIME = auto()
    COMPARISON = auto()
    TWO_PEOPLE = auto()
    TABLE = auto()
    WHICH_SENDER = auto()
    LANGUAGES = auto()
    OWN_WRITES = auto()
    TOO_LONG = auto()
    UNAVAILABLE = auto()
    OWN_STORE = auto()
    LOCAL_FILE = auto()
    RATE_LIMITED = auto()
    GONE = auto()
    READ_ONLY = auto()
    NOT_KNOWN = auto()
    NOT_GIVEN = auto()
    FAILED = auto()
    CANNOT_CALL = auto()
    LEFT = auto()
    LEFT_MORE = auto()
    VALUE_TOLD = auto()
    FIELD_EMPTY = auto()
    OTHER_COMPANY = auto()


_FRENCH: Final[dict[Say, str]] = {
    Say.FOUND_ONE: "Voici la fiche.",
    Say.FOUND_ASKED: "Voici la fiche\u202f: {field} y figure.",
    Say.FIELD_UNSEEN: "Voici la fiche. D’ici, je ne vois pas {field}.",
    Say.WHICH: "J’ai trouvé {n} contacts. Lequel\u202f?",
    Say.WHICH_OF_MANY: "J’ai trouvé {total} contacts, en voici {n}. Lequel\u202f? Dites «\u202fla suite\u202f» pour les autres.",
    Say.WHICH_SHOWN: "Plusieurs contacts sont affichés. Lequel\u202f? Par exemple «\u202fle deuxième\u202f», un nom ou une adresse e-mail.",
    Say.LISTED: "J’ai trouvé {n} contacts.",
    Say.LISTED_PAGE: "{total} contacts pour «\u202f{phrase}\u202f», page {page} sur {pages} ({n} à l’écran). Dites «\u202fla suite\u202f» pour continuer.",
    Say.LAST_PAGE: "{total} contacts pour «\u202f{phrase}\u202f», dernière page, {page} sur {pages} ({n} à l’écran).",
    Say.NO_SUCH_PAGE: "Il n’y a pas d’autre page.",
    Say.NOT_FOUND: "Aucun contact trouvé pour {what}.",
    Say.NOT_FOUND_OFFER: "Aucun contact trouvé pour {what}. Voulez-vous le créer\u202f?",
    Say.OTHER_COMPANY: "La fiche indique une autre société que {what}\u202f: la voici. Quelle société faut-il y mettre\u202f?",
    Say.NEAR: "Personne ne s’appelle exactement {what}\u202f; voici qui s’en approche\u202f: {names}.",
    Say.NEAR_UPDATE: "Qui faut-il modifier\u202f? Cliquez sur son nom, ou donnez-le.",
    Say.NOT_FOUND_UPDATE: "Je ne trouve aucun contact pour {what}. Quel est son nom exact ou son adresse e-mail\u202f?",
    Say.NO_SEARCH: "Je ne sais plus de quelle recherche il s’agit. Pouvez-vous la reformuler\u202f?",
    Say.ASK_SEARCH: "Qui cherchez-vous\u202f? Donnez un nom, une adresse e-mail, un téléphone ou une société.",
    Say.ASK_NEW: "Quel est le nom et l’adresse e-mail du nouveau contact\u202f?",
    Say.ASK_EMAIL: "Quelle est l’adresse e-mail de {name}\u202f? S’il n’y en a pas, répondez «\u202fsans e-mail\u202f».",
    Say.ASK_WHO: "Quel contact voulez-vous modifier\u202f? Donnez un nom ou une adresse e-mail.",
    Say.ASK_CHANGE: "Que voulez-vous changer sur cette fiche\u202f? Par exemple «\u202fson téléphone\u202f: 01 99 00 12 34\u202f».",
    Say.ASK_VALUE: "Quelle est la nouvelle valeur pour {field}\u202f?",
    Say.ASK_CORRECTION: "Rien n’est enregistré. Que faut-il corriger\u202f?",
    Say.PROPOSED: "Vérifiez, puis confirmez.",
    Say.PROPOSED_NEW: "Vérifiez la nouvelle fiche, puis confirmez.",
    Say.CONFIRM_FIRST: "Confirmez d’abord la nouvelle fiche, ou annulez-la\u202f; ensuite je pourrai la compléter.",
    Say.PROPOSED_MANY: "Vérifiez chaque fiche, puis confirmez-les une à une.",
    Say.PROPOSED_SIMILAR: "Quelqu’un de semblable est déjà dans les contacts\u202f: choisissez ci-dessus.",
    Say.WRITTEN: "C’est enregistré.",
    Say.EXISTS_PROPOSED: "Cette adresse appartient déjà à ce contact. Je propose de le mettre à jour\u202f: vérifiez, puis confirmez.",
    Say.EXISTS: "Ce contact existe déjà, avec cette adresse e-mail. Que voulez-vous y changer\u202f?",
    Say.UNCHANGED: "C’est déjà le cas\u202f: il n’y a rien à changer.",
    Say.INVALID: "Je ne peux pas enregistrer cela\u202f: {problems} Que faut-il écrire à la place\u202f?",
    Say.NEEDS: "Il me manque encore\u202f: {fields}.",
    Say.CANCELLED: "D’accord, j’oublie cette demande. Rien n’a été enregistré.",
    Say.ALRIGHT: "Très bien. Dites-moi si je peux faire autre chose.",
    Say.CONFIRMED: "Ce qui a été confirmé reste enregistré\u202f: dites-moi ce qu’il faut corriger. Rien d’autre n’a été écrit.",
    Say.CLICK: "Cliquez sur «\u202fConfirmer\u202f» dans la fiche proposée\u202f: sans votre clic, rien n’est enregistré.",
    Say.YES_TO_WHAT: "Que puis-je faire\u202f? Par exemple «\u202fTrouve Marie Dupont\u202f» ou «\u202fCrée Luc Martin, luc@exemple.example\u202f».",
    Say.GREETING: "Bonjour\u202f! Je peux chercher, créer ou mettre à jour un contact. Que voulez-vous faire\u202f?",
    Say.THANKS: "Avec plaisir\u202f!",
    Say.FAREWELL: "À bientôt\u202f!",
    Say.HELP: "Je cherche, crée et mets à jour des contacts. Essayez «\u202fQui travaille chez Globex\u202f?\u202f», «\u202fCrée Luc Martin, luc@exemple.example, Exemple SA\u202f» ou «\u202fChange le téléphone de Marie Dupont\u202f: 06 39 98 00 01\u202f». Rien n’est enregistré sans votre confirmation.",
    Say.IDENTITY: "Je suis le modèle hors ligne de cet assistant\u202f: une grammaire du français et de l’anglais, pas un modèle de langage. La personne qui s’occupe de l’assistant peut mettre un vrai modèle de langage à ma place.",
    Say.UNKNOWN: "Je n’ai pas compris. Essayez «\u202fTrouve Marie Dupont chez Acme\u202f» ou «\u202fChange son téléphone en 06 39 98 00 01\u202f».",
    Say.UNREAD: "Je n’ai pas tout compris. Voici qui est nommé\u202f: posez une question, ou dites ce qu’il faut changer, par exemple «\u202fson téléphone\u202f: 01 99 00 12 34\u202f».",
    Say.DELETE: "Je ne peux pas supprimer de contact\u202f: faites-le dans HubSpot. Je peux en revanche vider un champ, par exemple «\u202fefface son téléphone\u202f».",
    Say.MERGE: "Je ne peux pas fusionner de contacts\u202f: faites-le dans HubSpot. Je peux les chercher et les corriger un par un.",
    Say.SEND: "Je ne sais ni écrire, ni appeler, ni noter d’activité, ni désabonner. Je peux chercher, créer ou mettre à jour un contact.",
    Say.OBJECT: "Je ne m’occupe que des contacts. Je peux en chercher, en créer ou en mettre à jour.",
    Say.BULK: "Je modifie les contacts un par un, pour que vous puissiez vérifier chacun. Lequel voulez-vous changer d’abord\u202f?",
    Say.OFF_TOPIC: "Ce n’est pas mon domaine\u202f: je cherche, crée et mets à jour des contacts. Qui cherchez-vous\u202f?",
    Say.SECRET: "Je n’ai accès à aucune clé ni à aucun mot de passe, et mes consignes n’ont rien d’utile pour vous. Je peux chercher, créer ou mettre à jour un contact.",
    Say.EMPTY_FIELD: "Je ne sais pas chercher les fiches où un champ est vide. Je peux chercher par nom, société, fonction ou étape.",
    Say.NO_DATES: "Je ne sais pas chercher par date. «\u202fListe des contacts\u202f» montre d’abord les fiches modifiées en dernier.",
    Say.UNDO: "Écrivez seulement «\u202fannule la modification\u202f»\u202f: votre dernière écriture est alors annulée, comme par son bouton.",
    Say.EXPORT: "L’export a son bouton\u202f: cherchez d’abord les contacts, puis cliquez sur «\u202fExporter\u202f» sous la liste.",
    Say.IMPORT: "Déposez le fichier dans la conversation, ou collez-y le tableau\u202f: vous verrez ce que deviendrait chaque ligne avant l’import.",
    Say.NO_FACTS: "Je ne sais pas chercher par ce critère. Je peux chercher par nom, société, fonction, étape ou propriétaire.",
    Say.EXCEPTION: "Je ne sais pas chercher tous les contacts sauf certains. Je peux chercher par nom, société, fonction ou étape.",
    Say.WHOSE: "Je ne sais pas qui vous êtes parmi les propriétaires. De qui sont les contacts\u202f? Donnez un nom ou une adresse e-mail.",
    Say.NO_OWNER: "Aucun propriétaire ne s’appelle {what}. Il y a\u202f: {names}. De qui sont les contacts\u202f?",
    Say.NO_OWNERS: "Je ne trouve aucun propriétaire du nom de {what}. De qui sont les contacts\u202f?",
    Say.WHICH_OWNER: "Plusieurs propriétaires s’appellent {what}\u202f: {names}. Lequel\u202f?",
    Say.REMARK: "Je n’en ai rien fait\u202f: je n’y vois ni recherche ni modification. Que faut-il chercher ou changer\u202f?",
    Say.BEGINNINGS: "Je ne sais chercher un nom que par son début, par exemple «\u202fles noms qui commencent par Du\u202f».",
    Say.ONE_AT_A_TIME: "Je cherche une personne à la fois, pour que les fiches ne se mélangent pas. Laquelle d’abord\u202f?",
    Say.COMPARISON: "Je ne reprends aucune valeur d’une autre fiche\u202f: donnez-moi la valeur elle-même, par exemple «\u202fsa société est Acme\u202f».",
    Say.TWO_PEOPLE: "Je ne sais pas s’il s’agit d’une ou de plusieurs personnes, et je crée une fiche pour chacune. Donnez-moi le nom complet et l’adresse e-mail de la première.",
    Say.TABLE: "C’est un tableau de plusieurs personnes. Déposez-le dans la conversation comme fichier\u202f: vous verrez ce que deviendrait chaque ligne avant l’import.",
    Say.WHICH_SENDER: "Plusieurs personnes ont écrit dans cet échange. Laquelle dois-je créer\u202f? Donnez-moi son nom et son adresse e-mail.",
    Say.OWN_STORE: "L’assistant ne peut pas écrire dans sa propre base pour le moment\u202f; HubSpot n’y est pour rien. Rien n’a été enregistré.",
    Say.LOCAL_FILE: "Le fichier des contacts d’exemple, sur cette machine, ne peut pas être écrit. Rien n’a été enregistré.",
    Say.LANGUAGES: "Je comprends le français et l’anglais.",
    Say.OWN_WRITES: "Affichez une fiche et demandez «\u202fqui l’a modifiée\u202f?\u202f»\u202f: son historique le dit. «\u202fAnnule la modification\u202f» reprend la dernière.",
    Say.TOO_LONG: "C’est trop long pour moi\u202f: je n’en ai rien lu. Envoyez une demande en une phrase ou deux, ou seulement la signature.",
    Say.UNAVAILABLE: "Les contacts ne répondent pas pour le moment. Rien n’a été enregistré\u202f; réessayez dans un instant.",
    Say.RATE_LIMITED: "Trop de demandes en ce moment. Rien n’a été enregistré\u202f; réessayez dans un instant.",
    Say.GONE: "Ce contact n’existe plus\u202f: il a été supprimé ou fusionné. Cherchez-le par son nom ou son adresse e-mail.",
    Say.READ_ONLY: "Cette connexion est en lecture seule\u202f: je peux chercher des contacts, pas les modifier.",
    Say.NOT_KNOWN: "Je dois d’abord afficher ce contact. Quel est son nom ou son adresse e-mail\u202f?",
    Say.NOT_GIVEN: "Je n’écris que ce que vous me dites. Quelle est la bonne valeur pour {fields}\u202f?",
    Say.FAILED: "Je n’ai pas pu aller au bout de cette demande. Rien n’a été enregistré. Pouvez-vous la reformuler\u202f?",
    Say.CANNOT_CALL: "Je dois m’arrêter là pour cette demande. Rien n’a été enregistré sans votre confirmation.",
    Say.LEFT_MORE: "Je n’ai rien fait de {parts} (et {more} de plus)\u202f: dites-moi à quoi cela correspond.",
    Say.LEFT: "Je n’ai rien fait de {parts}\u202f: dites-moi à quoi cela correspond.",
    Say.VALUE_TOLD: "{label} {whose} est {value}.",
    Say.FIELD_EMPTY: "{name} n’a pas {label}.",
}
_ENGLISH: Final[dict[Say, str]] = {
    Say.FOUND_ONE: "Here is the contact.",
    Say.FOUND_ASKED: "Here is the contact, with the {field}.",
    Say.FIELD_UNSEEN: "Here is the contact. I cannot see the {field} from here.",
    Say.WHICH: "I found {n} contacts. Which one?",
    Say.WHICH_OF_MANY: "I found {total} contacts, here are {n}. Which one? Say “next” for the others.",
    Say.WHICH_SHOWN: "Several contacts are on the screen. Which one? Say for instance “the second one”, a name or an e-mail address.",
    Say.LISTED: "I found {n} contacts.",
    Say.LISTED_PAGE: "{total} contacts for “{phrase}”, page {page} of {pages} ({n} shown). Say “next” to go on.",
    Say.LAST_PAGE: "{total} contacts for “{phrase}”, last page, {page} of {pages} ({n} shown).",
    Say.NO_SUCH_PAGE: "There is no other page.",
    Say.NOT_FOUND: "No contact found for {what}.",
    Say.NOT_FOUND_OFFER: "No contact found for {what}. Shall I create it?",
    Say.OTHER_COMPANY: "The contact names another company than {what}: here it is. Which company should it be?",
    Say.NEAR: "Nobody is called exactly {what}; near: {names}.",
    Say.NEAR_UPDATE: "Who is to be changed? Click on the name, or type it.",
    Say.NOT_FOUND_UPDATE: "I find no contact for {what}. What is the exact name or the e-mail address?",
    Say.NO_SEARCH: "I no longer know which search you mean. Could you say it again?",
    Say.ASK_SEARCH: "Who are you looking for? Give me a name, an e-mail address, a phone number or a company.",
    Say.ASK_NEW: "What are the name and the e-mail address of the new contact?",
    Say.ASK_EMAIL: "What is the e-mail address of {name}? If there is none, answer “no email”.",
    Say.ASK_WHO: "Which contact do you want to update? Give me a name or an e-mail address.",
    Say.ASK_CHANGE: "What do you want to change on this contact? For instance “phone: +44 20 7946 0123”.",
    Say.ASK_VALUE: "What is the new value for the {field}?",
    Say.ASK_CORRECTION: "Nothing is saved. What should I correct?",
    Say.PROPOSED: "Please check, then confirm.",
    Say.PROPOSED_NEW: "Please check the new contact, then confirm.",
    Say.CONFIRM_FIRST: "Please confirm the new contact first, or cancel it; then I can complete it.",
    Say.PROPOSED_MANY: "Please check each contact, then confirm them one by one.",
    Say.PROPOSED_SIMILAR: "Somebody similar is among the contacts already: please choose above.",
    Say.WRITTEN: "It is stored.",
    Say.EXISTS_PROPOSED: "This address already belongs to this contact. I suggest updating it: please check, then confirm.",
    Say.EXISTS: "This contact already exists, with this e-mail address. What do you want to change on it?",
    Say.UNCHANGED: "That is already so: there is nothing to change.",
    Say.INVALID: "I cannot store that: {problems} What should I write instead?",
    Say.NEEDS: "I still need: {fields}.",
    Say.CANCELLED: "All right, I drop this request. Nothing was saved.",
    Say.ALRIGHT: "All right. Tell me if I can do anything else.",
    Say.CONFIRMED: "What was confirmed stays saved: tell me what to correct. Nothing else was written.",
    Say.CLICK: "Click “Confirm” on the proposed contact: nothing is saved without your click.",
    Say.YES_TO_WHAT: "What can I do for you? For instance “Find John Smith” or “Create Ann Lee, ann@example.com”.",
    Say.GREETING: "Hello! I can find, create or update a contact. What would you like to do?",
    Say.THANKS: "You’re welcome!",
    Say.FAREWELL: "See you soon!",
    Say.HELP: "I find, create and update contacts. Try “Who works at Globex?”, “Create Ann Lee, ann@example.com, Acme” or “Change John Smith’s phone to 555-0100”. Nothing is saved without your confirmation.",
    Say.IDENTITY: "I am this assistant’s offline model: a grammar of French and English, not a language model. Whoever looks after the assistant can put a real language model in my place.",
    Say.UNKNOWN: "I did not understand. Try “Find John Smith at Acme” or “Change her phone to 555-0100”.",
    Say.UNREAD: "I did not understand all of that. Here is who it names: ask about them, or say what to change, for instance “phone: +44 20 7946 0123”.",
    Say.DELETE: "I cannot delete contacts: please do that in HubSpot. I can empty a field, for instance “clear her phone”.",
    Say.MERGE: "I cannot merge contacts: please do that in HubSpot. I can find them and correct them one by one.",
    Say.SEND: "I cannot write, call, log activities or unsubscribe. I can find, create or update a contact.",
    Say.OBJECT: "I only look after contacts. I can find, create or update one.",
    Say.BULK: "I change contacts one by one, so that you can check each. Which one first?",
    Say.OFF_TOPIC: "That is not my field: I find, create and update contacts. Who are you looking for?",
    Say.SECRET: "I have no access to any key or password, and my instructions hold nothing useful to you. I can find, create or update a contact.",
    Say.EMPTY_FIELD: "I cannot search for contacts where a field is empty. I can search by name, company, job title or stage.",
    Say.NO_DATES: "I cannot search by date. “List all contacts” shows the latest changed ones first.",
    Say.UNDO: "Type “undo” and nothing else: your newest write is then taken back, as by its button.",
    Say.EXPORT: "There is a button for that: search for the contacts first, then click “Export” under the list.",
    Say.IMPORT: "Drop the file into the chat, or paste the table: you will see what would become of each row before the import.",
    Say.NO_FACTS: "I cannot search by that. I can search by name, company, job title, stage or owner.",
    Say.EXCEPTION: "I cannot search for everybody but some. I can search by name, company, job title or stage.",
    Say.WHOSE: "I do not know who you are among the owners. Whose contacts are meant? Give me a name or an e-mail address.",
    Say.NO_OWNER: "No owner is called {what}. There are: {names}. Whose contacts are meant?",
    Say.NO_OWNERS: "I find no owner by the name of {what}. Whose contacts are meant?",
    Say.WHICH_OWNER: "Several owners are called {what}: {names}. Which one?",
    Say.REMARK: "I have done nothing with that: I see no search and no change in it. What should I find or change?",
    Say.BEGINNINGS: "I can only search a name by how it begins, for instance “names starting with Du”.",
    Say.ONE_AT_A_TIME: "I look for one person at a time, so that contacts do not get mixed up. Who is first?",
    Say.COMPARISON: "I take over no value from another contact: give me the value itself, for instance “her company is Acme”.",
    Say.TWO_PEOPLE: "I am not sure whether this is one person or several, and I create one contact for each. Give me the full name and the e-mail address of the first.",
    Say.TABLE: "This is a table of several people. Drop it into the chat as a file: you will see what would become of each row before the import.",
    Say.WHICH_SENDER: "Several people wrote in this exchange. Which one shall I create? Give me the name and the e-mail address.",
    Say.OWN_STORE: "The assistant cannot write to its own store at the moment; HubSpot has no part in that. Nothing was saved.",
    Say.LOCAL_FILE: "The file of the sample contacts, on this machine, cannot be written. Nothing was saved.",
    Say.LANGUAGES: "I understand French and English.",
    Say.OWN_WRITES: "Show a contact and ask “who changed it?”: its history tells it. “Undo” takes the newest change back.",
    Say.TOO_LONG: "That is too long for me: I have read none of it. Send one request in a sentence or two, or the signature alone.",
    Say.UNAVAILABLE: "The contacts do not answer at the moment. Nothing was saved; please try again shortly.",
    Say.RATE_LIMITED: "Too many requests right now. Nothing was saved; please try again shortly.",
    Say.GONE: "This contact no longer exists: it was deleted or merged. Search for it by name or e-mail address.",
    Say.READ_ONLY: "This connection is read-only: I can find contacts, not change them.",
    Say.NOT_KNOWN: "I have to show this contact first. What is the name or the e-mail address?",
    Say.NOT_GIVEN: "I can only write what you tell me. What should the {fields} be?",
    Say.FAILED: "I could not complete this request. Nothing was saved. Could you put it differently?",
    Say.CANNOT_CALL: "I have to stop here for this request. Nothing is saved without your confirmation.",
    Say.LEFT_MORE: "I left out {parts} and {more} more: tell me where they belong.",
    Say.LEFT: "I left out {parts}: tell me where it belongs.",
    Say.VALUE_TOLD: "{whose} {label} is {value}.",
    Say.FIELD_EMPTY: "{name} has no {label}.",
}
QUOTES: Final[Mapping[Language, tuple[str, str]]] = {"fr": ("« ", " »"), "en": ("“", "”")}
"""The marks around words of the person."""
SENTENCES: Final[Mapping[Language, Mapping[Say, str]]] = {"fr": _FRENCH, "en": _ENGLISH}


def sentence(say: Say, language: Language, **filled: object) -> str:
    """A sentence in the language, with its blanks filled."""
    return SENTENCES[language][say].format(**filled)
