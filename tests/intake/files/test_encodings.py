import pytest

from graph_app.intake.files.encodings import ENCODINGS, TRIED, propose

LISTS = {
    "nordic": "Jyväskylä Hämeenlinna Västerås Malmö Ålesund Tromsø Århus Seinäjoki Porvoo Kärdla",
    "western": "Besançon Orléans Münster Köln Málaga Coruña São Évora Nîmes Düsseldorf",
    "polish": "Łódź Gdańsk Wrocław Kraków Poznań Rzeszów Bełchatów",
    "czech": "Plzeň Ústí České Budějovice Hradec Králové Olomouc Třebíč Příbram",
    "hungarian": "Győr Pécs Székesfehérvár Kecskemét Nyíregyháza Hódmezővásárhely",
    "croatian": "Šibenik Karlovac Čakovec Požega Osijek Niš Kragujevac Čačak",
    "baltic": "Rīga Šiauliai Panevėžys Jūrmala Liepāja Klaipėda Rēzekne Pärnu Tõrva",
    "russian": "Лахти Запоріжжя Псков Мурманск Великий Новгород Ленинград",
    "cyrillic": "Лахти Псков Мурманск Великий Новгород Казань",
    "ukrainian": "Лахті Львів Київ Чернігів Житомир Рівне",
    "greek": "Αθήνα Θεσσαλονίκη Πάτρα Λάρισα",
    "turkish": "İzmir Eskişehir Muğla Çanakkale Şanlıurfa Kırklareli Beyoğlu",
}


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("nordic", "windows-1252"), ("western", "windows-1252"), ("polish", "windows-1250"),
        ("czech", "windows-1250"), ("hungarian", "windows-1250"), ("croatian", "windows-1250"),
        ("baltic", "windows-1257"), ("russian", "windows-1251"), ("ukrainian", "windows-1251"),
        ("greek", "windows-1253"), ("turkish", "windows-1254"), ("nordic", "mac-roman"),
        ("western", "mac-roman"), ("nordic", "cp850"), ("polish", "cp852"), ("hungarian", "cp852"),
        ("czech", "iso-8859-2"), ("russian", "koi8-u"), ("cyrillic", "cp866"),
        ("polish", "mac-latin2"),
    ],
)  # fmt: skip
def test_the_encoding_in_which_words_are_names_of_places(words, encoding):
    text = LISTS[words].replace(" ", ";1;x\n")
    content = text.encode(ENCODINGS[encoding])
    possible = [name for name in TRIED if _decodes(content, name)]
    guess = propose(content, possible)
    assert content.decode(ENCODINGS[guess.encoding]) == text, (guess, text)
    assert guess.known


def _decodes(content, name):
    try:
        content.decode(ENCODINGS[name])
    except UnicodeDecodeError:
        return False
    return True


def test_one_letter_is_of_the_usual_encoding():
    assert propose(b"\xc5\n", list(TRIED)).encoding == "windows-1252"
