"""The review of a branch as the comment on a pull request: what must be seen first, and never longer than a comment."""

import re
from collections.abc import Iterator, Sequence

from pipeline.branch_changes import ItemChange
from pipeline.reports.markdown import MOST_BYTES, cell, table
from pipeline.word_diff import Mark, Piece, shortened
from plugins import branch_told as words
from plugins.branch_told import Told

MOST_PAGES, MOST_FINDINGS = 30, 50
_CALLS = re.compile(r"@(?=\w)|[#!](?=\d)")
"""A platform would call whoever bears the name after it, and take a number for that of an issue or a request."""
_START = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))")
"""What makes of a line of text a heading, a list or a rule."""
CUT_SHORT = "（篇幅所限，其余见 HTML 报告。）"


def markdown(told: Told) -> str:
    """Items are told one by one while there is room; those that are left out are counted."""
    top, tail = list(_top(told)), list(_tail(told))
    room = MOST_BYTES - sum(len(line.encode()) + 1 for line in (*top, *tail, CUT_SHORT)) - 200
    middle: list[str] = []
    for place, item in enumerate(told.items):
        lines = list(_item(told, item))
        room -= sum(len(line.encode()) + 1 for line in lines)
        if room < 0:
            middle += [f"另有 {len(told.items) - place} 条{CUT_SHORT}", ""]
            break
        middle += lines
    return _CALLS.sub("\\g<0>\u2060", "\n".join((*top, *middle, *tail)).rstrip("\n")) + "\n"


def _top(told: Told) -> Iterator[str]:
    yield from (
        "# 改动审核",
        "",
        f"与 {cell(told.base)}（{told.commit[:10]}）比较，截至 {told.as_of}。{words.sums(told)}",
        "",
    )
    yield from (f"**{words.verdict(told)}**", "")
    for alert in words.alerts(told):
        yield from (f"> **{cell(alert)}**", "")
    if told.findings:
        rows = words.finding_rows(told.findings)
        yield from ("## 改动之处的问题", "", *table(words.FINDING_HEAD, rows[:MOST_FINDINGS]))
        if len(rows) > MOST_FINDINGS:
            yield from (f"另有 {len(rows) - MOST_FINDINGS} 行{CUT_SHORT}", "")
    if told.items:
        yield from ("## 条目", "")
    if many := words.overview(told):
        yield from table(words.OVERVIEW_HEAD, many[:MOST_PAGES])


def _item(told: Told, item: ItemChange) -> Iterator[str]:
    yield from (f"### {cell(words.heading(item))}", "")
    yield from (f"- {name}：{cell(text)}" for name, text in words.facts(told, item))
    yield ""
    signs = told.signs.get(item.path, ())
    if signs:
        yield from table(words.SIGN_HEAD, [(sign.step, sign.told) for sign in signs])
    if item.fields:
        yield from table(
            words.FIELD_HEAD, [(f.label, f.before or words.NOTHING, f.after or words.NOTHING) for f in item.fields]
        )
    if item.words:
        yield from (
            f"<details><summary>{words.words_line(item)}</summary>",
            "",
            *_quoted(item.words),
            "",
            "</details>",
            "",
        )
    if item.files:
        yield from table(words.FILE_HEAD, [words.file_row(change) for change in item.files])


def _quoted(pieces: Sequence[Piece]) -> Iterator[str]:
    text = "".join(map(_piece, shortened(pieces)))
    yield from (f"> {line}" if line.strip() else ">" for line in text[:8000].split("\n"))
    if len(text) > 8000:
        yield f"> {CUT_SHORT}"


def _piece(piece: Piece) -> str:
    """Marked by tags: beside the marks of Chinese sentences no ** of Markdown is one."""
    if piece.mark is Mark.CUT:
        return " …… "
    lines = [_START.sub(_harmless, cell(line)) for line in piece.text.split("\n")]
    tag = {Mark.GONE: "del", Mark.NEW: "ins"}.get(piece.mark, "")
    return "\n".join(f"<{tag}>{line}</{tag}>" if line and tag else line for line in lines)


def _harmless(start: re.Match[str]) -> str:
    return f"{start[1]}{start[2]}\u2060" if start[2].isdecimal() else f"{start[1]}\\{start[2]}"


def _tail(told: Told) -> Iterator[str]:
    for file, changes in told.tables.items():
        rows = [(c.label, c.before or words.NOTHING, c.after or words.NOTHING) for c in changes[:40]]
        yield from (
            f"## 基础表 content/{cell(file)}",
            "",
            *(table(words.FIELD_HEAD, rows) if rows else ("只改了注释或写法。", "")),
        )
    yield from _list("其他文件", [f"content/{path}" for path in told.others])
    yield from _list("程序、主题、流水线", told.code)
    yield from ("## 网页", "", words.pages_line(told), "")
    html = [page for page in told.pages if page.file.endswith((".html", ".xml"))]
    if html:
        rows = [(page.file, page.title, words.change_of(page)) for page in html[:MOST_PAGES]]
        more = f"，只列 {MOST_PAGES} 个" if len(html) > MOST_PAGES else ""
        yield from (f"<details><summary>网页和订阅 {len(html)} 个{more}</summary>", "")
        yield from (*table(words.PAGE_HEAD, rows), "</details>", "")
    for path in told.kept_back:
        yield f"- content/{cell(path)}.md 里发现个人信息，预览里没有放它的网页。"


def _list(title: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield from (f"## {title}", "", *(f"- {cell(name)}" for name in names[:40]), "")
        if len(names) > 40:
            yield from (f"另有 {len(names) - 40} 个{CUT_SHORT}", "")
