"""A workbook as an office keeps it: titles, a header of two rows, dates of all sorts, a hidden sheet."""

import datetime
import io

import openpyxl

#: Row of the sheet -> cells: city, country, type, since, state, remark.
ROWS = {
    6: ("Riika", "Latvia", "ystävyyskaupunki", "31.5.1998", "voimassa", None),
    7: ("Tukholma", "Ruotsi", "ystävyyskaupunki", "5/2021", "voimassa", "uusi"),
    8: ("Pietari", "Venäjä", "ystävyyskaupunki", "toukokuu 1998", "päättynyt", None),
    9: ("Kiova", "Ukraina", "ystävyyskaupunki", "1998–", "voimassa", None),
    10: ("Trondheim", "Norja", "ystävyyskaupunki", 1956, "voimassa", None),
    11: ("Gent", "Belgia", "ystävyyskaupunki", datetime.date(1988, 9, 1), "irtisanottu 2015", None),
    12: ("Lyon", "Ranska", "yhteistyösopimus", "2015-2020", "päättynyt", None),
    13: ("Riga", "Latvia", "ystävyyskaupunki", "1998", "voimassa", "kahteen kertaan"),
    14: ("Lahti", "Suomi", "ystävyyskaupunki", "2000", "voimassa", None),
    15: ("Xyzlandia", None, "ystävyyskaupunki", "joskus", "ehkä", None),
    17: ("Yhteensä", None, None, 10, None, None),
}


def workbook() -> bytes:
    """Return the workbook as a file."""
    book = openpyxl.Workbook()
    book.active.title = "Ohje"
    book.active["A1"] = "Täyttöohje"
    sheet = book.create_sheet("Ystävyyskaupungit")
    sheet["A1"] = "Lahden kaupungin ystävyyskaupungit"
    sheet["A2"] = "Päivitetty 12.3.2024"
    for cell, text in {"A4": "Kumppani", "C4": "Sopimus", "F4": "Huomautukset"}.items():
        sheet[cell] = text
    for cells in ("A1:F1", "A4:B4", "C4:E4", "F4:F5"):
        sheet.merge_cells(cells)
    for column, text in enumerate(("Kaupunki", "Maa", "Tyyppi", "Alkaen", "Tila"), start=1):
        sheet.cell(5, column, text)
    for row, cells in ROWS.items():
        for column, value in enumerate(cells, start=1):
            sheet.cell(row, column, value)
    hidden = book.create_sheet("Vanhat")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "Narva"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
