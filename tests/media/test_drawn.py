"""Cards and long pictures: every sign has its shape, nothing is cut, the code leads to the page."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from PIL import Image

from pipeline.media import typeface
from pipeline.media.canvas import QUIET, Box, code_picture, space
from pipeline.media.channels import card, long_picture
from pipeline.media.channels.long_picture import split
from pipeline.media.glyphs import lacking
from pipeline.media.typeface import typefaces
from pipeline.paper.fonts import VARIABLE, head_files
from tests.media.sites import item, lettered, made, package, picture, site_of

RARE = "𠮷龘㙍䶮𬭬𫖯𬬻𪨰𬱟㵐䢺𫘧𬳽𬴊𫍯𬸣𬶨𫓧𬬱𬺈"
"""Twenty beyond what people type: names of persons, places and fish; most of them of the planes beyond the first."""
LONG_TITLE = (
    "样例市人民政府关于印发《样例市“十五五”时期政务公开与政务新媒体融合发展实施方案（2026—2030年）》的通知的解读"
)
BODY = """## 一、为什么要出台这个办法

办理时限由**20个工作日**压缩到**5个工作日**，全市**120万人**受益，网办率达到**92.5%**。原来的规定已经不适应需要。

## 二、主要内容是什么

1. 明确责任：谁制作谁公开，谁保存谁公开，不推诿、不扯皮，一次告知需要的全部材料。
2. 优化流程：能够共享的证明不再收取，能够网上办理的不要求到现场；English words and 1234567890 mixed。

| 事项 | 原时限 | 现时限 | 办理部门 |
| --- | --- | --- | --- |
| 受理 | 20个工作日 | 5个工作日 | 样例市政务服务和数据管理局 |
| 告知 | 10个工作日 | 当场 | 各县区政务服务中心 |

![会场](会场.jpg)

""" + "\n\n".join(f"第{n}段：各级各部门要把这项工作摆上重要位置，抓紧抓实抓出成效（按月通报）。" for n in range(1, 60))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("drawn")
    files: dict[str, str | bytes] = {
        "2026/00002.md": item(LONG_TITLE, BODY),
        "2026/00002/会场.jpg": picture(),
        "2026/00003.md": item("短题", "一句话。"),
        "2026/00004.md": item("题" * 400, "一句话。"),
        "2026/00005.md": item("没有字形的字", f"甲{chr(0x10FF00)}乙"),
    }
    made(site_of(root, files, ["卡片", "长图"]), root / "media")
    return root / "media"


def shapes(faces: typeface.Typefaces, signs: Iterator[str]) -> list[str]:
    """Signs that are drawn as the box that stands for what a font lacks, or not at all."""
    wrong = []
    for sign in signs:
        run = faces.regular.runs(sign)[0]
        letter = typeface.font(run.face, 24)
        shape, box = bytes(letter.getmask(sign)), bytes(letter.getmask("\U0010fffd"))
        if not any(shape) or shape == box:
            wrong.append(sign)
    return wrong


@lettered
def test_every_character_of_gb_18030_has_its_shape() -> None:
    """Level 1 of its implementation: the first block of the standard and its extension A; level 2 adds those of names."""
    faces = typefaces()
    assert faces is not None
    signs = (chr(code) for low, high in ((0x4E00, 0x9FF0), (0x3400, 0x4DB6)) for code in range(low, high))
    assert shapes(faces, signs) == []
    assert len(RARE) == 20 and shapes(faces, iter(RARE)) == [] and faces.missing(RARE) == []


@lettered
def test_what_the_first_font_lacks_another_writes() -> None:
    faces = typefaces()
    assert faces is not None
    own, others = typeface.coverage(faces.regular.own), [typeface.Face(file, 0) for file in faces.regular._others]
    rare = [chr(code) for code in (*range(0x370, 0x2000), *range(0x2A00, 0x2C00)) if chr(code) not in own]
    elsewhere = [sign for sign in rare if any(sign in typeface.coverage(face) for face in others)][:200]
    if not elsewhere:
        pytest.skip("no other font on this machine has a sign that the first lacks")
    assert faces.missing("".join(elsewhere)) == []
    assert all(faces.regular.face(sign) not in (None, faces.regular.own) for sign in elsewhere)


@lettered
def test_what_no_font_has_is_a_finding(drawn: Path) -> None:
    faces = typefaces()
    assert faces is not None and not lacking(faces, "政务公开 ABC ①②③ ㎡ ℃", "卡片")
    told = [fault.message for fault in package(drawn, "card", "2026/00005").faults]
    assert len(told) == 1 and "U+10FF00" in told[0]


@lettered
@pytest.mark.parametrize("name", ["2026/00002", "2026/00003"])
def test_a_card_is_whole(drawn: Path, name: str) -> None:
    found = package(drawn, "card", name)
    with Image.open(drawn / "article" / name / "_card/card.png") as image:
        assert image.size == (1080, 1440)
        assert edges(image.crop((0, card.BAND, 1080, 1440 - card.FOOT)), card.EDGE) == set()
    assert found.ready


@lettered
def test_pictures_of_all_lengths_are_whole(tmp_path: Path) -> None:
    """Words, numbers, signs and long strings without a break, in titles, tables and texts of every length."""
    dice = random.Random(5)
    words = [
        "政务公开",
        "（征求意见稿）",
        "2026—2030年",
        "https://example.com/" + "a" * 90,
        "“十五五”",
        "、、、",
        "——",
        "ABC-123",
        "。",
    ]
    files: dict[str, str | bytes] = {}
    for number in range(6):
        said = ["".join(dice.choices(words, k=dice.randint(1, 30))) for _ in range(8)]
        cells = "| 甲 | 乙 | 丙 |\n| --- | --- | --- |\n" + "\n".join(f"| {one} | 1 | 乙 |" for one in said[:4])
        body = "\n\n".join(
            [said[4], f"## {said[5][:60]}", cells, *(f"{n}. {one}" for n, one in enumerate(said[6:], 1))]
        )
        files[f"2026/{number + 2:05}.md"] = item("".join(dice.choices(words, k=dice.randint(1, 9))), body)
    made(site_of(tmp_path, files, ["卡片", "长图"]), tmp_path / "media")
    cards = sorted((tmp_path / "media").rglob("card.png"))
    assert len(cards) == 7
    for file in cards:
        with Image.open(file) as image:
            assert edges(image.crop((0, card.BAND, 1080, 1440 - card.FOOT)), card.EDGE) == set(), file
    for file in (tmp_path / "media").rglob("long-*.png"):
        with Image.open(file) as image:
            assert edges(image.crop((0, 20, 1080, image.height - 20)), long_picture.EDGE) == set(), file


@lettered
def test_a_title_that_no_card_holds_is_told(drawn: Path) -> None:
    assert [fault.part for fault in package(drawn, "card", "2026/00004").faults] == ["title"]


@lettered
def test_a_long_picture_is_whole(drawn: Path) -> None:
    found = package(drawn, "long_picture")
    assert found.ready and len(found.images) > 1
    for image in found.images:
        with Image.open(drawn / "article/2026/00002/_long_picture" / image.file) as shown:
            assert shown.size == (1080, image.height) and image.height <= long_picture.TALLEST
            assert edges(shown.crop((0, 20, 1080, image.height - 20)), long_picture.EDGE) == set()


def edges(image: Image.Image, edge: int) -> set[object]:
    """Colours beside white in the margins."""
    found: set[object] = set()
    for box in ((0, 0, edge - 6, image.height), (image.width - edge + 6, 0, image.width, image.height)):
        found |= {colour for _, colour in image.convert("RGB").crop(box).getcolors(1 << 20) or ()}
    return found - {(255, 255, 255)}


@lettered
def test_all_words_are_in_the_boxes(tmp_path: Path) -> None:
    """What is laid out is what is painted, box by box."""
    from pipeline.media.gallery import FileGallery
    from pipeline.media.subjects import subject_of

    site = site_of(tmp_path, {"2026/00002.md": item(LONG_TITLE, BODY.replace("![会场](会场.jpg)", ""))}, ["长图"])
    row, body = site.register.rows["article/2026/00002"], site.store.body("article/2026/00002")
    subject = subject_of(row, body, (), site.register, FileGallery(tmp_path, ()), False)
    faces = typefaces()
    assert faces is not None
    writer = long_picture._Writer(subject, faces)
    said = "".join("".join(box.text.split()) for box in writer.body())
    for line in body.text.splitlines():
        assert all("".join(word.split()) in said for word in line.split()), line
    assert "1.明确责任" in said


@lettered
def test_key_figures_are_those_the_editor_set_in_bold(tmp_path: Path) -> None:
    from pipeline.media.blocks import blocks
    from pipeline.media.excerpt import key_figures

    site = site_of(tmp_path, {"2026/00002.md": item("标题", BODY.replace("![会场](会场.jpg)", ""))}, [])
    found = key_figures(blocks(site.store.body("article/2026/00002").html), 4)
    assert [one.figure for one in found] == ["5个工作日", "120万人", "92.5%"]
    assert found[1].clause == "全市120万人受益"


def test_the_code_is_the_pages_address() -> None:
    address = "https://www.yangli.example.gov.cn/article/2026/00002.html"
    image = code_picture(address, 260).convert("L")
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    side = len(rows) + 2 * QUIET
    scale = image.width // side
    read = [
        [int(image.getpixel(((x + QUIET) * scale + scale // 2, (y + QUIET) * scale + scale // 2)) == 0) for x in range(len(rows))]
        for y in range(len(rows))
    ]  # fmt: skip
    assert read == rows and image.getpixel((2, 2)) == 255


def test_pieces_end_between_boxes_and_keep_headings_with_their_text() -> None:
    boxes = [space(40), Box(20, space(0).paint, "head", stays=True), space(50), space(30)]
    pieces = list(split(boxes, 100))
    assert [[box.height for box in piece] for piece in pieces] == [[40], [20, 50, 30]]


@pytest.fixture
def no_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "empty"))
    head_files.cache_clear()
    yield
    monkeypatch.undo()
    head_files.cache_clear()


@pytest.mark.usefixtures("no_fonts")
def test_without_fonts_only_pictures_of_words_are_left_out(tmp_path: Path) -> None:
    site = site_of(tmp_path, {"2026/00002.md": item("标题样例", "正文。")}, ["微信", "卡片", "长图"])
    report = made(site, tmp_path / "media")
    assert report.without_fonts == 4 and report.made == 2 and not report.findings
    assert package(tmp_path / "media", "wechat").cover == "cover.jpg"
    assert not (tmp_path / "media/article/2026/00002/_card").exists()
