"""Whole names as files have them: their given part, their family's, and what is no name. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import word_set
from hubspot_tools.values.text import fold
from hubspot_tools.values.vocabulary import COMPANY_FORMS, COURTESIES, PARTICLES

GIVEN_NAME_FIRST: Final = "given+family"
FAMILY_NAME_FIRST: Final = "family+given"
COMPANY_AND_PERSON: Final = "company+person"
"""What stands for a property where one text holds the whole name, or a company and its person between a comma."""

WHOLE_NAMES: Final = (GIVEN_NAME_FIRST, FAMILY_NAME_FIRST, COMPANY_AND_PERSON)

LONGEST_NAME: Final = 120
_MOST_WORDS: Final = 9
_FEWEST_IN_DOUBT: Final = 3
_MOST_FIGURES: Final = 4
_ALSO_COURTESIES: Final = word_set("""mister sir mx me docteure professeur professor rev reverend hon herr frau sr sra senor senora dott ing mmes messrs
    mesdames messieurs madam maam lord lady mademoiselle""")
_COURTESIES: Final = COURTESIES | _ALSO_COURTESIES
_SUFFIXES: Final = word_set("""jr sr ii iii iv phd md mba esq esquire cpa jd dds cfa pmp msc bsc mph rn dvm llm junior senior frcs obe mbe cbe
    dphil edd pharmd mpa cissp meng""")
_PRONOUNS: Final = word_set("she her hers he him his they them theirs elle il iel lui")
_SEVERAL_PEOPLE: Final = frozenset({"&", "/", "+", "et", "and", "und", "ou", "or"})
_DEPARTMENTS: Final = word_set("""service services accueil secretariat comptabilite direction departement department team equipe reception hotline
    helpdesk abteilung buchhaltung accounting""")
_BRACKETED: Final = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")
_NICKNAME: Final = re.compile(r"(?<=\S )[\"“«]([^\"“”«»]+)[\"”»](?= \S)")
_TAIL: Final = re.compile(r"(\S{1,60}(?: \S{1,60}){1,6}?) (?:[-–—|@]|chez|at) (\S.{0,200})")
_SHORTEST_FORM: Final = 3
"""Letters of a company's form that is no family's name: ``Ltd``, but not ``Sa`` or ``Co``."""
_VIETNAMESE: Final = word_set(
    "nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly dinh doan luong mai truong"
)
_VIETNAMESE_LETTERS: Final = frozenset("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")


@dataclass(frozen=True, slots=True)
class WholeName:
    """The parts of a name; ``in_doubt`` where its words could be parted otherwise.

    ``remark`` is what stands beside the name in brackets.
    """

    first: str = ""
    last: str = ""
    company: str = ""
    remark: str = ""
    in_doubt: bool = False


def is_courtesy(cell: str) -> bool:
    """Whether a cell says how somebody is addressed, and nothing else."""
    said = (
        [_bare(word) for word in cell.replace("/", " ").replace("&", " ").split()]
        if len(cell) <= LONGEST_NAME
        else []
    )
    return bool(said) and all(word in _COURTESIES or word in {"and", "et"} for word in said)


def could_be_name(cell: str) -> bool:
    """Whether a cell may be a name or a part of one: no address, number, link or note, and no sentence."""
    if not cell or _BRACKETED.fullmatch(cell) or len(cell) > LONGEST_NAME or len(cell.split()) > _MOST_WORDS:
        return False
    if any(char in cell for char in "@:;=|<>{}\\") or any(char.isdigit() for char in cell):
        return False
    return any(char.isalpha() for char in cell) and "www." not in cell.lower()


def is_no_name(cell: str) -> bool:
    """Whether a cell is plainly no name: an address, a number, a link; ``Roche-1`` may be one."""
    if could_be_name(cell):
        return False
    figures = sum(char.isdigit() for char in cell[:LONGEST_NAME])
    letters = sum(char.isalpha() for char in cell[:LONGEST_NAME])
    numbered = 0 < figures <= min(letters, _MOST_FIGURES) and not cell[0].isdigit()
    return not (
        numbered and could_be_name("".join(char for char in cell[: LONGEST_NAME + 1] if not char.isdigit()))
    )


def names_nobody(name: str) -> bool:
    """Whether a whole name is of several people, or of a department.

    ``Nora Kessler / Tomas Vrba`` is one, and ``Service achats``.
    """
    told = [fold(word) for word in name.replace("/", " / ").split()]
    if told and has_company_form(name) and len(_bare(told[-1])) >= _SHORTEST_FORM:
        return True
    return not _SEVERAL_PEOPLE.isdisjoint(told[1:-1]) or not _DEPARTMENTS.isdisjoint(told)


def part_of_name(cell: str) -> tuple[str, str]:
    """A part of a name without courtesies, suffixes and what stands in brackets; and what was dropped."""
    bare, remark = without_brackets(cell)
    words = bare.replace(",", " , ").split()
    kept = _without_courtesies(words)
    while len(kept) > 1 and (kept[-1] == "," or _bare(kept[-1]) in _SUFFIXES):
        kept = kept[:-1]
    text = " ".join(kept).replace(" ,", ",")
    return (text, remark) if text else (bare, remark)


def split_name(cell: str, order: str) -> WholeName:
    """The parts of a whole name.

    Args:
        cell: What it says, and `could_be_name`.
        order: One of `WHOLE_NAMES`: what its column is known to begin with, where the cell itself does not tell.
    """
    bare, remark = without_brackets(cell)
    before, comma, after = (part.strip() for part in bare.partition(","))
    if order != COMPANY_AND_PERSON and (shorter := without_tail(bare)) != bare:
        told = bare[len(shorter) :].strip(" -–—|")
        return replace(split_name(shorter, order), remark=" ".join(filter(None, (told, remark))))
    if order == COMPANY_AND_PERSON:
        return replace(_company_and_person(before, comma, after), remark=remark)
    all_words = bare.replace(",", " , ").split()
    courteous = bool(all_words) and _bare(all_words[0]) in _COURTESIES
    words = _without_suffixes(_without_courtesies(all_words))
    if courteous and _is_turned(words):
        order = GIVEN_NAME_FIRST
    if "," in words:
        place = words.index(",")
        given = _without_courtesies([word for word in words[place + 1 :] if word != ","])
        while len(given) > 1 and given[-1].endswith(".") and _bare(given[-1]) in _COURTESIES:
            given = given[:-1]
        turned = len(given) > 1 and not all(map(is_given_name, given))
        return WholeName(" ".join(given), " ".join(words[:place]), remark=remark, in_doubt=turned)
    if len(words) <= 1:
        alone = " ".join(words)
        family = courteous or order == FAMILY_NAME_FIRST
        return WholeName(last=alone, remark=remark) if family else WholeName(alone, remark=remark)
    return replace(_in_order(words, order), remark=remark)


def order_in(cells: Iterable[str]) -> str:
    """Which part of the name comes first in most cells, as given names and capitals tell.

    It is ``""`` where they do not tell.
    """
    forward = backward = 0
    for cell in cells:
        words = _without_suffixes(_without_courtesies(without_brackets(cell)[0].split()))
        if len(words) < 2 or any("," in word for word in words):  # noqa: PLR2004 - two parts
            continue
        first, last = words[0], words[-1]
        loud = (_is_loud(first), _is_loud(last))
        known = (is_given_name(first), is_given_name(last))
        forward += loud == (False, True) or (known == (True, False) and loud[0] == loud[1])
        backward += loud == (True, False) or (known == (False, True) and loud[0] == loud[1])
    if forward == backward:
        return ""
    return GIVEN_NAME_FIRST if forward > backward else FAMILY_NAME_FIRST


def has_company_form(cell: str) -> bool:
    """Whether a cell ends in the legal form of a company."""
    words = cell.split()
    # ``Sá`` is a family name
    return len(words) > 1 and words[-1].isascii() and _bare(words[-1]) in COMPANY_FORMS


def _in_order(words: Sequence[str], order: str) -> WholeName:
    loud = [_is_loud(word) for word in words]
    if any(loud) and not all(loud):
        if loud[0] and (border := loud.index(False)) and not any(loud[border:]):
            return _parted(words[border:], words[:border])
        if loud[-1] and (border := loud.index(True)) and all(loud[border:]):
            return _parted(words[:border], words[border:])
    if order == FAMILY_NAME_FIRST and not _is_particle(words[-1]):
        doubt = len(words) >= _FEWEST_IN_DOUBT or _is_turned(words)
        return WholeName(words[-1], " ".join(words[:-1]), in_doubt=doubt)
    if _is_vietnamese(words):
        return _parted(words[1:], words[:1], in_doubt=True)
    particle = next((place for place, word in enumerate(words) if place and _is_particle(word)), 0)
    if particle and particle < len(words) - 1:
        return _parted(words[:particle], words[particle:])
    return _by_given_names(words)


def _is_turned(words: Sequence[str]) -> bool:
    """Whether a name begins as given names do, and does not end so."""
    return bool(words) and is_given_name(words[0]) and not is_given_name(words[-1])


def _by_given_names(words: Sequence[str]) -> WholeName:
    """As many words as are given names or initials, and one at least; the family has one at least, too."""
    count = 1
    while count < len(words) - 1 and (is_given_name(words[count]) or _is_initial(words[count])):
        count += 1
    initials = all(_is_initial(word) for word in words[1:-1])
    turned = not is_given_name(words[0]) and is_given_name(words[-1])
    return _parted(words[:count], words[count:], in_doubt=turned or not initials)


def _parted(given: Sequence[str], family: Sequence[str], *, in_doubt: bool = False) -> WholeName:
    return WholeName(" ".join(given), " ".join(family), in_doubt=in_doubt)


def _company_and_person(before: str, comma: str, after: str) -> WholeName:
    whole = f"{before}, {after}" if after else before
    if comma and after and not has_company_form(whole):
        return replace(split_name(after, GIVEN_NAME_FIRST), company=before)
    words = before.split()
    if not after and len(words) > 1 and is_given_name(words[0]) and not has_company_form(before):
        return replace(split_name(before, GIVEN_NAME_FIRST), in_doubt=True)
    return WholeName(company=whole, in_doubt=not has_company_form(whole))


def without_tail(cell: str) -> str:
    """A whole name without what is put behind it: ``John Smith - Brightwater``, ``John Smith | Buyer``.

    A hyphen with a blank on both sides stands behind two words at least: ``Jean - Paul`` is badly spaced.
    """
    told = _TAIL.fullmatch(cell[:LONGEST_NAME])
    return told[1] if told else cell


def without_brackets(cell: str) -> tuple[str, str]:
    """A name without what stands in brackets: pronouns, a company; and that, unless it is pronouns."""
    cell = _NICKNAME.sub(r"(\1)", cell[:LONGEST_NAME]) if '"' in cell or "“" in cell or "«" in cell else cell
    found = _BRACKETED.findall(cell[:LONGEST_NAME])
    bare = " ".join(_BRACKETED.sub(" ", cell[:LONGEST_NAME]).split())
    told = [one for one in found if not set(fold(one[1:-1]).replace("/", " ").split()) <= _PRONOUNS]
    return (bare, " ".join(told)) if bare else (cell.strip(), "")


def _without_courtesies(words: Sequence[str]) -> list[str]:
    kept = list(words)
    while (
        len(kept) > 1 and _bare(kept[0]) in _COURTESIES and not (_bare(kept[0]) == "me" and kept[0] != "Me")
    ):
        kept = kept[1:]
    while 1 < len(kept) < len(words) and kept[0].islower() and kept[0].endswith("."):
        kept = kept[1:]  # what a doctor is one of: ``Dr. med.``
    return kept


def _without_suffixes(words: Sequence[str]) -> list[str]:
    kept = list(words)
    while len(kept) > 1 and (kept[-1] == "," or _is_suffix(kept)):
        kept = kept[:-1]
    return kept


def _is_suffix(words: Sequence[str]) -> bool:
    """Whether the last word is one; without a comma before it a name has to be left before it."""
    return _bare(words[-1]) in _SUFFIXES and (words[-2] == "," or len(words) >= _FEWEST_IN_DOUBT)


def _bare(word: str) -> str:
    return fold(word).replace(".", "").strip(",;®™©")


def _is_loud(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters) and "." not in word


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1 and word[0].isalpha()


def _is_particle(word: str) -> bool:
    folded = fold(word).replace("’", "'")
    return folded in PARTICLES or folded.startswith(("d'", "l'"))


def _is_vietnamese(words: Sequence[str]) -> bool:
    long = len(words) >= _FEWEST_IN_DOUBT and fold(words[0]) in _VIETNAMESE
    return long and not _VIETNAMESE_LETTERS.isdisjoint(" ".join(words).lower())
