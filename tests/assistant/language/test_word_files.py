"""The words are data files: whoever does not program adds a line, and what cannot be meant is named with its place."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.language import consent, detection
from assistant.language.requests.intents import Find, Update
from assistant.language.requests.understand import understand
from assistant.language.words import given_names, phrasebook, towns, word_files, word_groups
from assistant.language.words.lexemes import Tag
from assistant.language.words.lexer import lex, load_words
from assistant.language.words.word_files import WrongWords
from assistant.models.messages import UserSaid
from assistant.offline.grammar.dialogue import fold_talk
from assistant.offline.grammar.known_contacts import OnScreen
from assistant.offline.grammar.open_request import Remark
from assistant.offline.grammar.replies import Say
from assistant.offline.server import build_offline_app

READ_ONCE = (
    phrasebook.phrasebook,
    word_groups.word_groups,
    given_names.given_names,
    towns.towns,
    detection.telling_words,
    consent.short_answers,
)


def forget():
    for read in READ_ONCE:
        read.cache_clear()


class WordFolder:
    """A copy of the word lists, to write into."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, file: str, words: str, *, to: str = "") -> None:
        """Add a line to a list, or to the end of a file that has one word on each line."""
        lines = (self.path / file).read_text(encoding="utf-8").split("\n")
        at = lines.index(f"{to} = '''") + 1 if to else len(lines)
        self.write(file, "\n".join([*lines[:at], words, *lines[at:]]))

    def write(self, file: str, text: str, *, encoding: str = "utf-8") -> None:
        (self.path / file).write_text(text, encoding=encoding)

    def replace(self, file: str, old: str, new: str) -> None:
        text = (self.path / file).read_text(encoding="utf-8")
        assert old in text
        self.write(file, text.replace(old, new, 1))


@pytest.fixture
def word_lists(tmp_path, monkeypatch):
    shipped = Path(str(word_files.word_folder()))
    for file in [*shipped.glob("*.toml"), *shipped.glob("*.txt")]:
        shutil.copy(file, tmp_path)
    monkeypatch.setattr(word_files, "word_folder", lambda: tmp_path)
    forget()
    yield WordFolder(tmp_path)
    forget()


@pytest.mark.parametrize(
    ("file", "kind", "verb"), [("french.toml", "find", "dégote"), ("english.toml", "find", "track down")]
)
def test_a_verb_on_a_line_of_its_own_is_understood(word_lists, file, kind, verb):
    assert not isinstance(understand(f"{verb} Ann Lee"), Find)
    word_lists.add(file, verb, to=kind)
    forget()

    found = understand(f"{verb.upper()} Ann Lee")

    assert isinstance(found, Find)
    assert found.query.name == "Ann Lee"


@pytest.mark.parametrize(
    ("section", "tag", "value"),
    [
        ("3", Tag.ORDINAL, "3"),
        ("role", Tag.FIND, "role"),
        ("title", Tag.TITLE, ""),
    ],
)
def test_each_section_gives_its_words_their_meaning(word_lists, section, tag, value):
    word_lists.add("french.toml", "Pêche-Melba, abricot", to=section)

    assert lex("peche melba")[0].tags == lex("ABRICOT")[0].tags == {tag: value}


def test_a_town_is_told_from_a_company_once_it_is_listed(word_lists):
    assert understand("Ann Lee moved to Dinard") == Update(
        understand("Ann Lee moved to Globex").person, {"company": "Dinard"}
    )
    word_lists.add("towns.txt", "Dinard")
    forget()

    for spelling in ("Dinard", "saint malo"):
        moved = understand(f"Ann Lee moved to {spelling}")
        assert isinstance(moved, Update)
        assert dict(moved.changes) == {"city": spelling}


def test_a_given_name_is_known_without_its_accents(word_lists):
    assert not given_names.is_given_name("zebulon")
    word_lists.add("given_names.txt", "  Zébulon  ")
    forget()

    assert given_names.is_given_name("zebulon")
    assert given_names.is_given_name("ZÉBULON-MARIE")


def test_a_word_tells_the_language_once_it_is_listed(word_lists):
    assert detection.language_of("fastoche") is None
    word_lists.add("detection.toml", "Fastoche, aujourd’hui", to="french")
    forget()

    assert detection.language_of("fastoche") == "fr"
    assert detection.language_of("aujourd'hui") == "fr"


def test_an_answer_confirms_once_it_is_listed_and_only_as_the_whole_message(word_lists):
    assert consent.consent_in("ça roule") is None
    word_lists.add("consent.toml", "ça roule", to="french")
    forget()

    assert consent.consent_in("Ca roule !") is consent.Consent.YES
    assert consent.consent_in("ça roule, mais pas demain") is None


def test_a_word_that_tells_something_is_not_searched_once_it_is_listed(word_lists):
    told = [UserSaid("ann lee teaches")]
    assert isinstance(fold_talk(told, OnScreen())[1], Find)
    word_lists.replace("word_groups.toml", "works, work, working", "teaches, works, work, working")
    forget()

    assert fold_talk(told, OnScreen())[1] == Remark(Say.REMARK)


@pytest.mark.parametrize("verb", ["entrust", "delegate to the care of"])
def test_a_verb_that_gives_an_owner_is_understood_once_it_is_listed(word_lists, verb):
    word_lists.add("english.toml", verb, to="assigns")
    word_lists.add("english.toml", verb, to="update")
    forget()

    assigned = understand(f"{verb} Ann Lee to Claire")

    assert isinstance(assigned, Update)
    assert dict(assigned.changes) == {"hubspot_owner_id": "Claire"}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_saved_by_windows_are_read_the_same(word_lists, end):
    load_words()
    before = phrasebook.phrasebook()._tags, given_names.given_names(), towns.towns()
    for file in word_lists.path.iterdir():
        lines = file.read_text(encoding="utf-8").split("\n")
        file.write_bytes(end.join(lines).encode("utf-8-sig"))
    forget()

    load_words()

    assert (phrasebook.phrasebook()._tags, given_names.given_names(), towns.towns()) == before
    assert detection.language_of("bonjour") == "fr"
    assert consent.consent_in("oui") is consent.Consent.YES


WRONG = {
    "an unknown list": ("french.toml", "\n[phrases]", "\n[phrases]\nfinnd = 'x'", "french.toml, [phrases] finnd: no list"),
    "an unknown section": ("english.toml", "\n[phrases]", "\n[frases]", "english.toml: [frases] is no section of this file"),
    "a list outside": ("english.toml", "\n[phrases]", "\nfind = 'x'\n[phrases]", "english.toml: [find] is no section"),
    "a list that is none": ("english.toml", "'''\nrename\n'''", "['rename']", "english.toml, [phrases] rename: words stand between two lines of '''"),
    "a list twice": ("french.toml", "[ordinals]", "[ordinals]\n1 = 'x'", "french.toml: Cannot overwrite a value (at line"),
    "an open list": ("french.toml", "'''\n\n# A new contact", "\n\n# A new contact", "french.toml: "),
    "a property that HubSpot cannot have": ("french.toml", "[questions]", "[questions]\n'Mein Feld' = 'x'", "[questions] Mein Feld: no list"),
    "a number that is none": ("french.toml", "[ordinals]", "[ordinals]\n0 = 'x'", "french.toml, [ordinals] 0: no list"),
    "a word twice in a list": ("french.toml", "trouve, ", "trouve, Trouvé, ", 'french.toml, [phrases] find: "Trouvé" stands twice, already as "trouve" in french.toml, [phrases] find'),
    "a word for two numbers": ("english.toml", "second, 2nd", "second, First", 'english.toml, [ordinals] 2: "First" stands twice, already as "first" in english.toml, [ordinals] 1'),
    "an expression without a word": ("english.toml", "find, ", "find, !?, ", 'english.toml, [phrases] find: "!?" is not an expression of 1 to 12 words'),
    "an expression nobody looks for": ("english.toml", "find, ", f"find, {'very ' * 12}long, ", "is not an expression of 1 to 12 words"),
    "two given names on a line": ("given_names.txt", "Aaron", "Aaron Abdel", 'given_names.txt, line 6: "Aaron Abdel" is not a single given name'),
    "a given name twice": ("given_names.txt", "Abdel", "AARON", 'given_names.txt, line 7: "AARON" stands twice, already as "Aaron" in given_names.txt, line 6'),
    "an unknown group": ("word_groups.toml", "[beside]", "[besides]", "word_groups.toml: [besides] is no section of this file"),
    "a group without words": ("word_groups.toml", "avec, pour\n'''\n\nenglish = '''\nwith, for, to", "'''\n\nenglish = '''", "word_groups.toml: [beside] has no words"),
    "a word twice in a group": ("word_groups.toml", "with, for, to", "with, for, With", 'word_groups.toml, [beside] english: "With" stands twice'),
    "a town twice": ("towns.txt", "Abidjan", "Paris", 'stands twice, already as "Paris" in towns.txt, line 6'),
    "a town without a name": ("towns.txt", "Abidjan", "--", 'towns.txt, line 6: "--" is not the name of a town'),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "told"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_meant_is_named_with_its_place_before_the_offline_model_starts(
    word_lists, file, old, new, told
):
    word_lists.replace(file, old, new)

    with pytest.raises(WrongWords) as wrong:
        build_offline_app()

    assert told in str(wrong.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("detection.toml", "french = ", "german = ", "detection.toml, [words] german: no list is called so here"),
        ("detection.toml", "[words]", "[wörter]", "detection.toml: "),
        ("detection.toml", "le, la, ", "le, la, LE, ", '[words] french: "LE" stands twice, already as "le" in'),
        ("detection.toml", "le, la, ", "s'il vous plaît, ", '"s\'il vous plaît" is not a single word'),
        ("consent.toml", "french = ", "german = ", "consent.toml, [yes] german: no list is called so here"),
        ("consent.toml", "[no]", "[perhaps]", "consent.toml: [perhaps] is no section of this file, only [yes], [no]"),
        ("consent.toml", "non, ", "non, oui, ", 'consent.toml, [no] french: "oui" stands twice, already as "oui" in consent.toml, [yes] french'),
        ("consent.toml", "non, ", "non, 👍, ", 'consent.toml, [no] french: "👍" is not an answer in words'),
    ],
)  # fmt: skip
def test_what_every_chat_reads_is_checked_likewise(word_lists, file, old, new, told):
    word_lists.replace(file, old, new)
    read = detection.telling_words if file.startswith("detection") else consent.short_answers

    with pytest.raises(WrongWords) as wrong:
        read()

    assert told in str(wrong.value)


def test_a_file_in_another_encoding_is_named(word_lists):
    word_lists.write("towns.txt", "Besançon\n", encoding="cp1252")

    with pytest.raises(WrongWords, match=r"towns\.txt: the file is not saved as UTF-8"):
        towns.towns()


def test_both_languages_have_the_same_lists():
    french, english = (
        word_files.word_lists(f"{language}.toml", phrasebook._SECTIONS) for language in word_files.LANGUAGES
    )

    assert {section: sorted(lists) for section, lists in french.items()} == {
        section: sorted(lists) for section, lists in english.items()
    }
    assert set(french["phrases"]) == set(phrasebook._SAID), "a list that is missing can be added to by nobody"


def test_nothing_is_read_at_import_and_a_real_model_never_reads_the_grammar_s_words():
    script = """
from contextlib import ExitStack
from assistant.language.consent import consent_in, short_answers
from assistant.language.detection import language_of, telling_words
from assistant.language.requests import understand
from assistant.language.words import given_names, phrasebook, towns, word_groups
from assistant.service import chosen_model
from assistant.settings import Settings

own = phrasebook.phrasebook, word_groups.word_groups, given_names.given_names, towns.towns
read = lambda *ones: sum(one.cache_info().misses for one in ones)
at_import = read(*own, telling_words, short_answers)
with ExitStack() as started:
    chosen_model(Settings(_env_file=None, openai_api_key="sk-invented"), started)
said = language_of("bonjour"), consent_in("oui").value
print(at_import, *said, read(*own), read(telling_words, short_answers))
"""
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=90
    )

    assert told.stdout.split() == ["0", "fr", "yes", "0", "2"], told.stderr
