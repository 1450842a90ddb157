"""The review of a branch in one file that needs nothing else; only the preview's pages are links out of it."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from urllib.parse import quote

from pipeline.branch_changes import ItemChange
from pipeline.reports.html import STYLE
from pipeline.shielding import unreadable
from pipeline.word_diff import Mark, Piece, shortened
from plugins import branch_told as words
from plugins.branch_told import PageChange, Told

MORE_STYLE = """
.words{white-space:pre-wrap;background:#fafafa;border:1px solid #ddd;padding:.75rem;overflow-wrap:anywhere}
body{overflow-wrap:anywhere}
del{background:#fde2e0;color:#7a1712}ins{background:#d8f3dc;color:#0f4d22;text-decoration:underline}
.cut{color:#666}.alert{border:2px solid #b3261e;padding:.5rem .75rem;background:#fff3f2}
article{border-top:1px solid #ccc;margin-top:1.5rem}h3{font-size:1.1rem}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:1rem}
.pair img{width:100%;border:1px solid #999}
figure{margin:0}.missing{color:#b3261e;font-weight:700}
@media(max-width:40rem){table,thead,tbody,tr,th,td{display:block}thead{display:none}
tr{border:1px solid #ccc;margin:.5rem 0}td{border:0}
td[data-head]:not([data-head=""])::before{content:attr(data-head) "：";font-weight:700}}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def html(told: Told) -> str:
    title = escape(f"{told.site} 改动审核")
    parts = [
        "<!doctype html>",
        f'<html lang="zh-CN"><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>{title}</title>',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        f"<style>{STYLE}{MORE_STYLE}</style></head><body><main><h1>{title}</h1>",
        *_top(told),
        *(line for item in told.items for line in _item(told, item)),
        *_tables(told),
        *_listed("其他文件", [f"content/{path}" for path in told.others]),
        *_listed("程序、主题、流水线", told.code),
        *_pages(told),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _top(told: Told) -> Iterator[str]:
    yield f"<p>与 {escape(told.base)}（{told.commit[:10]}）比较，截至 {told.as_of}。{escape(words.sums(told))}</p>"
    yield f"<p><strong>{escape(words.verdict(told))}</strong></p>"
    for alert in words.alerts(told):
        yield f'<p class="alert" role="alert"><strong>{escape(alert)}</strong></p>'
    if told.findings:
        yield f"<h2>改动之处的问题</h2>{_table(words.FINDING_HEAD, words.finding_rows(told.findings))}"
    if told.items:
        yield "<h2>条目</h2>"
    if rows := words.overview(told):
        yield _table(words.OVERVIEW_HEAD, rows)


def _item(told: Told, item: ItemChange) -> Iterator[str]:
    many = len(told.items) > words.MOST_ITEMS
    yield f'<article id="{escape(unreadable(item.path))}">'
    yield (
        f"<details><summary>{escape(words.heading(item))}</summary>"
        if many
        else f"<h3>{escape(words.heading(item))}</h3>"
    )
    yield "<p>" + "<br>".join(f"{name}：{escape(text)}" for name, text in words.facts(told, item)) + "</p>"
    page = next((page for page in told.pages if page.file == f"{item.path}.html" and page.still), None)
    if page:
        yield f"<p>{_link(page, '看改动后的网页')}</p>"
    signs = told.signs.get(item.path, ())
    if signs:
        yield _table(words.SIGN_HEAD, [(sign.step, sign.told) for sign in signs])
    if item.fields:
        yield _table(
            words.FIELD_HEAD, [(f.label, f.before or words.NOTHING, f.after or words.NOTHING) for f in item.fields]
        )
    if item.words:
        yield f"<h4>{words.words_line(item)}</h4>{_marked(item.words)}"
    if item.files:
        yield _table(words.FILE_HEAD, [words.file_row(change) for change in item.files])
        for change in item.files:
            if change.words and any(piece.mark is not Mark.SAME for piece in change.words):
                yield f"<h4>附件“{escape(change.name)}”里的文字</h4>{_marked(change.words)}"
    yield from _pictures(told, item)
    yield "</details></article>" if many else "</article>"


def _marked(pieces: Sequence[Piece]) -> str:
    tags = {Mark.GONE: "del", Mark.NEW: "ins"}
    told = []
    for piece in shortened(pieces, 80):
        tag = tags.get(piece.mark)
        text = escape(piece.text)
        told.append(
            f"<{tag}>{text}</{tag}>" if tag else '<span class="cut"> …… </span>' if piece.mark is Mark.CUT else text
        )
    return f'<div class="words">{"".join(told)}</div>'


def _pictures(told: Told, item: ItemChange) -> Iterator[str]:
    for picture in told.pictures:
        if picture.path == item.path:
            shown = (("改动前", picture.before), ("改动后", picture.after))
            figures = (
                f'<figure><figcaption>{name}</figcaption><img alt="{name}的网页截图" '
                f'src="data:image/webp;base64,{base64.b64encode(data).decode()}"></figure>'
                for name, data in shown
                if data
            )
            yield f'<details open><summary>网页截图</summary><div class="pair">{"".join(figures)}</div></details>'


def _tables(told: Told) -> Iterator[str]:
    for file, changes in told.tables.items():
        yield f"<h2>基础表 content/{escape(file)}</h2>"
        rows = [(c.label, c.before or words.NOTHING, c.after or words.NOTHING) for c in changes]
        yield _table(words.FIELD_HEAD, rows) if rows else "<p>只改了注释或写法。</p>"


def _listed(title: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"<h2>{title}</h2><ul>{''.join(f'<li>{escape(name)}' for name in names)}</ul>"


def _pages(told: Told) -> Iterator[str]:
    yield f"<h2>网页</h2><p>{words.pages_line(told)}</p>"
    for path in told.kept_back:
        yield f"<p>content/{escape(path)}.md 里发现个人信息，预览里没有放它的网页。</p>"
    shown = [page for page in told.pages if page.file.endswith((".html", ".xml"))]
    if shown:
        rows = "".join(
            f"<tr><td>{_link(page, page.file)}<td>{escape(page.title)}<td>{words.change_of(page)}</tr>"
            for page in shown
        )
        heads = "".join(f"<th>{head}" for head in words.PAGE_HEAD)
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        yield f"<details><summary>网页和订阅 {len(shown)} 个</summary>{table}</details>"


def _link(page: PageChange, text: str) -> str:
    return f'<a href="{escape(quote(page.still))}">{escape(text)}</a>' if page.still else escape(text)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = "".join(
        "<tr>"
        + "".join(f'<td data-head="{escape(name)}">{escape(text)}' for name, text in zip(head, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{''.join(f'<th>{cell}' for cell in head)}</tr></thead><tbody>{body}</tbody></table>"
