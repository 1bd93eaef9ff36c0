"""Encodings of every machine: told by the words that come of them, and shown where two are as likely."""

import pytest

from assistant.files.reading.encodings import decode

TEXTS = {
    "French": "Prénom;Nom;E-mail;Ville\nZoé;Lefèvre;z@example.org;Sète\nFrançois;Noël;f@example.org;Nîmes\n",
    "French, without a heading's accent": "First Name;Email;City\nLéa;l@example.org;Besançon\nHélène;h@example.org;Orléans\n",
    "French, one name": "Prenom;Nom;Email\nZoé;Martin;z@example.org\n",
    "French capitals": "PRENOM;NOM;EMAIL\nRENÉ;LEFÈVRE;r@example.org\nJOËL;BÉNÉDICT;j@example.org\nANDRÉ;GRÉGOIRE;a@example.org\n",
    "German": "Vorname;Email;Stadt\nJürgen;j@example.org;Köln\nBärbel;b@example.org;München\n",
    "Spanish": "Nombre;Email;Ciudad\nJosé Muñoz;j@example.org;León\nÁngel Peña;a@example.org;Málaga\n",
    "Portuguese": "Nome;Email\nJoão Conceição;j@example.org\nInês Simões;i@example.org\n",
    "Danish": "Name;Email\nSøren Kjær;s@example.org\nÅse Bjørn;a@example.org\n",
    "Polish": "First Name;Last Name;Email;City\nŁukasz;Wiśniewski;l@example.org;Łódź\nZofia;Zając;z@example.org;Kraków\n",
    "Czech": "Name;Email\nJiří Novák;j@example.org\nKateřina Černá;k@example.org\nTomáš Dvořák;t@example.org\n",
    "Hungarian": "Name;Email\nErdős László;e@example.org\nSzűcs Ágnes;s@example.org\nKovács Jenő;k@example.org\n",
    "Turkish": "Name;Email\nGökçe Yıldız;g@example.org\nŞule Öztürk;s@example.org\nÇağrı Işık;c@example.org\n",
}
WESTERN = ("cp1252", "mac_roman", "cp850", "iso8859_15")
CENTRAL = ("cp1250", "cp852", "mac_latin2", "iso8859_2")
WRITTEN = [
    *((name, encoding) for name in list(TEXTS)[:8] for encoding in WESTERN),
    *((name, encoding) for name in ("Polish", "Czech", "Hungarian") for encoding in CENTRAL),
    ("Turkish", "cp1254"),
]


@pytest.mark.parametrize(("name", "encoding"), WRITTEN)
def test_a_text_is_read_as_it_was_written_or_the_right_reading_is_offered(name, encoding):
    text = TEXTS[name]
    decoded = decode(text.encode(encoding))
    offered = [sample for sample in decoded.in_doubt if all(word in text for word in sample.words)]
    assert decoded.text == text or offered


@pytest.mark.parametrize(
    "name", ["French", "French, without a heading's accent", "French, one name", "German", "Spanish"]
)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_an_everyday_file_of_windows_or_a_mac_is_read_without_a_question(name, encoding):
    decoded = decode(TEXTS[name].encode(encoding))
    assert (decoded.text, decoded.in_doubt) == (TEXTS[name], ())


def test_a_doubt_shows_the_words_that_are_read_otherwise_and_a_person_decides():
    text = "Name;Email\nErdős;e@example.org\n"
    decoded = decode(text.encode("cp1250"))
    samples = {sample.encoding: sample.words for sample in decoded.in_doubt}
    assert decoded.in_doubt[0].encoding == decoded.encoding
    assert samples["Windows-1250"] == ("Erdős",)
    assert decode(text.encode("cp1250"), "Windows-1250").text == text
    assert decode(text.encode("cp1250"), "no such encoding") == decoded


def test_a_sign_beside_a_number_tells_as_well():
    assert decode("Name;Email;Solde\nA;a@example.org;12 €\n".encode("cp1252")).encoding == "Windows-1252"


def test_lines_that_end_as_on_an_old_mac_are_lines():
    decoded = decode(TEXTS["French"].replace("\n", "\r").encode("mac_roman"))
    assert decoded.text.splitlines() == TEXTS["French"].splitlines()


def test_a_file_of_a_mac_in_prague_that_happens_to_be_utf8_is_doubted_and_shown_in_both():
    text = "First Name;Last Name;Email\rJiří;Dvořák;jiri@example.org\r"
    content = text.encode("mac_latin2")
    decoded = decode(content)
    assert [sample.encoding for sample in decoded.in_doubt] == ["UTF-8", "Mac OS CE"]
    assert decoded.in_doubt[1].words == ("Jiří", "Dvořák")
    assert decode(content, "Mac OS CE").text == text


@pytest.mark.parametrize(
    "text",
    [
        *TEXTS.values(),
        *("Имя;Email\nИван;a@x.example", "الاسم;a\nمحمد;a@x.example", "שם;a\nיוסי;a@x.example"),
        *("Όνομα;a\nΓιώργος;a@x.example", "Ad;a\nƏli Şəfiqə;a@x.example", "Անուն;a\nԱրամ;a@x.example"),
        *("Tên;a\nNguyễn Thị Ánh;a@x.example", "名前;a\n山田;a@x.example", "Name;a\nʻAulani;a@x.example"),
    ],
)
def test_a_text_in_utf8_is_never_doubted(text):
    decoded = decode(text.encode())
    assert (decoded.text, decoded.encoding, decoded.in_doubt) == (text, "UTF-8", ())


def test_rows_of_an_older_programme_below_those_of_a_newer_one_are_each_read_as_they_were_written():
    newer = "Prénom;Nom;E-mail;Ville\nZoé;Lefèvre;zoe@example.org;Sète\n".encode()
    older = "François;Noël;francois@example.org;Nîmes\nRenée;Béranger;renee@example.org;Besançon\n"
    read = decode(newer + older.encode("cp1252"))
    assert read.text == newer.decode() + older
    assert read.encoding == "UTF-8, Windows-1252"
    assert read.in_doubt == ()


def test_where_the_older_rows_could_be_of_two_encodings_the_person_chooses():
    content = "Prénom;Ville\nZoé;Sète\n".encode() + "Hugo;Nîmes\n".encode("cp1252")
    read = decode(content)
    assert [(one.encoding, one.words) for one in read.in_doubt] == [
        ("UTF-8, Windows-1252", ("Nîmes",)),
        ("UTF-8, Mac OS Roman", ("NÓmes",)),
    ]
    chosen = decode(content, read.in_doubt[1].encoding)
    assert chosen.text.endswith("NÓmes\n")
    assert "Sète" in chosen.text
