"""Words that a single rule looks at, from the file of the same name."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cache
from itertools import chain
from typing import Final

from assistant.language.words.lexemes import fold
from assistant.language.words.word_files import LANGUAGES, ListedWord, WrongWords, each_once, word_lists
from hubspot_tools.values.text import words

_FILE: Final = "word_groups.toml"


class WordGroup(Enum):
    """What words do for a rule; the file says it of each."""

    ADDRESSING = "addressing"
    REMARKING = "remarking"
    BESIDE = "beside"
    TELLING = "telling"
    CHATTER = "chatter"
    NO_VALUES = "no_values"
    IN_THE_ROLE_OF = "in_the_role_of"
    ABBREVIATIONS = "abbreviations"
    OFFICES = "offices"
    JOINS = "joins"
    MAILBOXES = "mailboxes"
    MAIL_HEADERS = "mail_headers"
    MAIL_SENDERS = "mail_senders"
    MAIL_FOOTERS = "mail_footers"
    FIRMS = "firms"
    TEAMS = "teams"
    OF_A_FIRM = "of_a_firm"
    STREETS = "streets"
    DEGREES = "degrees"
    PUTS = "puts"
    ASKS_WHETHER = "asks_whether"
    FROM = "from"
    IT = "it"
    VALUE_FIRST = "value_first"
    CLOSINGS = "closings"
    NEGATING = "negating"
    SHOULD_BE = "should_be"
    WHOSE = "whose"
    NUMBERING = "numbering"
    REFERENCES = "references"
    STANDING = "standing"
    NEVER_MISTAKEN = "never_mistaken"
    SOMEBODY = "somebody"
    EVERYONE = "everyone"
    EACH = "each"
    KEPT = "kept"
    KEEPERS = "keepers"
    MINE = "mine"
    MYSELF = "myself"
    PEOPLE_OF = "people_of"
    NOT_NAMED_AGAIN = "not_named_again"
    BECAUSE = "because"
    ALIKE = "alike"
    EXCHANGING = "exchanging"
    HANDING_OVER = "handing_over"
    EMPTYING = "emptying"
    LEAVING = "leaving"
    LEFT_THERE = "left_there"
    ANSWERING_NO = "answering_no"
    SPANS_OF_TIME = "spans_of_time"
    RELATIONS = "relations"
    GLUED_IS = "glued_is"
    FIELDS_OF_WORK = "fields_of_work"
    BEFORE_DATES = "before_dates"
    UNASSIGNING = "unassigning"
    POINTING_BELOW = "pointing_below"
    UP_TO_DATE = "up_to_date"
    PROMOTING = "promoting"
    NOWHERE = "nowhere"
    ARTICLES = "articles"
    LETTER_ENDINGS = "letter_endings"
    ASKING_WHAT = "asking_what"
    CAME_IN = "came_in"
    LATELY = "lately"
    ONLY = "only"
    WHO = "who"
    SINCE = "since"
    DENYING = "denying"
    REPLACING = "replacing"
    BY = "by"
    LINKING = "linking"
    PRESENTING = "presenting"
    ASKING_WHO = "asking_who"
    HAVING_CHANGED = "having_changed"
    ON_THE_SCREEN = "on_the_screen"
    ASKING_HISTORY = "asking_history"
    ASKING_ABILITIES = "asking_abilities"
    LEAVING_OUT = "leaving_out"
    UNSEARCHED = "unsearched"
    FIGURES = "figures"
    DOMAINS = "domains"
    IMPORTING = "importing"
    LISTS = "lists"
    BEFORE_DOING = "before_doing"
    DOERS = "doers"
    ASKING_LANGUAGE = "asking_language"
    ASKING_IDENTITY = "asking_identity"
    MACHINES = "machines"
    OTHERS = "others"
    THERE = "there"
    COUNTING = "counting"
    PRAISING = "praising"
    OTHER_ONE = "other_one"
    ASKING_OWN_WRITES = "asking_own_writes"
    PADDING = "padding"
    NUMBERS = "numbers"
    WHO_HAS = "who_has"
    ASKING_WHETHER = "asking_whether"
    NEWEST = "newest"
    ACCOUNTS = "accounts"
    YOU = "you"
    NO_ANSWERS = "no_answers"
    CAPITALS = "capitals"
    ALL_CAPITALS = "all_capitals"
    TO_BE_ADDED = "to_be_added"
    PRIVATE = "private"
    TAKING = "taking"
    OFF = "off"
    FROM_NOW_KEPT = "from_now_kept"
    NOTE_HEADINGS = "note_headings"
    COUNTS = "counts"
    SPEAKING = "speaking"
    WEEKDAYS = "weekdays"
    FOUNDING = "founding"
    CALLING_ONESELF = "calling_oneself"
    OFFICES_OF_FIRMS = "offices_of_firms"

    def __contains__(self, word: object) -> bool:
        """Whether a folded word or expression is among them."""
        return word in word_groups()[self]

    def words(self) -> frozenset[str]:
        """Its words in both languages, folded: people mix them."""
        return word_groups()[self]

    def glued(self) -> frozenset[str]:
        """Its words without the gaps and apostrophes in them, as texts written by anybody are compared."""
        return _glued(self)

    def in_words(self) -> frozenset[tuple[str, ...]]:
        """Its words and expressions cut at every gap and sign, as whole messages are compared."""
        return _in_words(self)


@cache
def _glued(group: WordGroup) -> frozenset[str]:
    return frozenset("".join(words(one)) for one in group.words())


@cache
def _in_words(group: WordGroup) -> frozenset[tuple[str, ...]]:
    return frozenset(map(words, group.words()))


@cache
def word_groups() -> Mapping[WordGroup, frozenset[str]]:
    """Every group with its words, read once.

    Raises:
        WrongWords: a group is unknown or has no words, or a word stands twice in a language's list.
    """
    lists = word_lists(_FILE, {group.value: LANGUAGES.__contains__ for group in WordGroup})
    return {group: _words(group, lists[group.value].values()) for group in WordGroup}


def _words(group: WordGroup, by_language: Iterable[Sequence[ListedWord]]) -> frozenset[str]:
    folded = frozenset(chain.from_iterable(each_once(listed, fold, "a word") for listed in by_language))
    if not folded:
        raise WrongWords(f"{_FILE}: [{group.value}] has no words")
    return folded
