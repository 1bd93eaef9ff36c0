"""The same request in thousands of wordings: every verb with every field, name and politeness asks for the same."""

from collections.abc import Iterator

import pytest

NAMES = ["Marie Dupont", "marie dupont", "Jean-Pierre Le Gall", "zoé d'aubigné", "Mary O'Neil", "luc martin"]
COMPANIES = ["Globex SA", "globex", "Soleil Énergie", "La Poste", "Initech"]
EMAIL = "x.y@mail.example"

BEFORE = {
    "french": ["", "bonjour, ", "Bonjour, pourriez-vous svp ", "stp ", "peux-tu ", "je voudrais ", "salut tu peux ", "merci de ", "est-ce que tu pourrais "],
    "english": ["", "hi, ", "Hello, could you please ", "pls ", "can u ", "I'd like to ", "hey can you ", "I need to "],
}  # fmt: skip
AFTER = {
    "french": ["", " stp", " merci", " svp, merci d'avance", " !", ".", " s'il te plaît"],
    "english": ["", " please", " thanks", ".", " asap", " pls thx", "!"],
}
CHANGES = {
    "french": ["{v} {le}{f} de {n} en {x}", "{v} {le}{f} de {n} : {x}", "{v} {le}{f} de {n}, c'est {x}", "{v} {le}{f} de {n} par {x}", "{v} {le}{f} de {n} ? C'est {x}", "{v} {le}{f} pour {n} : {x}", "{v} {le}{f} de {n} = {x}"],
    "english": ["{v} {n}'s {f} to {x}", "{v} the {f} of {n} to {x}", "{v} {f} for {n} to {x}", "{v} {n}'s {f}: {x}", "{v} {n}'s {f}, it's {x}", "{v} {n}'s {f}? It should be {x}", "{v} the {f} for {n}: {x}", "{v} {n} {f} to {x}"],
}  # fmt: skip
UPDATE = {
    "french": ["change", "changer", "modifie", "mets à jour", "mettre à jour", "corrige", "remplacer"],
    "english": ["change", "update", "set", "edit", "fix", "correct", "replace"],
}
FIELDS = {
    "french": [("phone", "le téléphone", "06 39 98 00 01"), ("phone", "le numéro", "0639980001"), ("email", "le mail", "new@x.example"), ("mobilephone", "le portable", "06 39 98 00 02"), ("company", "la société", "Globex SA"), ("company", "l'entreprise", "globex"), ("jobtitle", "le poste", "Directrice des achats"), ("jobtitle", "la fonction", "responsable marketing"), ("city", "la ville", "Lyon"), ("lastname", "le nom de famille", "Durand")],
    "english": [("phone", "phone", "020 7946 0123"), ("phone", "phone number", "555-0123"), ("email", "email", "new@x.example"), ("mobilephone", "mobile", "07700 900123"), ("company", "company", "Globex Inc"), ("company", "employer", "globex"), ("jobtitle", "job title", "Head of Design"), ("jobtitle", "title", "sales rep"), ("city", "city", "Boston"), ("lastname", "last name", "Smith")],
}  # fmt: skip
PEOPLE = [("Karim", "Benali"), ("karim", "benali"), ("Jean-Pierre", "Le Gall"), ("Mary", "O'Neil"), ("luc", "martin"), ("Zoé", "d'Aubigné")]  # fmt: skip
CREATE = {
    "french": ["crée", "ajoute", "créer", "ajouter", "enregistre"],
    "english": ["add", "create", "save"],
}
CREATIONS = {
    "french": ["{v} {f} {l}, {t} chez {c}, {e}", "{v} {f} {l} {e}, il bosse chez {c} comme {t}", "{v} {f} {l}, {e}, {c}, {t}", "{v} {f} {l} qui est {t} chez {c}, son mail est {e}", "{v} {f} {l} ({t}, {c}) {e}", "{v} un contact : {f} {l}, {t}, {c}, {e}", "{v} {f} {l}. Son mail : {e}. Elle travaille chez {c} en tant que {t}", "{v} un contact qui s'appelle {f} {l}, société {c}, poste {t}, mail {e}", "{v} {f} {l}\n{t}\n{c}\n{e}"],
    "english": ["{v} {f} {l}, {t} at {c}, {e}", "{v} {f} {l} {e}, he works at {c} as a {t}", "{v} {f} {l}, {e}, {c}, {t}", "{v} {f} {l} who is a {t} at {c}, email {e}", "{v} {f} {l} ({t}, {c}) {e}", "{v} a contact: {f} {l}, {t}, {c}, {e}", "{v} {f} {l}. Her email is {e}. She works for {c} as {t}", "{v} somebody: name is {f} {l}, works for {c} as a {t}, email {e}", "{v} {f} {l}\n{t}\n{c}\n{e}"],
}  # fmt: skip
TITLES = {
    "french": ["directeur commercial", "Directrice des achats", "DSI", "responsable marketing"],
    "english": ["sales rep", "Head of Design", "CTO", "purchasing manager"],
}
FIND = {"french": ["trouve", "cherche", "montre", "donne", "retrouver"], "english": ["find", "show", "get"]}
SEARCHES = {
    "french": ["{v} {n} chez {c}", "{v} {n} de chez {c}", "{v} moi {n} qui travaille chez {c}", "est-ce que {n} bosse chez {c}", "{v} le contact {n} chez {c}", "{v} quelqu'un qui s'appelle {n} chez {c}"],
    "english": ["{v} {n} at {c}", "{v} {n} who works at {c}", "{v} me {n} at {c}", "does {n} work for {c}", "{v} the contact {n} at {c}", "{v} someone called {n} working at {c}"],
}  # fmt: skip


def polite(language: str, sentence: str, turn: int) -> str:
    """The sentence with one of the politenesses around it, taken in turn."""
    before, after = BEFORE[language], AFTER[language]
    return f"{before[turn % len(before)]}{sentence}{after[turn // 2 % len(after)]}"


def changes(language: str) -> Iterator[tuple[str, str]]:
    turn = 0
    for template in CHANGES[language]:
        for verb in UPDATE[language]:
            for name, label, value in FIELDS[language]:
                turn += 1
                article, _, bare = (
                    label.partition(" ") if " " in label else ("l'", "", label.removeprefix("l'"))
                )
                words = (
                    {"le": f"{article} " if " " in label else "l'", "f": bare}
                    if language == "french"
                    else {"f": label}
                )
                who = NAMES[turn % len(NAMES)]
                yield (
                    polite(language, template.format(v=verb, n=who, x=value, **words), turn),
                    f'update who="{who}" {name}="{value}"',
                )


def creations(language: str) -> Iterator[tuple[str, str]]:
    turn = 0
    for template in CREATIONS[language]:
        for verb in CREATE[language]:
            for first, last in PEOPLE:
                turn += 1
                company, title = (
                    COMPANIES[turn % len(COMPANIES)],
                    TITLES[language][turn % len(TITLES[language])],
                )
                wish = f'create firstname="{first}" lastname="{last}" email={EMAIL} company="{company}" jobtitle="{title}"'
                yield (
                    polite(
                        language, template.format(v=verb, f=first, l=last, c=company, t=title, e=EMAIL), turn
                    ),
                    wish,
                )


def searches(language: str) -> Iterator[tuple[str, str]]:
    turn = 0
    for template in SEARCHES[language]:
        for verb in FIND[language]:
            for who in NAMES:
                turn += 1
                company = COMPANIES[turn % len(COMPANIES)]
                yield (
                    polite(language, template.format(v=verb, n=who, c=company), turn),
                    f'find name="{who}" company="{company}"',
                )


@pytest.mark.parametrize("language", ["french", "english"])
@pytest.mark.parametrize("wordings", [changes, creations, searches])
def test_every_wording_of_a_request_asks_for_the_same(language, wordings, asks_for, wished):
    misread = {
        sentence: (told, wish)
        for sentence, wish in wordings(language)
        if (told := asks_for(sentence)) != wished(wish)
    }

    assert misread == {}
