"""A daily property is one entry of one table; headings, labels, sentences, grounding, replies and cards follow."""

import ast
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hubspot_tools.values.properties import OWNER
from hubspot_tools.values.property_table import PROPERTY_TABLE
from hubspot_tools.values.stage_table import STAGE_TABLE
from hubspot_tools.values.text import words
from hubspot_tools.values.vocabulary import CONTACT_DETAILS, NAMED_PROPERTIES, PROPERTY_WORDS, STAGE_WORDS
from hubspot_tools.values.vocabulary_entry import WORD_LANGUAGES, listed

ROOT = Path(__file__).parents[2]
TELLING = frozenset({"mobilephone", "fax", "salutation", "date_of_birth"})
"""Properties that no rule of the product knows by name: whoever spells them keeps a table of properties."""

SPELLS_THEM = {
    "hubspot_tools/values/property_table.py": "the table itself",
    "hubspot_tools/values/further_properties.py": "the rest of the table",
    "hubspot_tools/values/vocabulary.py": "the one name by which a rule about a property may call it",
    "hubspot_tools/sandbox/records/calculated.py": "the local CRM fills in HubSpot's helpers as HubSpot does",
    "hubspot_tools/sandbox/search/searcher.py": "the local CRM searches where HubSpot searches",
    "hubspot_tools/sandbox/search/word_table.py": "the local CRM indexes what HubSpot searches",
    "hubspot_tools/sandbox/portals/hostile_setup.py": "an account has labels of its own",
    "assistant/files/reading/cards/vcards.py": "which line of a vCard goes where is the card's business",
}


ENTERED = """
from hubspot_tools.values import property_table
from hubspot_tools.values.vocabulary_entry import PropertyEntry, Wording

property_table.PROPERTY_TABLE += (
    PropertyEntry(
        "shoe_size",
        daily=True,
        hubspot_label="Shoe size",
        hints="feet",
        english=Wording("Shoes", said="shoe size", words="shoe size, size of shoes", columns="size"),
        french=Wording("Chaussures", said="la pointure", words="pointure", spoken="taille"),
    ),
)
"""
"""One entry, and nothing else."""

SEEN = f"import runpy; runpy.run_path({str(Path(__file__).with_name('property_seen.py'))!r})"


@cache
def printed(program: str) -> Any:
    """The JSON that a program prints in a process of its own, for each table is derived from the entries once."""
    child = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(child.stdout)


EVERYWHERE = {
    "headings": ["shoe_size", "shoe_size", "shoe_size", None],
    "labels": ["Chaussures", "Shoes"],
    "sentences": ["42", "42"],
    "grounding": [True, True, True, False],
    "replies": [True, True],
    "cards": [["Chaussures"], ["Shoes"]],
    "text cards": [True, True],
    "read and exported": [True, True],
}


@pytest.mark.parametrize("place", EVERYWHERE)
def test_one_entry_brings_a_daily_property(place):
    assert printed(ENTERED + SEEN)[place] == EVERYWHERE[place]
    assert printed(SEEN)[place] != EVERYWHERE[place]


ONE_WORD_MORE = """
import json
from dataclasses import replace
from hubspot_tools.values import property_table, stage_table

def with_word(table, name, word):
    more = lambda entry: replace(entry.english, words=entry.english.words + ", " + word)
    return tuple(replace(one, english=more(one)) if one.name == name else one for one in table)

{}
from assistant.language.requests.understand import understand

said = ["change the handset of Ann Lee to 07700 900123", "make Ann Lee a patron saint"]
print(json.dumps([getattr(understand(one), "changes", None) for one in said]))
"""


def test_a_word_for_a_property_or_a_stage_is_understood_in_a_change():
    words_more = (
        "property_table.PROPERTY_TABLE = with_word(property_table.PROPERTY_TABLE, 'mobilephone', 'handset')",
        "stage_table.STAGE_TABLE = with_word(stage_table.STAGE_TABLE, 'evangelist', 'patron saint')",
    )
    changes = [{"mobilephone": "07700 900123"}, {"lifecyclestage": "evangelist"}]

    assert printed(ONE_WORD_MORE.format("\n".join(words_more))) == changes
    assert printed(ONE_WORD_MORE.format("")) != changes


def test_no_other_module_keeps_a_table_of_properties():
    modules = [
        path for room in ("assistant", "hubspot_tools") for path in sorted((ROOT / room).rglob("*.py"))
    ]
    spelling = {
        str(path.relative_to(ROOT))
        for path in (*modules, ROOT / "app.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value in TELLING
    }
    assert spelling == SPELLS_THEM.keys()


def test_the_owner_is_spelled_in_the_table_alone():
    modules = [path for room in ("assistant", "hubspot_tools") for path in (ROOT / room).rglob("*.py")]
    spelling = {
        str(path.relative_to(ROOT))
        for path in modules
        if "sandbox" not in path.parts and f'"{OWNER}"' in path.read_text()
    }
    assert spelling == {"hubspot_tools/values/further_properties.py"}


@pytest.mark.parametrize("table", [PROPERTY_TABLE, STAGE_TABLE], ids=["properties", "stages"])
def test_every_name_means_one_thing(table):
    outside = [(words(name), entry.name) for entry in table for name in entry.names()]
    assert len({name for name, _ in outside}) == len(set(outside))
    for language in WORD_LANGUAGES:
        spoken = [(words(name), entry.name) for entry in table for name in entry.spoken(language)]
        assert len({name for name, _ in spoken}) == len(set(spoken))


def test_no_name_is_listed_twice_in_one_language():
    for entry in (*PROPERTY_TABLE, *STAGE_TABLE):
        for wording in (entry.french, entry.english):
            names = [words(name) for name in listed(f"{wording.words},{wording.spoken},{wording.columns}")]
            assert len(names) == len(set(names)), entry.name


def test_daily_properties_have_their_labels_and_those_that_reach_a_person_are_daily():
    for entry in PROPERTY_TABLE:
        if entry.daily:
            assert all((entry.hubspot_label, entry.english.label, entry.french.label))
            assert all((entry.english.said, entry.french.said))
    assert set(CONTACT_DETAILS) <= set(NAMED_PROPERTIES)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("courriel", "email"),
        ("nom", "lastname"),
        ("gsm", "mobilephone"),
        ("natel", "mobilephone"),
        ("account", "company"),
        ("qualite", "jobtitle"),
        ("npa", "zip"),
        ("etape du cycle de vie", "lifecyclestage"),
        ("proprietaire du contact", "hubspot_owner_id"),
        ("birthday", "date_of_birth"),
    ],
)
def test_a_word_names_its_property_outside_a_sentence(word, name):
    assert PROPERTY_WORDS[word] == name


@pytest.mark.parametrize("vague", ["number", "standard", "status", "port", "06", "boite", "departement"])
def test_a_word_that_needs_its_sentence_names_nothing_outside_one(vague):
    assert vague not in PROPERTY_WORDS


def test_a_stage_is_named_by_every_word_that_a_sentence_may_use_for_it():
    spoken = {
        (" ".join(words(name)), stage.name)
        for stage in STAGE_TABLE
        for language in WORD_LANGUAGES
        for name in stage.spoken(language)
    }
    assert spoken <= STAGE_WORDS.items()
