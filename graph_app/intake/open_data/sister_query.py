"""The question for sister cities, in SPARQL."""

import re

from graph_app.intake.places.country_names import country_code
from graph_app.model.errors import SettingsError
from graph_app.model.messages import Message

_QUERY = """\
PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX p: <http://www.wikidata.org/prop/>
PREFIX ps: <http://www.wikidata.org/prop/statement/>
PREFIX pq: <http://www.wikidata.org/prop/qualifier/>
PREFIX pqv: <http://www.wikidata.org/prop/qualifier/value/>
PREFIX wikibase: <http://wikiba.se/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?statement ?city ?cityLabel ?cityCountry ?cityPlace
  ?partner ?partnerLabel ?partnerFi ?partnerSv ?partnerCountry ?partnerPlace
  ?start ?startPrecision ?end ?endPrecision WHERE {{
  {which}
  ?city p:P190 ?statement .
  ?statement ps:P190 ?partner ; wikibase:rank ?rank .
  FILTER(?rank != wikibase:DeprecatedRank)
  OPTIONAL {{ ?statement pq:P580 ?start }}
  OPTIONAL {{ ?statement pqv:P580/wikibase:timePrecision ?startPrecision }}
  OPTIONAL {{ ?statement pq:P582 ?end }}
  OPTIONAL {{ ?statement pqv:P582/wikibase:timePrecision ?endPrecision }}
  OPTIONAL {{ ?city rdfs:label ?cityLabel FILTER(LANG(?cityLabel) = "en") }}
  OPTIONAL {{ ?city wdt:P17/wdt:P297 ?cityCountry }}
  OPTIONAL {{ ?city wdt:P625 ?cityPlace }}
  OPTIONAL {{ ?partner rdfs:label ?partnerLabel FILTER(LANG(?partnerLabel) = "en") }}
  OPTIONAL {{ ?partner rdfs:label ?partnerFi FILTER(LANG(?partnerFi) = "fi") }}
  OPTIONAL {{ ?partner rdfs:label ?partnerSv FILTER(LANG(?partnerSv) = "sv") }}
  OPTIONAL {{ ?partner wdt:P17/wdt:P297 ?partnerCountry }}
  OPTIONAL {{ ?partner wdt:P625 ?partnerPlace }}
}}
ORDER BY ?statement ?cityPlace ?partnerPlace ?start ?end"""

#: The variables of an answer.
VARIABLES = tuple(re.findall(r"\?(\w+)", _QUERY.partition("WHERE")[0]))


def sister_city_query(city: str = "", country: str = "") -> str:
    """Return the SPARQL query for the sister cities of a city or of all cities of a country.

    Parameters
    ----------
    city : str
        A Wikidata id such as ``Q28911``.
    country : str
        A country by its code or name.

    Raises
    ------
    SettingsError
        If neither or both are given, or one is none.
    """
    if bool(city) == bool(country):
        raise SettingsError("sister cities: expected a city (Wikidata id) or a country")
    if city:
        if not re.fullmatch(r"Q[1-9]\d{0,11}", city, re.ASCII):
            raise SettingsError.wrong(
                Message("city"), city, Message("a Wikidata id such as Q28911")
            )
        return _QUERY.format(which=f"VALUES ?city {{ wd:{city} }}")
    code = country_code(country)
    if not code:
        raise SettingsError.wrong(Message("country"), country, Message("a code such as FI"))
    return _QUERY.format(which=f'?city wdt:P17/wdt:P297 "{code}" .')
