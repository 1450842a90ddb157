"""Attachments made by hand for tests: documents, workbooks, PDF, archives, and numbers of persons and of things."""

import io
import random
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from xml.sax.saxutils import escape

from pipeline.personal_numbers import REGIONS, is_card
from pipeline.standards import credit_check_digit, identity_check_digit, organisation_check_digit

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


def zipped(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, method)
    return whole.getvalue()


def paragraph(*runs: str) -> str:
    """Runs as given: `<…>` is markup, the rest text."""
    return f"<w:p>{''.join(run if run.startswith('<') else text_run(run) for run in runs)}</w:p>"


def text_run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{escape(text)}</w:t></w:r>"


def word_table(rows: Iterable[Sequence[str]]) -> str:
    lines = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def docx(body: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """`body` are paragraphs and tables; `more` are further parts."""
    whole = f"<?xml version='1.0'?><w:document {W}><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": whole, **(more or {})})


def word_part(root: str, body: str) -> str:
    return f"<w:{root} {W}>{body}</w:{root}>"


def sheet(rows: Iterable[Sequence[str | int | float]]) -> str:
    """Text cells inline, numbers as numbers."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            _cell(value, f"{chr(65 + n) if n < 26 else 'A' + chr(39 + n)}{number}") for n, value in enumerate(row)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return f"<worksheet {S}><sheetData>{''.join(lines)}</sheetData></worksheet>"


def _cell(value: str | int | float, place: str) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value!r}</v></c>'


def xlsx(
    sheets: Mapping[str, str], states: Mapping[str, str] | None = None, more: Mapping[str, str | bytes] | None = None
) -> bytes:
    """Sheet name -> XML; `states`: name -> hidden or veryHidden."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}" state="{(states or {}).get(name, "visible")}"/>'
        for n, name in enumerate(sheets, 1)
    )
    related = "".join(f'<Relationship Id="r{n}" Target="worksheets/s{n}.xml"/>' for n in range(1, len(sheets) + 1))
    parts: dict[str, str | bytes] = {f"xl/worksheets/s{n}.xml": text for n, text in enumerate(sheets.values(), 1)}
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f"<workbook {S} {R}><sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships {RELATIONS}>{related}</Relationships>",
            **parts,
            **(more or {}),
        }
    )


def pdf(pages: Sequence[Sequence[str]], *, picture: bool = False) -> bytes:
    """ASCII lines by page in Helvetica; `picture`: each page shows one."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    objects.append(
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
        b"stream\n0\nendstream"
    )
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
        drawing = f"{'q 500 0 0 700 40 40 cm /I Do Q ' if picture else ''}BT /F 11 Tf 50 780 Td {shown}ET".encode()
        packed = zlib.compress(drawing)
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>%s>>>>" % (len(objects), b"/XObject<</I 4 0 R>>" if picture else b"")
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    return _with_references(objects)


def _with_references(objects: Sequence[bytes]) -> bytes:
    whole, places = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj%s endobj\n" % (number, body)
    start = len(whole)
    whole += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    whole += b"".join(b"%010d 00000 n \n" % place for place in places)
    whole += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(whole)


# numbers ------------------------------------------------------------------------------------------------------------


def identities(count: int, seed: int = 1) -> list[str]:
    """Different right identity numbers of nobody."""
    chance, found = random.Random(seed), dict[str, None]()
    regions = sorted(REGIONS)
    while len(found) < count:
        born = date(1930, 1, 1) + timedelta(days=chance.randrange(34_000))
        body = f"{chance.choice(regions)}{chance.randrange(1, 30):02d}{chance.randrange(1, 40):02d}{born:%Y%m%d}"
        body += f"{chance.randrange(1, 999):03d}"
        found[body + identity_check_digit(body)] = None
    return list(found)


def card(seed: int) -> str:
    """A bank card number of 19 digits with a right sum."""
    chance = random.Random(seed)
    body = "6217" + "".join(chance.choices("0123456789", k=14))
    return next(body + last for last in "0123456789" if is_card(body + last))


def look_alikes(count: int, seed: int = 2) -> list[str]:
    """Lines with numbers of things as they stand in documents, none of them a person's."""
    chance = random.Random(seed)
    makers = (*(_credit_code, _amount, _document, _index) * 3, _organisation, _serial, _region_serial, _typed_wrong,
              _order, _decimal, _isbn, _phone, _project)  # fmt: skip
    return [makers[number % len(makers)](chance) for number in range(count)]


def _digits(chance: random.Random, count: int) -> str:
    return str(chance.randrange(1, 10)) + "".join(chance.choices("0123456789", k=count - 1))


def _region(chance: random.Random) -> str:
    return f"{chance.choice(sorted(REGIONS))}{chance.randrange(1, 30):02d}{chance.randrange(1, 40):02d}"


def _credit_code(chance: random.Random) -> str:
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    inner = "".join(chance.choices("0123456789" if chance.random() < 0.6 else letters, k=8))
    body = (
        chance.choice(("11", "12", "91", "92", "52", "53")) + _region(chance) + inner + organisation_check_digit(inner)
    )
    return f"统一社会信用代码:{body}{credit_check_digit(body) if set(body) <= set(letters) else '0'}"


def _organisation(chance: random.Random) -> str:
    inner = _digits(chance, 8)
    return f"组织机构代码{inner}-{organisation_check_digit(inner)}"


def _amount(chance: random.Random) -> str:
    return chance.choice((f"总投资{_digits(chance, 11)}元", f"资金{_digits(chance, 18)}.{_digits(chance, 2)}元",
                          f"合计{_digits(chance, 15)}", f"¥{chance.randrange(10**11, 10**12):,}.00"))  # fmt: skip


def _document(chance: random.Random) -> str:
    return f"示政办发〔20{chance.randrange(10, 27)}〕{chance.randrange(1, 900)}号 {_digits(chance, 8)}"


def _index(chance: random.Random) -> str:
    return f"索引号:{_digits(chance, 9)}/20{chance.randrange(10, 27)}-{chance.randrange(100000):05d}"


def _serial(chance: random.Random) -> str:
    return f"流水号{_digits(chance, chance.choice((11, 12, 15, 16, 17, 18, 19, 20, 24)))}"


def _region_serial(chance: random.Random) -> str:
    """Region, day and serial, as case numbers are made; one in eleven of them has the sum of an identity number."""
    day = date(2015, 1, 1) + timedelta(days=chance.randrange(4000))
    return f"案件编号{_region(chance)}{day:%Y%m%d}{chance.randrange(10000):04d}"


def _typed_wrong(chance: random.Random) -> str:
    """Eighteen digits with a day that does not exist."""
    return f"设备编码:{_region(chance)}19{chance.randrange(60, 99)}13{chance.randrange(10, 32)}{_digits(chance, 4)}"


def _order(chance: random.Random) -> str:
    return f"订单号20{chance.randrange(10, 27)}1105{_digits(chance, chance.choice((6, 8, 10, 12, 16)))}"


def _decimal(chance: random.Random) -> str:
    return f"{chance.uniform(73, 135):.14f},{chance.uniform(18, 53):.14f}"


def _isbn(chance: random.Random) -> str:
    return f"ISBN 978-7-{_digits(chance, 3)}-{_digits(chance, 5)}-{chance.randrange(10)}"


def _phone(chance: random.Random) -> str:
    return f"电话:0{chance.randrange(310, 999)}-{_digits(chance, 8)},400-{_digits(chance, 3)}-{_digits(chance, 4)}"


def _project(chance: random.Random) -> str:
    return f"项目代码20{chance.randrange(10, 27)}-{_region(chance)}-{chance.randrange(10, 99)}-03-{_digits(chance, 6)}"
