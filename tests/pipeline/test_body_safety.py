"""Raw HTML is sanitised and its losses are told; no text can stop or delay a build."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.body import NoteCode, reference_body, render_body

ITEM = "zwgk/gzzj/2024/00017"


def removed(text: str) -> list[tuple[str, int, str]]:
    return [(note.code, note.line, note.value) for note in render_body(text, ITEM).notes]


@pytest.mark.parametrize(
    "name",
    [
        "script",
        "iframe",
        "object",
        "style",
        "form",
        "meta",
        "base",
        "svg",
        "math",
        "embed",
        "video",
        "font",
        "link",
        "button",
        "textarea",
        "noscript",
        "template",
    ],
)
def test_elements_that_are_taken_out_are_told(name: str) -> None:
    for text in (f"首行\n\n<{name}>内</{name}>\n\n末行", f"首行\n\n正文<{name}>内</{name}>正文\n\n末行"):
        body = render_body(text, ITEM)
        assert f"<{name}" not in body.html
        assert body.text.startswith("首行") and body.text.endswith("末行")
        assert (NoteCode.HTML_REMOVED, 3, name) in removed(text)
        assert not any(note.blocking for note in body.notes)


def test_attributes_that_are_taken_out_are_told() -> None:
    assert removed('<p style="color:red" onclick="x()">甲</p>') == [
        ("html-removed", 1, "p[onclick]"),
        ("html-removed", 1, "p[style]"),
    ]
    assert removed("<table border=1 width=100%>\n<tr>\n<td nowrap>甲</td></tr></table>") == [
        ("html-removed", 1, "table[width]"),
        ("html-removed", 3, "td[nowrap]"),
    ]
    assert removed("<p>甲</p>\n\n<!-- 待核 -->\n\n乙") == [("html-removed", 3, "!--")]
    assert removed("甲\n\n<?php echo 1 ?>") == [("html-removed", 3, "?")]
    assert removed("甲<![CDATA[乙]]>丙") == [("html-removed", 1, "![CDATA[")]
    assert removed("<!DOCTYPE html>\n\n甲") == [("html-removed", 1, "!DOCTYPE")]


def test_an_element_that_swallows_the_rest_blocks() -> None:
    for name in ("script", "style"):
        notes = render_body(f"首行\n\n<{name}>\n\n后面的正文", ITEM).notes
        assert [(note.code, note.blocking) for note in notes] == [("html-removed", False), ("html-unclosed", True)]


def test_office_markup_is_survived() -> None:
    body = render_body('<?xml version="1.0"?>\n<html xmlns:o="x"><p>甲<o:p></o:p></p></html>\n\n乙<o:p/>', ITEM)
    assert body.text == "甲\n乙"
    assert {note.value for note in body.notes} >= {"html", "o:p"}


def test_code_is_not_html() -> None:
    body = render_body("`<script>` 与\n\n``` html\n<iframe>\n```\n\n~~~html\n<script>alert(1)</script>\n~~~", ITEM)
    assert "<script" not in body.html and "<iframe" not in body.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body.html
    assert body.notes == ()


def test_a_fence_cannot_break_out() -> None:
    for fence in ('```"><script>x', '``` {.a onclick="x" id="y"}', "``` a' onload='x"):
        shown = render_body(f"{fence}\n码\n```", ITEM).html
        assert "<script" not in shown and not re.search("<[^>]*(?:onclick|onload)", shown) and 'id="y"' not in shown


def test_our_marks_cannot_be_forged() -> None:
    for forged in (
        '<a href="&#30;//evil.cn">x</a>',
        '<a href="&#x1e;javascript:x">x</a>',
        '<a href="//evil.cn&#0030">x</a>',
        '<p id="&#30;fn:1">x</p>',
        '<h2 id="&#30;13">x</h2>',
        "\x1e\x02\x03",
    ):
        body = render_body(forged, ITEM)
        assert "evil.cn" not in re.sub(r"%\w\w", "", body.html) or "/zwgk/gzzj/2024/00017/" in body.html
        assert "javascript:x" not in body.html
        assert 'id="fn-1"' not in body.html
        assert not re.search(r"[\x00-\x08\x0b-\x1f]", body.html + body.text)


_PAYLOAD = st.lists(
    st.sampled_from(
        ["<", ">", '"', "'", "/", "a", "b", " ", "\n", "\n\n", "=", "<a ", "href=", "src=", "javascript:", "&#106;", "&colon;", "&#30;", "&lt;", "onerror=x", "<img ", "<svg>", "</svg>", "<math>", "<mtext>", "<mglyph>",
         "<style>", "</style>", "<script>", "</script>", "<table>", "<td>", "<p>", "</p>", "<h2>", "</h2>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<title>", "<textarea>", "<noscript>", "<xmp>", "<plaintext>", "<iframe>",
         "<template>", "<form>", "<select>", "<body ", "<frameset>", "**", "`", "[x](", ")", "[^1]", "|", "|-|-|", "> ", "- ", "# ", "{: #x }", "id=x", "name=y", "style=z", "\\", "~~~"]
    ),
    max_size=30,
).map("".join)  # fmt: skip

_TAG = re.compile(r"<(/?)([a-z0-9]+)((?: [a-z-]+=\"[^\"<>]*\")*)>")


@settings(max_examples=800, deadline=None)
@given(_PAYLOAD)
def test_output_is_only_what_is_allowed(text: str) -> None:
    body = render_body(text, ITEM)
    assert _TAG.sub("", body.html).count("<") == 0
    names = {match[2] for match in _TAG.finditer(body.html)}
    assert not names & {
        "script",
        "style",
        "iframe",
        "svg",
        "math",
        "form",
        "object",
        "img2",
        "base",
        "meta",
        "template",
        "title",
    }
    for match in _TAG.finditer(body.html):
        attributes = dict(re.findall(r' ([a-z-]+)="([^"]*)"', match[3]))
        assert not [key for key in attributes if key.startswith("on") or key in ("style", "srcdoc", "name", "target")]
        for key in ("href", "src"):
            assert re.match(r"$|/(?![/\\])|#|https?://[^/]|mailto:|tel:", attributes.get(key, ""))
        assert re.match(r"$|u-|section-[0-9]|fn-[0-9]|fnref[0-9]*-[0-9]", attributes.get("id", ""))
    assert "<" not in body.text or "&lt;" in body.html


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_a_body(text: str) -> None:
    body = render_body(text, ITEM)
    assert NoteCode.TOO_COMPLEX not in [note.code for note in body.notes]
    body.html.encode()
    body.text.encode()


_BRACKETS = "".join("    " * depth + "- x\n" for depth in range(400))
_HUGE = {
    "open brackets": "[" * 20_000,
    "asterisks": "*" * 20_000,
    "italics": "*a* " * 5_000,
    "quotes": ">" * 5_000,
    "spaced quotes": "> " * 5_000,
    "deep list": _BRACKETS,
    "one long line": "文" * 1_000_000,
    "one long marked line": "文*" * 500_000,
    "bogus comments": "<![" * 5_000,
    "open tags": "<a href=" * 5_000,
    "nested elements": "<div>" * 5_000,
    "formatting": "<b><p>" * 2_500,
    "open links": "[a](" * 5_000,
    "pictures": "![" * 10_000,
    "quoted links": '[a](b "' * 3_000,
    "backticks": "".join("`" * (size % 60) + "a" for size in range(3_000)),
    "underscores": "_a " * 20_000,
    "footnotes": "".join(f"[^{size}]: a\n" for size in range(5_000)),
    "cells": "|" + "a|" * 10_000 + "\n|" + "-|" * 10_000 + "\n" + ("|" + "a|" * 10_000 + "\n") * 50,
    "headers": "# a\n" * 20_000,
    "rules": "---\n" * 20_000,
    "underlined": "a\n---\n" * 10_000,
    "blocks": "文\n\n" * 90_000,
    "spaces": " " * 1_000_000 + "x",
    "beyond the limit": "文" * 2_000_001,
}  # fmt: skip


@pytest.mark.parametrize("name", _HUGE)
def test_no_text_delays_a_build(name: str) -> None:
    started = time.process_time()
    body = render_body(_HUGE[name], ITEM, 7)
    assert time.process_time() - started < 2
    refused = [note for note in body.notes if note.code is NoteCode.TOO_COMPLEX]
    assert bool(refused) == (body.html == "")
    assert all(note.blocking and note.line == 7 for note in refused)


@pytest.mark.parametrize(
    "name",
    ["open brackets", "quotes", "deep list", "one long marked line", "bogus comments", "cells", "beyond the limit"],
)
def test_what_is_beyond_the_limits_is_refused(name: str) -> None:
    assert render_body(_HUGE[name], ITEM).notes[0].code is NoteCode.TOO_COMPLEX


def test_large_ordinary_texts_are_not_refused() -> None:
    table = "| 序号 | 单位 | 金额 |\n| - | - | - |\n" + "".join(
        f"| {row} | 市财政局 | [附件](表{row}.xlsx) |\n" for row in range(2_000)
    )
    names = "、".join(f"张*{'明' * (row % 2)}（138****{row:04}）" for row in range(3_000))
    directory = "\n".join(f"- [{row}](/zwgk/{row:05}.html)" for row in range(2_000))
    raw = "<table>" + "<tr><td>甲</td><td>乙</td></tr>\n" * 800 + "</table>"
    for text in (table, names, directory, raw, "正文。" * 100_000):
        body = render_body(text, ITEM)
        assert body.html and body.notes == ()


def test_both_paths_agree_on_what_is_refused() -> None:
    for name in ("open brackets", "italics", "rules", "footnotes", "blocks"):
        assert render_body(_HUGE[name], ITEM) == reference_body(_HUGE[name], ITEM)


@pytest.mark.parametrize("written", ["&#x202e;", "&#8203;", "&#8203", "&shy;", "&zwj;", "&#0;", "&#xFFFE;", "&#x3164;"])
def test_no_reference_makes_a_character_that_may_not_be_written(written: str) -> None:
    notes = render_body(f"甲\n\n乙{written}丙", "xw/2026/00001").notes
    assert [(note.code, note.line, note.value, note.blocking) for note in notes] == [
        ("hidden-character", 3, written, True)
    ]


def test_references_to_what_can_be_seen_stay() -> None:
    body = render_body("甲&nbsp;乙&lt;丙&copy;&#x1F600;&amp;#8203;", "xw/2026/00001")
    assert (body.html, body.notes) == ("<p>甲&nbsp;乙&lt;丙©😀&amp;#8203;</p>", ())
