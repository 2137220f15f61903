"""Small files in the shape in which the publishers give them."""

import csv
import io
import zipfile
from pathlib import Path

from openpyxl import Workbook

SAMPLES = Path(__file__).parent / "samples"


def sample(name):
    """Return the columns of a publisher's file and its rows, each with its filled cells."""
    with open(SAMPLES / f"{name}.csv", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return reader.fieldnames, [{k: v for k, v in row.items() if v} for row in reader]


CORDIS_PROJECT, PROJECTS = sample("cordis_project")
CORDIS_ORGANISATION, ORGANISATIONS = sample("cordis_organization")
H2020_PROJECT, (H2020_ROW,) = sample("cordis_h2020_projects")
H2020_ORGANISATION, (H2020_PARTNER,) = sample("cordis_h2020_organizations")


def csv_text(columns, rows, delimiter=",", quoting=csv.QUOTE_MINIMAL):
    """A CSV whose rows name only the cells that matter."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", delimiter=delimiter, quoting=quoting)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def cordis_csv(columns, rows):
    return csv_text(columns, rows, ";", csv.QUOTE_ALL)


def cordis(folder, projects=PROJECTS, organisations=ORGANISATIONS, columns=CORDIS_ORGANISATION):
    """Return the two files of CORDIS, written."""
    return [
        write(folder, "project.csv", cordis_csv(CORDIS_PROJECT, projects)),
        write(folder, "organization.csv", cordis_csv(columns, organisations)),
    ]


def write(folder, name, text):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def write_zip(folder, name, files):
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for inner, text in files.items():
            archive.writestr(inner, text)
    return path


def write_workbook(folder, name, sheets):
    """A workbook with ``{sheet: [header, row, ...]}``."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    path = folder / name
    book.save(path)
    return path
