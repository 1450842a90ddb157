"""HTML to our Markdown and back: whatever signs stand in a text, a page shows that very text."""

import random
import re
from collections.abc import Callable
from html import escape

import pytest

from pipeline.body import render_body
from pipeline.importing.accounting import added, form, lost
from pipeline.importing.converter import Converted, convert

PIECES = [
    *"甲乙，。、（）一二三1２.:-+=#>*_`[]()!|\\~<&;{}^ \"'",
    "[^1]", "&lt;", "&#", "http://a.cn", "**", "__", "1. ", "- ", "第一章 ", "（一）", "<b>", "</p>", "| --- |", "[a]: b",
    "---", "~~~",
]  # fmt: skip


def converted(source: str, link: Callable[[str], str | None] = lambda _: None) -> Converted:
    return convert(source, link, lambda address: address)


def markdown(source: str) -> str:
    return "\n\n".join(block.markdown for block in converted(source).blocks)


class Author:
    """Writes pages of nonsense, and remembers the words."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.words: list[str] = []

    def line(self) -> str:
        text = "".join(self._random.choice(PIECES) for _ in range(self._random.randint(1, 14)))
        self.words.append(text)
        return escape(text)

    def page(self) -> str:
        forms = (self.paragraph, self.paragraph, self.heading, self.bold, self.list, self.table)
        return "".join(self._random.choice(forms)() for _ in range(self._random.randint(1, 6)))

    def paragraph(self) -> str:
        return f"<p>{self.line()}</p>"

    def heading(self) -> str:
        return f"<h2>{self.line()}</h2>"

    def bold(self) -> str:
        text = f"<p><strong>{self.line()}</strong>{self.line()}</p>"
        self.words[-2:] = ["".join(self.words[-2:])]
        return text

    def list(self) -> str:
        tag = self._random.choice(("ul", "ol"))
        return f"<{tag}>{''.join(f'<li>{self.line()}</li>' for _ in range(3))}</{tag}>"

    def table(self) -> str:
        span = self._random.choice(("", ' colspan="2"'))
        rows = f"<tr><td>{self.line()}</td><td>{self.line()}</td></tr><tr><td{span}>{self.line()}</td><td>{self.line()}</td></tr>"
        return f"<table>{rows}</table>"


@pytest.mark.parametrize("seed", range(150))
def test_no_sign_changes_what_a_page_shows(seed: int) -> None:
    author = Author(seed)
    body = render_body(markdown(author.page()), "x/2000/00001")
    assert not lost(author.words, [body.text])
    assert not body.notes
    # a list that would not read back is written as paragraphs, with its numbers
    assert re.fullmatch(r"[.\d]*", form(added(author.words, [body.text])))


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("<p>一<b>二</b><b>三。</b>四</p>", "一**二三。**四"),
        ("<p>甲<a href='#x'>乙</a></p>", "甲乙"),
        ("<h1>甲<b>乙</b></h1><h6>丙</h6>", "## 甲乙\n\n###### 丙"),
        ("<ul><li>甲<ol start=4><li>乙<li>丙</ol><li>丁</ul>", "- 甲\n    4. 乙\n    5. 丙\n- 丁"),
        (
            "<ul><li>甲<table><tr><td>一</td></tr><tr><td>二</td></tr></table></li><li>乙</ul>",
            "- 甲\n\n| 一 |\n| --- |\n| 二 |\n\n- 乙",
        ),
        ("<table><tr><td><p>独一格</p><p>两段</p></td></tr></table>", "独一格\n\n两段"),
        (
            "<table><tr><th>甲</th><td>a|b</td></tr><tr><th>乙</th><td></td></tr></table>",
            "| 甲 | a&#124;b |\n| --- | --- |\n| 乙 |  |",
        ),
        ("<blockquote><p>甲</p><p>乙</p></blockquote>", "> 甲\n>\n> 乙"),
        ("<pre>甲\n  乙</pre>", "甲<br>乙"),
        ("<div>散<span>文</span><div>块</div>尾</div>", "散文\n\n块\n\n尾"),
        ("<p>x<sub>2</sub> H<sup>2</sup> <s>删</s></p>", "x<sub>2</sub> H<sup>2</sup> <del>删</del>"),
        ("<p><input type=checkbox checked>是 <input type=checkbox>否</p>", "\u2611是 \u2610否"),
        ("<p>　　首行缩进</p><p>&nbsp;</p><p><br></p>", "首行缩进"),
        ("<p><img src='a.png' alt='[图]'></p>", "![\\[图\\]](a.png)"),
    ],
)
def test_forms(source: str, written: str) -> None:
    assert markdown(source) == written


def test_what_cannot_come_is_named() -> None:
    found = converted("<p>文</p><iframe src='http://a.example/'></iframe><video>看不了</video><script>x()</script>")
    assert [(remark.code, remark.where) for remark in found.remarks] == [("foreign", "iframe"), ("foreign", "video")]
