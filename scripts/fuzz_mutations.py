"""Mutations of files that know what a file is: cells, headers, tags, keys, entries, and bytes.

Everything follows from the :class:`random.Random` that is passed in; nothing reads a clock.
"""

import csv
import io
import json
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape, quoteattr

from graph_app.intake.files.csv_rows import sniff_delimiter

#: Cells that readers of tables, numbers, dates, ids, addresses and texts have stumbled over.
VALUES = (
    "", " ", "\u00a0", "NA", "n/a", "nan", "inf", "-inf", "1e309", "1e-400", "-0", "0x10", "1_000",
    "१२", "²", "½", "1,5", "1.5.5", "90.0001", "-181", "180", "1" * 400, "0" * 400, "9" * 16, "-",
    "+", "true", "null", "None", "=1+1", "@SUM(A1)", "'", "<b>x</b>", "&amp;", "\u202e", "\u200b",
    "\ufeff", "\x0b", "\x1f", "\x85", "\u2028", "\ud800", "İ", "ß", "ﬁ", "e\u0301", "😀", "中" * 60,
    "a" * 400, "a" * 5000, "\n", "\r", '"', '""', 'a"b', ";", ",", "\t", "|", "city:lahti", "city:",
    "network:x", "Q0", "Q99999999999999", "Q28911", "658225", "1-1-1", "0", "0000", "0000-00-00",
    "0001-01-01", "0999", "1000", "2024-02-30", "9999-12-31", "99999", "31.12.2020", "1/2/2020",
    "2020-01-01T00:00:00Z", "+2020-01-01T00:00:00Z", "-0044-03-15T00:00:00Z", "2999", "2016-2012",
    "Point(1 2)", "Point(1e5 nan)", "Point(1.2.3 4)", "Point(999 999)", "60.98,25.66", "FI", "XX",
    "EL", "Finland", "Suomi", "Georgia", "Lahti", "Turku", "Perth", "Saint-Denis", "http://",
    "http://[", "www.a.b", "https://example.org/" + "x" * 600, "javascript:alert(1)", "../../x",
    "CON", "\\", "%s", "{0}", "{x}", "$1", "sister_city", "membership", "part_of", "city",
    "network", "organisation", "active", "ended", "planned", "Former Member", "20202030ADAPT",
)  # fmt: skip
_ENCODINGS = ("utf-8-sig", "utf-16", "latin-1", "cp1252", "cp037", "utf-8")
_BYTES = (b"\x00", b"\xff", b"\x80", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\r",
          b"\n", b'"', b"PK\x03\x04", b"PK\x05\x06", b"<!DOCTYPE x>", b"%PDF", b"\x1a")  # fmt: skip
_NAMES = ("../out.csv", "/tmp/out.csv", "C:\\out.csv", "", ".", "..", "a/../b.csv", "x" * 300, "\x01",
          "cities.csv", "project.csv", ".hidden", "a.zip", "a.xlsx", "ä.csv", "a\\b.csv",
          "__MACOSX/x", "xl/vbaProject.bin", "a/")  # fmt: skip

_NO_SUCH_FILE = (ValueError, LookupError, csv.Error, zipfile.BadZipFile, zlib.error, OSError,
                 RuntimeError, EOFError)  # fmt: skip

Mutator = Callable[[random.Random, bytes], bytes]


def mutate(rng: random.Random, name: str, content: bytes, others: list[bytes]) -> bytes:
    """Return a file changed in one to four places.

    Parameters
    ----------
    rng : random.Random
        Decides everything.
    name : str
        Of the file; its ending says what it is.
    content : bytes
        The file.
    others : list of bytes
        Files of the same reader, of which pieces may be taken over.
    """
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        ending = name.rpartition(".")[2].lower()
        known = _BY_ENDING.get(ending)
        if known is None or rng.random() < 0.2:
            content = _bytes(rng, content, others)
            continue
        try:
            content = known(rng, content)
        except _NO_SUCH_FILE:
            # What is no longer such a file is mutated as bytes.
            content = _bytes(rng, content, others)
    return content


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of parts that is the same at every time of day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def unpacked_parts(content: bytes) -> dict[str, bytes]:
    """Return the parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


# --- bytes and texts ------------------------------------------------------------------------------


def _slice(rng: random.Random, length: int) -> slice:
    at = rng.randrange(length + 1)
    return slice(at, min(length, at + rng.choice((1, 1, 2, 4, 16, 64, 400))))


def _bytes(rng: random.Random, content: bytes, others: list[bytes]) -> bytes:
    part, what = _slice(rng, len(content)), rng.randrange(9)
    before, here, after = content[: part.start], content[part], content[part.stop :]
    if what == 0 and here:
        here = bytes([here[0] ^ (1 << rng.randrange(8))]) + here[1:]
    elif what == 1:
        here = b""
    elif what == 2:
        here *= rng.choice((2, 2, 3, 300))
    elif what == 3:
        here = rng.choice(_BYTES) + here
    elif what == 4:
        here = rng.randbytes(len(here))
    elif what == 5:
        return content[: part.start]
    elif what == 6 and others:
        other = rng.choice(others)
        return before + other[_slice(rng, len(other)).start :]
    elif what == 7:
        return _encoded(rng, content.decode("utf-8", "replace"))
    else:
        here = rng.choice(VALUES).encode("utf-8", "surrogatepass")
    return before + here + after


def _encoded(rng: random.Random, text: str) -> bytes:
    return text.encode(rng.choice(_ENCODINGS), "replace")


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", "surrogateescape")


def _as_bytes(text: str) -> bytes:
    # A lone surrogate becomes the bytes that no UTF-8 may have.
    return re.sub("[\udc80-\udcff]", "\ufffd", text).encode("utf-8", "surrogatepass")


# --- tables ---------------------------------------------------------------------------------------


def _table(rng: random.Random, content: bytes) -> bytes:
    text = _text(content)
    mark = sniff_delimiter(text[:10_000])
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    for _ in range(rng.choice((1, 1, 2, 5))):
        rng.choice(_ROWS)(rng, rows)
    style = {"quoting": csv.QUOTE_MINIMAL, "lineterminator": "\n"}
    if rng.random() < 0.15:
        mark = rng.choice(",;\t|")
        style["quoting"] = rng.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC))
        style["lineterminator"] = rng.choice(("\r\n", "\r", "\n\n", "\n"))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark, **style).writerows(rows)
    return _encoded(rng, out.getvalue()) if rng.random() < 0.05 else _as_bytes(out.getvalue())


def _a_row(rng: random.Random, rows: list) -> list:
    # The header decides most; the rest is alike.
    return rows[0] if rng.random() < 0.15 else rng.choice(rows)


def _set_cell(rng: random.Random, rows: list) -> None:
    row = _a_row(rng, rows[1:] or rows)
    row[rng.randrange(len(row))] = rng.choice(VALUES)


def _join_cell(rng: random.Random, rows: list) -> None:
    row = rng.choice(rows)
    at = rng.randrange(len(row))
    row[at] = rng.choice((row[at] + rng.choice(VALUES), rng.choice(VALUES) + row[at], row[at] * 2))


def _copy_cell(rng: random.Random, rows: list) -> None:
    row, other = rng.choice(rows), rng.choice(rows)
    row[rng.randrange(len(row))] = rng.choice(other)


def _set_column(rng: random.Random, rows: list) -> None:
    at, value = rng.randrange(len(rows[0])), rng.choice(VALUES)
    for row in rows[1:]:
        row[at : at + 1] = [value]


def _header(rng: random.Random, rows: list) -> None:
    at = rng.randrange(len(rows[0]))
    name = rows[0][at]
    rows[0][at] = rng.choice((name.upper(), f" {name} ", name[:-1], "", rng.choice(rows[0])))


def _columns(rng: random.Random, rows: list) -> None:
    at, to = rng.randrange(len(rows[0])), rng.randrange(len(rows[0]))
    what = rng.randrange(3)
    for row in rows:
        cell = row.pop(at)
        if what:
            row.insert(to, cell)
        if what == 2:
            row.insert(at, cell)


def _uneven(rng: random.Random, rows: list) -> None:
    row = _a_row(rng, rows)
    if rng.random() < 0.5:
        row.pop()
    else:
        row += [rng.choice(VALUES)] * rng.choice((1, 2, 30, 2100))


def _rows(rng: random.Random, rows: list) -> None:
    at = rng.randrange(len(rows))
    what = rng.randrange(5)
    if what == 0:
        del rows[at]
    elif what == 1:
        rows[at:at] = [list(rows[at]) for _ in range(rng.choice((1, 2, 40)))]
    elif what == 2:
        del rows[at:]
    elif what == 3:
        rows.insert(at, [])
    else:
        rng.shuffle(rows)


_ROWS = (_set_cell, _set_cell, _set_cell, _set_cell, _join_cell, _join_cell, _copy_cell,
         _copy_cell, _set_column, _header, _columns, _uneven, _rows, _rows)  # fmt: skip


# --- JSON -----------------------------------------------------------------------------------------

_MARK = "\u0001here\u0001"
_RAW = ("1" * 5000, "-" + "9" * 400, "1e999", "NaN", "-Infinity", '"\\ud800"', '"\\u0000"', "0.1e-999",
        "[" * 400 + "]" * 400, "[" * 200_000, '{"a":' * 90 + "1" + "}" * 90, "", "tru")  # fmt: skip
_SCALARS = (0, -1, 1, 2**63, 2**64, 1.5, -0.0, True, False, None)


def _json(rng: random.Random, content: bytes) -> bytes:
    data = [json.loads(_text(content))]
    raw = None
    for _ in range(rng.choice((1, 1, 2, 4))):
        places = list(_places(data))
        holder, key = rng.choice(places)
        what = rng.randrange(8)
        if what == 0:
            del holder[key]
        elif what == 1 and isinstance(holder, dict):
            holder[rng.choice(VALUES)] = holder.pop(key)
        elif what == 2 and isinstance(holder, list):
            holder[key:key] = [holder[key]] * rng.choice((1, 2, 60))
        elif what == 3:
            other, its = rng.choice(places)
            holder[key] = json.loads(json.dumps(other[its])) if _has(other, its) else None
        elif what == 4:
            holder[key] = rng.choice(([], {}, [[]], [None], {"": ""}, [holder[key]]))
        elif what == 5 and raw is None:
            raw, holder[key] = rng.choice(_RAW), _MARK
        else:
            holder[key] = rng.choice(_SCALARS if rng.random() < 0.4 else VALUES)
    text = json.dumps(data[0] if data else None, ensure_ascii=rng.random() < 0.5)
    return _as_bytes(text.replace(json.dumps(_MARK), raw or "").replace(f'"{_MARK}"', raw or ""))


def _has(holder, key) -> bool:
    return key in holder if isinstance(holder, dict) else key < len(holder)


def _places(data: list | dict):
    keys = list(data) if isinstance(data, dict) else range(len(data))
    for key in keys:
        yield data, key
        if isinstance(data[key], list | dict):
            yield from _places(data[key])


# --- XML ------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"<[^>]*>|[^<]+")
_PIECES = ('<!DOCTYPE x [<!ENTITY a "aa">]>', "<!--", "-->", "<![CDATA[", "]]>", "<?x?>", "&a;", "&#0;",
           "&#xD800;", "&#65;", '<?xml version="1.1" encoding="utf-7"?>', "<a>", "</a>", "<a>" * 3000,
           '<x:y xmlns:x="http://x"/>', "<nodes><node/></nodes>")  # fmt: skip


def _xml(rng: random.Random, content: bytes) -> bytes:
    tokens = _TOKEN.findall(_text(content))
    for _ in range(rng.choice((1, 1, 2, 4))):
        what = rng.randrange(10)
        # Whole leaves may come and go and the file still be well-formed.
        leaves = [at for at, token in enumerate(tokens) if token.endswith("/>")]
        at = rng.choice(leaves if leaves and what < 4 else range(len(tokens)))
        if what == 0:
            del tokens[at]
        elif what == 1:
            tokens[at:at] = [tokens[at]] * rng.choice((1, 2, 50))
        elif what in (2, 3) and leaves:
            tokens[at] = tokens[rng.choice(leaves)]
        elif what == 4:
            tokens.insert(at, rng.choice(_PIECES))
        elif what == 5:
            del tokens[at : at + rng.choice((1, 2, 5))]
        elif not tokens[at].startswith("<"):
            tokens[at] = escape(rng.choice(VALUES))
        else:
            tokens[at] = _attribute(rng, tokens[at], tokens)
    return _as_bytes("".join(tokens))


def _attribute(rng: random.Random, tag: str, tokens: list[str]) -> str:
    found = re.findall(r'[\w:.-]+="[^"]*"', tag)
    if not found:
        return tag
    one = rng.choice(found)
    name = one.partition("=")[0]
    others = re.findall(r'[\w:.-]+="[^"]*"', "".join(rng.choices(tokens, k=20)))
    new = (f"{name}={quoteattr(rng.choice(VALUES))}", f"{name}={quoteattr(rng.choice(VALUES))}",
           "", f"{one} {one}", *(others and [rng.choice(others)]))  # fmt: skip
    return tag.replace(one, rng.choice(new), 1)


# --- zips and settings ----------------------------------------------------------------------------


def _zip(rng: random.Random, content: bytes) -> bytes:
    parts = unpacked_parts(content)
    for _ in range(rng.choice((1, 1, 1, 3))):
        # What holds the cells matters more than styles and themes.
        weights = [4 if re.search("sheet|Strings|csv|json", part) else 1 for part in parts]
        name, what = rng.choices(list(parts), weights)[0], rng.randrange(16)
        if what == 0:
            del parts[name]
        elif what == 1:
            parts[rng.choice((*_NAMES, f"in/{name}", name.upper()))] = parts.pop(name)
        elif what == 2:
            parts[rng.choice(_NAMES)] = rng.choice((parts[name], b"", b"x", b"\0" * (17 << 20)))
        elif what == 3:
            parts[name] = parts[rng.choice(list(parts))]
        else:
            parts[name] = mutate(rng, name, parts[name], list(parts.values()))
    method = rng.choice((zipfile.ZIP_DEFLATED,) * 6 + (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2))
    new = packed(parts, method)
    if rng.random() < 0.1:
        # Sizes, flags and methods lie in the directory at the end and before each entry.
        at = rng.choice([m.start() for m in re.finditer(b"PK[\x01-\x06]", new)])
        at = min(len(new) - 1, at + rng.randrange(4, 46))
        new = new[:at] + rng.randbytes(1) + new[at + 1 :]
    return new


def _toml(rng: random.Random, content: bytes) -> bytes:
    lines = _text(content).splitlines()
    at = rng.choice([n for n, line in enumerate(lines) if "=" in line] * 6 + [0])
    name = lines[at].partition("=")[0].strip() or "home"
    quoted = json.dumps(rng.choice(VALUES))
    value = rng.choice((quoted, quoted, "1", "-1", "nan", "1e400", "true", "[]", "{}", "1979-05-27",
                        f"[{quoted}]", "[[1]]", "9" * 400, "9" * 5000, "{a = {b = 1}}", ""))  # fmt: skip
    new = (f"{name} = {value}", f"[{name}]", f"[[{name}]]", f"{name}.x = {value}", "",
           f"{json.dumps(rng.choice(VALUES))} = {value}", f"{lines[at]}\n{lines[at]}",
           f"{name} = {'[' * 5000}")  # fmt: skip
    lines[at] = rng.choice(new) if rng.random() < 0.3 else new[0]
    if rng.random() < 0.05:
        rng.shuffle(lines)
    return _as_bytes("\n".join(lines))


_BY_ENDING: dict[str, Mutator] = {
    "csv": _table, "tsv": _table, "txt": _table, "json": _json, "srj": _json, "gexf": _xml,
    "graphml": _xml, "xml": _xml, "rels": _xml, "zip": _zip, "xlsx": _zip, "toml": _toml,
}  # fmt: skip
