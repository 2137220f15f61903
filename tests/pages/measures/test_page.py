from tests.pages.reading import shown


def test_measures_say_what_they_mean_and_what_they_were_computed_on(open_screen):
    test = open_screen("measures", measure="betweenness")
    said = shown(test)
    assert "shortest way between two others" in said
    assert "169 nodes and 307 ties in one part; exact" in said
    assert "Freeman (1977)" in said


def test_measures_follow_the_filter(open_screen):
    test = open_screen("measures", type="sister_city", focus="city:lahti", hops="1")
    said = shown(test)
    assert "Relation: Sister city" in said
    assert "14 nodes" in said


def test_measures_of_nothing(open_screen):
    test = open_screen("measures", q="zzzz")
    assert "nothing to measure" in shown(test)
