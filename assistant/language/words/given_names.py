"""Names of people: which word is a given name, and where the family name begins."""

from dataclasses import dataclass
from typing import Final

from assistant.language.words.lexemes import Span, Tag, fold, word_set

_GIVEN_NAMES: Final = word_set("""
    aaron abdel abigail adam adele adrian adrien agathe agnes ahmed aicha alain alan albert alex alexander alexandra
    alexandre alexia alexis alfred ali alice alicia alison aline alix amandine amelie amina amir amy ana anais andre
    andrea andrew angela angelique anita ann anna anne annie anthony antoine antonio ariane arnaud arthur ashley
    astrid audrey aurelie aurelien ava axel barbara baptiste bastien beatrice benjamin benoit bernadette bernard
    beth bilal bill blanche bob boris brandon brian brice brigitte bruno caitlin camille carine carla carlos carmen
    carol carole caroline catherine cecile cedric celia celine charles charlie charlotte chloe chris christelle
    christian christine christophe christopher claire clara claude claudia claudine clemence clement clara cloe
    coline colin corentin corinne cyril cyrille damien dan daniel daniela daniele david deborah delphine denis denise
    diana diane didier dimitri dominique donald dorothee douglas edith edouard edward eileen elena eleonore eliane
    elias elisa elisabeth elise elizabeth ella ellen elodie elsa emile emilie emily emma emmanuel emmanuelle enzo
    eric erica erik estelle esther ethan etienne eva evan eve evelyne fabien fabienne fabrice farid fatima felix
    fernand fiona finn flavie florence florent florian francis francois francoise frank franck fred frederic
    frederique gabriel gabrielle gael gaelle gary gaspard gautier genevieve geoffrey george georges gerald gerard
    gilbert gilles giovanni gloria grace graham greg gregoire gregory guillaume gustave guy gwen hannah harold harry
    heather hector helen helena helene henri henry herve hilary hugo hugues ian ibrahim ines ingrid irene iris
    isabelle isaac ismael ivan jack jacqueline jacques jade jake james jamie jan jane janet jason jean jeanne jeff
    jennifer jenny jeremy jerome jessica jill jim joan joanna joe joel joelle johan johanna john johnny jon jonas
    jonathan jordan jose joseph josephine joshua joyce juan judith jules julia julian julie julien juliette justin
    justine karen karim karine kate katherine kathleen katia keith kelly ken kenneth kevin khadija kim kyle laetitia
    lara laura laure laurence laurent lauriane lea leah leila lena leo leon leonard leonie leslie liam lila lilian
    liliane lina linda lisa lise loic lola lou louane louis louise luc luca lucas lucie lucien lucy ludovic luis
    luke lydia lydie mael maeva magali malik manon manuel marc marcel marco margaret margaux margot maria mariam
    marianne marie marina marine mario marion marius mark marlene martha martin martine mary mateo mathieu mathilde
    mathis matt matteo matthew matthias matthieu maud maurice max maxime mehdi melanie melissa melvin michael michel
    michele micheline michelle miguel mike mireille mohamed mohammed monica monique morgan morgane muriel mustapha
    myriam nabil nadege nadia nadine naomi natalie natasha nathalie nathan neil nelly nicholas nick nicolas nicole
    nina noa noah noam noe noel noemie nora norbert oceane odette odile olga olive oliver olivia olivier omar ophelie
    oscar owen pablo pamela pascal pascale patrice patricia patrick paul paula pauline pedro peggy penelope peter
    philip philippe pierre priscilla quentin rachel rachid ralph raoul raphael raymond rebecca regine regis remi
    remy rene renee richard rita robert roberto robin roger roland romain roman romane ronald rosalie rosa rosalind
    rosemary roxane roy ruby russell ruth ryan sabine sabrina sally salome sam samantha samia samir samira samuel
    sandra sandrine sara sarah scott sean sebastien serge severine sharon sheila simon simone sofia solange solene
    sonia sophia sophie stan stella stephane stephanie stephen steve steven stuart susan suzanne sybille sylvain
    sylvie tanguy tanya tara teresa terry tessa theo theodore therese thibault thibaut thierry thomas tim timothee
    timothy tina tom tommy tony tristan valentin valentine valerie vanessa vera veronique victor victoria vincent
    violette virginie viviane walter warren wendy william xavier yann yannick yasmine yohan yves yvette yvonne
    zacharie zoe
    """)
_WITHOUT_QUOTES: Final = str.maketrans("", "", '"«»“”')
_DOUBLED_AFTER: Final = frozenset({"jean", "marie", "anne", "mary", "juan", "maria"})
PARTICLES: Final = frozenset(
    {"de", "du", "des", "d'", "le", "la", "les", "l'", "van", "von", "der", "den", "di", "da", "dos", "del", "el", "al",
     "ben", "bin", "st", "saint", "mc", "mac", "o", "ter", "ten", "zu"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name as spelled by the user; either half may be empty."""

    first: str = ""
    last: str = ""


def is_given_name(word: str) -> bool:
    """Whether the word, or the first half of a hyphenated one, is a common French or English given name."""
    return fold(word).split("-")[0] in _GIVEN_NAMES


def split_name(span: Span) -> PersonName:
    """Tell given and family name apart, quotation marks left out."""
    name = _split(span)
    return PersonName(name.first.translate(_WITHOUT_QUOTES), name.last.translate(_WITHOUT_QUOTES))


def _split(span: Span) -> PersonName:
    """Tell given and family name apart.

    ``Jean-Pierre Le Gall``, ``DUPONT Marie`` (French offices write the family name in capitals) and
    ``Smith, John`` are read as their writers mean them; otherwise the first word is the given name.
    """
    bare = span.without_leading(Tag.COURTESY).without_trailing()
    courtesy = len(bare) < len(span.without_leading())
    comma = next((i for i, lexeme in enumerate(bare) if lexeme.is_sign(",")), None)
    if comma is not None:
        return PersonName(first=bare.cut(comma + 1).text, last=bare.cut(0, comma).text)
    if len(bare) == 1:
        return PersonName(last=bare.text) if courtesy else PersonName(first=bare.text)
    capitals = _leading_capitals(bare)
    if capitals:
        return PersonName(first=bare.cut(capitals).text, last=bare.cut(0, capitals).text)
    if not bare or (fold(bare[0].text) in PARTICLES and not is_given_name(bare[0].text)):
        return PersonName(last=bare.text)
    given = 2 if _doubled(bare) else 1
    return PersonName(first=bare.cut(0, given).text, last=bare.cut(given).text)


def reversed_by_comma(before: Span, after: Span) -> bool:
    """Whether ``before, after`` is a family name followed by a given name, as in ``Smith, John``."""
    if len(after) != 1 or not is_given_name(after.text):
        return False
    return len(before) == 1 and not is_given_name(before.text)


def _leading_capitals(span: Span) -> int:
    shouted = [lexeme.text.isupper() and len(lexeme.text) > 1 for lexeme in span]
    count = next((i for i, loud in enumerate(shouted) if not loud), len(span))
    return count if 0 < count < len(span) and not any(shouted[count:]) else 0


def _doubled(span: Span) -> bool:
    enough = 3
    return len(span) >= enough and fold(span[0].text) in _DOUBLED_AFTER and is_given_name(span[1].text)
