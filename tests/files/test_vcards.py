"""Cards as phones, mail programmes and the standards write them; one bad card costs itself and no other."""

import quopri

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.files.reading.cards.card_lines import MOST_IN_A_CARD, MOST_LINES
from assistant.files.reading.cards.content_lines import _CHARSETS, MOST_IN_A_HEAD, MOST_IN_A_VALUE
from assistant.files.reading.cards.vcards import read_vcards
from assistant.files.reading.row_table import RowTrouble

GOOD = "BEGIN:VCARD\r\nFN:Ann Best\r\nEMAIL:ann@acme.example\r\nEND:VCARD\r\n"


def card(*lines, version="3.0"):
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def read(*lines, version="3.0"):
    """What the only card of a file says."""
    table = read_vcards(card(*lines, version=version))
    (row,) = table.rows
    return {name: cell for name, cell in zip(table.headings, row.cells, strict=False) if cell}


def trouble_of(*lines):
    """The trouble with a card that stands between two good ones, which must not suffer from it."""
    before, row, after = read_vcards(GOOD + card(*lines) + GOOD).rows
    assert before.cells == after.cells
    assert before.cells[:3] == ("ann@acme.example", "Ann", "Best")
    return row.trouble


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("N:Durand;Marie;;;", {"firstname": "Marie", "lastname": "Durand"}),
        ("N:Durand;Marie;Anne,Lise;;", {"firstname": "Marie Anne Lise", "lastname": "Durand"}),
        (r"N:Durand\; Fils;Marie", {"firstname": "Marie", "lastname": "Durand; Fils"}),
        ("FN:Marie de la Tour", {"firstname": "Marie", "lastname": "de la Tour"}),
        (r"ORG:Dupont\, Durand et Fils;Achats;", {"company": "Dupont, Durand et Fils"}),
        (r"ORG:Dupont \& Fils", {"company": "Dupont & Fils"}),
        (r"ORG:A\\B", {"company": r"A\B"}),
        (r"ADR:;;3 rue du Port\nBât. B;Sète;;34200;France", {"address": "3 rue du Port\nBât. B"}),
        ("ADR:;;12, rue du Port;Sète", {"address": "12, rue du Port", "city": "Sète"}),
        (r"item4.URL;type=pref:https\://acme.example/", {"website": "https://acme.example/"}),
        ("EMAIL;VALUE=uri:MailTo:ann@acme.example?subject=x", {"email": "ann@acme.example"}),
        ("TEL;CELL:1234567", {"mobilephone": "1234567"}),
        ("TEL;TYPE=voice,cell:1234567", {"mobilephone": "1234567"}),
        ('TEL;TYPE="voice,cell";VALUE=uri:tel:+33-6-39', {"mobilephone": "+33-6-39"}),
        ('TEL;LABEL="Desk: 2;3";TYPE=work:1234567', {"phone": "1234567"}),
        ("TEL;VALUE=uri:tel:+33-1-99;phone-context=x;EXT=12", {"phone": "+33-1-99 ext. 12"}),
        ("tel;type=HOME:1234567", {"phone": "1234567"}),
        ("a.b.c.TEL:1234567", {"phone": "1234567"}),
        ("TITLE;ENCODING=b:RGlyZWN0cmljZQ==", {"jobtitle": "Directrice"}),
        ("TITLE;ENCODING=QUOTED-PRINTABLE:Pr=C3=A9sident", {"jobtitle": "Président"}),
        ("TITLE;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Pr=E9sident", {"jobtitle": "Président"}),
        ("TITLE;QUOTED-PRINTABLE:Pr=E9sident", {"jobtitle": "Président"}),
        ("TITLE;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=83A=83\\", {"jobtitle": "アソ"}),
        ("TITLE;CHARSET=punycode;ENCODING=QUOTED-PRINTABLE:a-b=C3=A9", {"jobtitle": "a-bé"}),
        ("ADR;ENCODING=QUOTED-PRINTABLE:;;1 rue=0D=0ABat. B", {"address": "1 rue\nBat. B"}),
        ("TITLE:Direc\r\n trice", {"jobtitle": "Directrice"}),
        ("TI\r\n TLE:Directrice", {"jobtitle": "Directrice"}),
        ("TITLE;ENCODING=QUOTED-PRINTABLE:Direc=\r\ntrice", {"jobtitle": "Directrice"}),
        ("TITLE;ENCODING=QUOTED-PRINTABLE:Vice=\r\n directrice", {"jobtitle": "Vice directrice"}),
    ],
)
def test_a_line_says(line, said):
    assert read(line).items() >= said.items()


@pytest.mark.parametrize("name", ["EMAIL", "URL"])
@pytest.mark.parametrize(
    "preferred", ["TYPE=pref", "TYPE=WORK,PREF", "type=pref;type=home", "PREF=1", "PREF"]
)
def test_the_preferred_line_counts_however_it_is_preferred(name, preferred):
    lines = (
        f"{name}:first@x.example",
        f"{name};PREF=50:second@x.example",
        f"{name};{preferred}:best@x.example",
    )
    assert "best@x.example" in read(*lines).values()


def test_the_preferred_number_counts_among_its_kind():
    said = read("TEL;PREF=9:1111111", "TEL;PREF=1:2222222", "TEL;CELL:3333333", "TEL;CELL;PREF:4444444")
    assert said == {
        "phone": "2222222",
        "mobilephone": "4444444",
        "phone 2": "1111111",
        "mobilephone 2": "3333333",
    }


def test_a_preferred_line_that_says_nothing_leaves_it_to_the_next():
    assert read("EMAIL;PREF=1:", "EMAIL:ann@acme.example")["email"] == "ann@acme.example"


@pytest.mark.parametrize(
    ("whole", "first", "last"),
    [
        ("DUPONT Marie", "Marie", "DUPONT"),
        ("Marie DUPONT", "Marie", "DUPONT"),
        ("DE LA TOUR Marie-Claire", "Marie-Claire", "DE LA TOUR"),
        ("Dupont, Marie", "Marie", "Dupont"),
        ("Ludwig van den Berg", "Ludwig", "van den Berg"),
        ("Mme Marie Dupont", "Marie", "Dupont"),
        ("Dr. Ann Lee, PhD", "Ann", "Lee"),
        ("Hugo Perrot Jr.", "Hugo", "Perrot"),
        ("João Sá", "João", "Sá"),
        ("Nora Kessler (Brightwater)", "Nora", "Kessler (Brightwater)"),
    ],
)
def test_a_name_told_by_one_line_alone_is_parted_as_in_tables(whole, first, last):
    assert read(f"FN:{whole.replace(',', chr(92) + ',')}") == {"firstname": first, "lastname": last}
    assert read(f"N:{whole.replace(',', ' ,')};;;;", f"FN:{whole.replace(',', ' ,')}").get("company") is None


@pytest.mark.parametrize("whole", ["Oakline Ltd", "Verrières SA"])
def test_a_line_that_names_a_company_names_no_person(whole):
    assert read(f"FN:{whole}") == {"company": whole}
    assert read(f"FN:{whole}", "KIND:org") == {"company": whole}


@pytest.mark.parametrize(
    ("structured", "first", "last"),
    [
        ("DUPONT Marie;;;;", "Marie", "DUPONT"),
        (";DUPONT Marie;;;", "Marie", "DUPONT"),
        ("de La Tour;;;;", None, "de La Tour"),
        (";Marie Claire;;;", "Marie Claire", None),
    ],
)
def test_a_whole_name_in_one_part_is_parted_where_it_tells_how(structured, first, last):
    said = read(f"N:{structured}", f"FN:{structured.strip(';')}")
    assert (said.get("firstname"), said.get("lastname")) == (first, last)


def test_the_order_of_names_is_that_of_most_of_the_file_s_own():
    cards = card("FN:Perrot Hugo") + card("FN:Garnier Marie") + card("FN:Kowal Zofia Anna")
    assert [row.cells[1:3] for row in read_vcards(cards).rows][:2] == [
        ("Hugo", "Perrot"),
        ("Marie", "Garnier"),
    ]


def kinds(*cards):
    return {kind.name: kind.cards for kind in read_vcards("".join(cards)).left_kinds}


def test_every_kind_of_line_that_is_not_taken_is_told_with_the_number_of_its_cards():
    first = card("FN:Ann", "NOTE:likes tea", "NOTE:and rain", "X-GARDEN:roses", "PHOTO:data:x", version="4.0")
    second = card("FN:Bob", "item1.NOTE;ENCODING=QUOTED-PRINTABLE:=41=\r\n=42", "CATEGORIES:")
    assert kinds(first, second, card("FN:Eve")) == {"NOTE": 2, "X-GARDEN": 1, "PHOTO": 1}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("BDAY:--0412", "BDAY"),
        ("BDAY;VALUE=date:1604-04-12", "BDAY"),
        ("ORG:Acme;Sales", "ORG"),
        ("ORG:Acme\r\nORG:Globex", "ORG"),
        ("TITLE:Buyer\r\nROLE:Purchasing", "ROLE"),
        ("TEL;TYPE=PAGER:1234567", "TEL"),
        ("N:Best;Ann;;Dr.;", "N"),
        ("ADR:Box 12;;3 Port Street;Leeds", "ADR"),
    ],
)
def test_a_line_of_which_a_part_is_not_taken_is_told(line, name):
    assert kinds(card("FN:Ann Best", "EMAIL:ann@acme.example", line)) == {name: 1}


@pytest.mark.parametrize(
    "line",
    ["REV:20260301T101112Z", "UID:urn:uuid:4f", "BDAY:1980-04-12", "ORG:Acme;", "no line", "ä b:c", "NOTE:"],
)
def test_what_says_nothing_of_anybody_is_not_told(line):
    assert kinds(card("FN:Ann Best", "TITLE:Buyer", "ROLE:buyer", line)) == {}


@pytest.mark.parametrize("lines", [("KIND:org",), ("X-ABShowAs:COMPANY",), ()])
def test_a_company_s_card_names_no_person(lines):
    assert read("N:;;;;", "FN:Verrières SA", "ORG:Verrières SA;", *lines) == {"company": "Verrières SA"}


@pytest.mark.parametrize(
    "note", ["NOTE;ENCODING=QUOTED-PRINTABLE:x=\r\nEMAIL:eve@x.example", "NOTE:x\r\n EMAIL:e@x.example"]
)
def test_what_goes_on_with_another_line_is_no_line_of_its_own(note):
    assert "email" not in read("FN:Ann", note)


def test_a_photo_of_any_size_does_not_harm_its_card():
    photo = "PHOTO;ENCODING=b;TYPE=JPEG:" + "\r\n ".join(["A" * 74] * 10_000)
    bare = "PHOTO;ENCODING=BASE64:\r\n" + "\r\n".join(["A" * 74] * 10_000) + "\r\n"
    uri = "PHOTO:data:image/jpeg;base64," + "A" * 1_000_000
    assert read(photo, bare, uri, "EMAIL:ann@acme.example") == {"email": "ann@acme.example"}


@pytest.mark.parametrize(
    "lines",
    [
        ["N:" + "x" * (MOST_IN_A_VALUE + 1), "FN:Eve"],
        ["N:x" + "\r\n x" * MOST_IN_A_VALUE],
        ["x" * (MOST_IN_A_HEAD + 1), "FN:Eve"],
        ["TEL" + ";a" * MOST_IN_A_HEAD + ":1"],
        [*["TEL:1"] * (MOST_LINES + 1), "FN:Eve"],
        ["TITLE:" + "x" * MOST_IN_A_VALUE] * (MOST_IN_A_CARD // MOST_IN_A_VALUE + 1) + ["FN:Eve"],
        ["TEL;TYPE=WORK,PAGER:1234567"],
        ["this is no line of a card"],
    ],
    ids=["value", "folded value", "no colon", "parameters", "lines", "card", "nothing asked for", "no lines"],
)
def test_a_card_that_is_too_large_or_says_nothing_costs_itself_alone(lines):
    assert trouble_of(*lines) is RowTrouble.UNREADABLE


def test_a_card_that_is_never_closed_costs_itself_alone():
    rows = read_vcards("BEGIN:VCARD\nN:x=\n" + GOOD + "BEGIN:VCARD\nFN:x\n").rows
    assert [row.trouble for row in rows] == [RowTrouble.UNREADABLE, None, RowTrouble.UNREADABLE]


def test_every_charset_a_card_may_name_is_known():
    assert [name for name in _CHARSETS if not "a".encode(name)] == []


_SAID = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"], exclude_characters="\ufeff"),
    min_size=1,
    max_size=40,
).map(str.strip)
_FIELDS = st.fixed_dictionaries(
    dict.fromkeys(("firstname", "lastname", "company", "jobtitle", "address", "city"), _SAID)
)


def escaped(value):
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(plain, written)
    return value


def written_card(said, breaks, *, quoted, line_end):
    """A card as a programme writes it; ``breaks`` are the places at which its lines are broken."""
    lines = [
        ("N", ";".join(escaped(said[name]) for name in ("lastname", "firstname")) + ";;;"),
        ("ORG", escaped(said["company"]) + ";Sales"),
        ("TITLE", escaped(said["jobtitle"])),
        ("item1.ADR;TYPE=work", f";;{escaped(said['address'])};{escaped(said['city'])};;;"),
    ]
    if quoted:
        fields = [
            f"{head};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{_quoted(value, breaks, line_end)}"
            for head, value in lines
        ]
    else:
        fields = [_folded(f"{head}:{value}", breaks, line_end) for head, value in lines]
    return line_end.join(["BEGIN:VCARD", *fields, "END:VCARD", ""])


def _quoted(value, breaks, line_end):
    units = [quopri.encodestring(char.encode(), quotetabs=True).decode() for char in value]
    return _broken(["=3D" if unit == "=" else unit for unit in units], breaks, f"={line_end}")


def _folded(line, breaks, line_end):
    return _broken(list(line), breaks, f"{line_end} ")


def _broken(units, breaks, by):
    return "".join(by + unit if place in breaks and place else unit for place, unit in enumerate(units))


@settings(max_examples=200)
@given(
    said=_FIELDS,
    breaks=st.sets(st.integers(1, 80), max_size=30),
    quoted=st.booleans(),
    line_end=st.sampled_from(["\r\n", "\n", "\r"]),
)
def test_what_a_card_says_survives_being_written_and_read(said, breaks, quoted, line_end):
    table = read_vcards(written_card(said, breaks, quoted=quoted, line_end=line_end))
    (row,) = table.rows
    if not any(said.values()):
        assert row.trouble is RowTrouble.UNREADABLE
        return
    read = dict(zip(table.headings, row.cells, strict=True))
    assert {name: read[name] for name in said} == {name: value.strip() for name, value in said.items()}
