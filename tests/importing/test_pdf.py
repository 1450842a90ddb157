"""PDF as its reader sees it: made operator by operator, with a font that tells its letters."""

import io
from collections.abc import Iterable

import pypdf
import pytest
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from pipeline.importing.arrival import Arrived
from pipeline.importing.pdf import read_pdf

Name = NameObject


def made(pages: Iterable[str], notes: Iterable[dict[str, object]] = ()) -> bytes:
    """A file of pages of 400 x 400 points, each given by its operators."""
    writer = pypdf.PdfWriter()
    font = DictionaryObject(
        {Name("/Type"): Name("/Font"), Name("/Subtype"): Name("/Type1"), Name("/BaseFont"): Name("/Helvetica")}
    )
    faint = DictionaryObject({Name("/ca"): FloatObject(0.3)})
    resources = DictionaryObject(
        {
            Name("/Font"): DictionaryObject({Name("/F"): font}),
            Name("/ExtGState"): DictionaryObject({Name("/Faint"): faint}),
        }
    )
    for operators in pages:
        page = writer.add_blank_page(400, 400)
        stream = DecodedStreamObject()
        stream.set_data(operators.encode("latin-1"))
        page[Name("/Contents")] = writer._add_object(stream)
        page[Name("/Resources")] = resources
        page[Name("/Annots")] = ArrayObject(_note(note) for note in notes)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _note(values: dict[str, object]) -> DictionaryObject:
    kinds = {int: NumberObject, str: TextStringObject}
    found = {
        Name(key): value if isinstance(value, NameObject) else kinds[type(value)](value)
        for key, value in values.items()
    }
    return DictionaryObject(found | {Name("/Rect"): ArrayObject(map(NumberObject, (0, 0, 9, 9)))})


def text(words: str, x: float = 50, y: float = 300, before: str = "") -> str:
    return f"BT {before} /F 12 Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET\n"


def seen(*pages: str) -> Arrived:
    return read_pdf(made(pages))


def codes(arrived: Arrived) -> list[tuple[str, str]]:
    return [(remark.code, remark.where) for remark in arrived.remarks if remark.code != "pdf"]


PLAIN = text("Words that everybody reads.", y=350)
SECRET = text("Nobody sees this.", y=200)


@pytest.mark.parametrize(
    "hidden",
    [
        text("Nobody sees this.", y=200, before="3 Tr"),
        f"q 1 1 1 rg {SECRET} Q",
        f"q 1 g {SECRET} Q",
        f"q 0 0 0 0 k {SECRET} Q",
        SECRET + "0 0 0 rg 40 195 200 16 re f\n",
        SECRET + "0.2 g 40 195 m 240 195 l 240 211 l 40 211 l h f\n",
        text("Nobody sees this.", y=-40),
        text("Nobody sees this.", x=420),
        "BT /F 12 Tf 50 200 Td 3 Tr (Nobody) Tj 0 -20 Td (sees) Tj 0 -20 Td (this.) Tj ET\n",
    ],
)
def test_words_that_are_not_on_the_paper_stay_out(hidden: str) -> None:
    arrived = seen(PLAIN + hidden)
    assert arrived.words == ("Words that everybody reads.",)
    assert codes(arrived) == [("page-hidden", "1")]


@pytest.mark.parametrize(
    "shown",
    [
        "0 0 0.6 rg 40 195 200 16 re f\n" + f"q 1 1 1 rg {SECRET} Q",
        SECRET + "1 0 0 RG 40 195 200 16 re S\n",
        SECRET + "0 0 0 rg 40 199 200 0.5 re f\n",
        SECRET + "q /Faint gs 1 1 0 rg 40 195 200 16 re f Q\n",
        "q 1 1 1 rg Q " + SECRET,
        "q 3 Tr Q " + SECRET,
        text("Nobody sees this.", x=-3, y=200),
        SECRET + "0 g 40 100 200 16 re f\n",
    ],
)
def test_words_that_are_on_the_paper_come_along(shown: str) -> None:
    arrived = seen(PLAIN + shown)
    assert arrived.words == ("Words that everybody reads.", "Nobody sees this.")
    assert codes(arrived) == []


def test_lines_of_one_text_are_told_apart() -> None:
    arrived = seen(
        "BT /F 12 Tf 50 200 Td (Shown. ) Tj 0 -20 Td 3 Tr (Hidden. ) Tj 0 -50 Td 0 Tr (Again shown.) Tj ET\n"
    )
    assert arrived.words == ("Shown.", "Again shown.")
    assert codes(arrived) == [("page-hidden", "1")]


def test_words_half_covered_are_told() -> None:
    arrived = seen(PLAIN + SECRET + "0 g 100 195 200 16 re f\n")
    assert [(one.code, one.what) for one in arrived.remarks[1:]] == [("page-covered", "Nobody sees this.")]


def test_words_drawn_twice_to_look_bold_come_once() -> None:
    assert seen(text("Bold words.") + text("Bold words.", x=50.4)).words == ("Bold words.",)


def test_letters_placed_one_by_one_make_a_line() -> None:
    letters = "".join(text(letter, x=50 + 6.67 * number) for number, letter in enumerate("noon"))
    assert seen(letters).words == ("noon",)


def test_cells_placed_one_by_one_make_a_table() -> None:
    rows = (("Item", "2025", "2026"), ("Taken", "1,234", "20"), ("Spent", "987", "10"))
    cells = "".join(text(cell, 50 + 100 * x, 300 - 20 * y) for y, row in enumerate(rows) for x, cell in enumerate(row))
    assert seen(cells).html.count("<tr>") == 3


LONG = "A line of words so long that it fills its column"


def test_paragraphs_go_on_within_columns_and_from_one_to_the_next() -> None:
    left = "".join(text(LONG, 20, 380 - 15 * n) for n in range(3))
    right = text(LONG, 310, 380) + text("and ends.", 310, 365)
    assert seen(left + right).words == (" ".join([LONG] * 4) + " and ends.",)


def test_words_in_another_order_than_on_the_paper_are_told() -> None:
    assert codes(seen(text("Third line.", y=200) + text("First line.", y=350))) == [("page-order", "1")]


def test_headers_and_footers_of_several_lines_leave_and_rows_alike_stay() -> None:
    def page(number: int) -> str:
        head = text("Gazette of the town", y=380) + text(f"Issue {number + 6} of 9", y=365)
        foot = text("Printed here", y=20) + text(f"- {number} -", y=8)
        rows = [
            ("Name of a row", f"{number}7", "12"),
            (f"Row {number * 5}", "3", "12"),
            ("Other", "1", f"{90 - number}"),
        ]
        cells = (text(cell, 50 + 100 * x, 300 - 20 * y) for y, row in enumerate(rows) for x, cell in enumerate(row))
        return head + "".join(cells) + foot

    arrived = seen(*map(page, (1, 2, 3)))
    assert arrived.html.count("<tr>") == 9
    assert "Gazette" not in arrived.html and "Issue" not in arrived.html and "Printed" not in arrived.html
    told = [(one.code, one.what) for one in arrived.remarks if one.code in ("page-line", "page-number")]
    assert sorted(told) == [
        ("page-line", "Gazette of the town"),
        ("page-line", "Issue 7 of 9"),
        ("page-line", "Printed here"),
        *(("page-number", f"- {number} -") for number in (1, 2, 3)),
    ]


def test_the_head_of_a_table_that_goes_on_stays_once() -> None:
    def page(number: int) -> str:
        rows = (("Number", "Name", "Sum"), (f"{number}1", f"a{number}", "5"), (f"{number}2", f"b{number}", "7"))
        return "".join(
            text(cell, 50 + 100 * x, 300 - 20 * y) for y, row in enumerate(rows) for x, cell in enumerate(row)
        )

    arrived = seen(page(1), page(2))
    assert [arrived.html.count(word) for word in ("Number", "a1", "b1", "a2", "b2")] == [1, 1, 1, 1, 1]
    assert ("page-line", "Number Name Sum") in [(one.code, one.what) for one in arrived.remarks]


def test_what_lies_over_a_page_is_told() -> None:
    notes: list[dict[str, object]] = [
        {"/Subtype": Name("/Widget"), "/V": "Filled in"},
        {"/Subtype": Name("/Widget"), "/V": Name("/Off")},
        {"/Subtype": Name("/Widget"), "/V": "Unseen", "/F": 2},
        {"/Subtype": Name("/FreeText"), "/Contents": "A box"},
        {"/Subtype": Name("/Text"), "/Contents": "An opinion"},
        {"/Subtype": Name("/Link"), "/Contents": "A link"},
    ]
    arrived = read_pdf(made([PLAIN], notes))
    assert [(one.code, one.what) for one in arrived.remarks[1:]] == [
        ("page-field", "Filled in"),
        ("page-box", "A box"),
        ("page-note", ""),
    ]
