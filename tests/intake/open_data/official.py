"""Small files in the shape in which the publishers give them."""

import csv
import io
import zipfile

from openpyxl import Workbook

CORDIS_PROJECT = (
    *("id", "acronym", "status", "title", "startDate", "endDate", "totalCost"),
    *("ecMaxContribution", "topics", "ecSignatureDate", "frameworkProgramme", "masterCall"),
    *("subCall", "fundingScheme", "nature", "objective", "contentUpdateDate", "rcn", "grantDoi"),
    *("keywords", "Human-validated", "legalBasis"),
)
CORDIS_ORGANISATION = (
    *("projectID", "projectAcronym", "organisationID", "vatNumber", "name", "shortName", "SME"),
    *("activityType", "street", "postCode", "city", "country", "nutsCode", "geolocation"),
    *("organizationURL", "contactForm", "contentUpdateDate", "rcn", "order", "role"),
    *("ecContribution", "netEcContribution", "totalCost", "endOfParticipation", "active"),
)
H2020_PROJECT = (
    *("rcn", "id", "acronym", "status", "programme", "topics", "frameworkProgramme", "title"),
    *("startDate", "endDate", "projectUrl", "objective", "totalCost", "ecMaxContribution"),
    *("call", "fundingScheme", "coordinator", "coordinatorCountry", "participants"),
    *("participantCountries", "subjects"),
)
H2020_ORGANISATION = (
    *("projectRcn", "projectID", "projectAcronym", "role", "id", "name", "shortName"),
    *("activityType", "endOfParticipation", "ecContribution", "country", "street", "city"),
    *("postCode", "organizationUrl", "contactType", "contactTitle", "contactFirstNames"),
    *("contactLastNames", "contactFunction", "contactTelephoneNumber", "contactFaxNumber"),
)


def csv_text(columns, rows, delimiter=",", quoting=csv.QUOTE_MINIMAL):
    """A CSV whose rows name only the cells that matter."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", delimiter=delimiter, quoting=quoting)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def cordis_csv(columns, rows):
    return csv_text(columns, rows, ";", csv.QUOTE_ALL)


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
