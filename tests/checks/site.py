"""A small site that passes every check, to which a test adds what it is about; it shows its files where it is used."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

import yaml

from pipeline.check import Inspected
from pipeline.checks import CHECKS
from pipeline.files import output_urls
from pipeline.inspection import Inspection, inspect
from pipeline.kinds import KINDS
from pipeline.provenance import History
from pipeline.read import read_content
from pipeline.register import Register
from pipeline.store import IndexRow, Store
from pipeline.tables import Tables, read_tables

AS_OF = "2026-11-18"

SITE = {
    "网站名称": "样例市人民政府",
    "网站域名": "www.yangli.example.gov.cn",
    "网站标识码": "9900000001",
    "网址": "https://www.yangli.example.gov.cn",
    "网站类型": "部门网站",
    "网站描述": "用于检验的样例网站",
    "ICP备案号": "样ICP备00000001号",
    "公安备案号": "样公网安备 00000000000001号",
    "主办单位": "样例市人民政府办公室",
    "承办单位": "样例市数据管理局",
    "联系电话": "0999-8000001",
    "门户机关": "yl-gov",
}
AUTHORITIES = [
    {
        "代号": "yl-gov",
        "名称": "样例市人民政府",
        "层级": "政府",
        "统一社会信用代码": "11990000123456788L",
        "公开平台": "否",
    },
    {
        "代号": "yl-czj",
        "名称": "样例市财政局",
        "层级": "部门",
        "上级": "yl-gov",
        "统一社会信用代码": "11990000876543210R",
        "公开平台": "否",
    },
]
NEWS = """---
标题: 样例市召开工作会议
发文机关: yl-gov
发布时间: 2026-11-16 09:00
---
会议总结了今年以来的工作，研究了下一步任务。
"""

FOOTER = (
    '<footer data-part="footer"><a data-element="mark" href="https://bszs.conac.cn/x">党政机关</a>'
    '<a data-element="error-report" href="https://zfwzgl.www.gov.cn/x">找错</a>'
    '<p data-element="id-code">9900000001</p><p data-element="organizer">样例市人民政府办公室</p>'
    '<p data-element="contact">0999-8000001</p><p data-element="icp">样ICP备00000001号</p>'
    '<p data-element="police">样公网安备 00000000000001号</p><a data-element="sitemap" href="/">网站地图</a></footer>'
)
SCRIPT = "theme/site.js"
PROMPT = f'<dialog id="leave-site" data-trusted=""><button data-leave="go">继续访问</button></dialog><script src="/{SCRIPT}"></script>'
"""Asked before a link out of the site is followed."""


def column(key: str, kind: str, **more: object) -> dict[str, object]:
    """A row of columns.yaml; `more` are its Chinese keys."""
    row = {"代号": key, "名称": f"栏目{key}", "类别": "其他", "形态": kind, "说明": f"{key}的说明", "关键词": [key]}
    return row | {"更新期限": "不要求"} | more


def head(title: str, url: str, labels: Mapping[str, str]) -> str:
    pairs = {"SiteName": SITE["网站名称"], "SiteDomain": SITE["网站域名"], "SiteIDCode": SITE["网站标识码"]} | dict(
        labels
    )
    metas = "".join(f'<meta name="{name}" content="{html.escape(text)}">' for name, text in pairs.items())
    title = f"<title>{html.escape(title)} - {SITE['网站名称']}</title>"
    return f'<!doctype html><html lang="zh-CN"><head>{title}{metas}<link rel="canonical" href="{SITE["网址"]}{url}"></head>'


def column_labels(title: str) -> dict[str, str]:
    return {"ColumnName": title, "ColumnDescription": "说明", "ColumnKeywords": "词", "ColumnType": "其他"}


def page(title: str, url: str, labels: Mapping[str, str], body: str) -> str:
    return f"{head(title, url, labels)}<body><main><h1>{html.escape(title)}</h1>\n{body}\n</main>{FOOTER}{PROMPT}</body></html>\n"


@dataclass
class BuiltSite:
    """A site on disk with its register, ready to be inspected."""

    store: Store
    register: Register
    output: Path
    history: History | None = None

    def inspected(self) -> Inspected:
        day = date.fromisoformat(self.register.as_of[:10])
        urls, content = output_urls(str(self.output)), self.output.parent / "content"
        return Inspected(self.register, self.store, self.output, day, urls, frozenset(CHECKS), content, self.history)

    def inspection(self, workers: int = 1) -> Inspection:
        content = self.output.parent / "content"
        return inspect(self.store, self.register, self.output, content=content, workers=workers, history=self.history)


def build_site(
    root: Path,
    files: Mapping[str, str | bytes],
    output: Mapping[str, str | bytes | None] | None = None,
    as_of: str = AS_OF,
) -> BuiltSite:
    """`files` are below content/, over the clean site; `output` is laid over the pages made of it, None taking one away.

    A folder named after a kind, such as `document/2026/00001.md`, is a column of that kind unless columns.yaml is given.
    """
    content = root / "content"
    given = {"article/2026/00001.md": NEWS} | dict(files)
    for name, rows in (("site.yaml", SITE), ("authorities.yaml", AUTHORITIES), ("columns.yaml", _columns(given))):
        given.setdefault(name, yaml.safe_dump(rows, allow_unicode=True, sort_keys=False))
    if not any(name.startswith("census/") for name in given):
        given |= census(given.get("accounts.yaml", ""))
    _write(content, given)
    tables = read_tables(content)
    store = Store(root / "store.sqlite")
    read_content(content, store, tables, workers=1)
    register = Register(tables, {row.path: row for row in store.index()}, f"{as_of} 23:59")
    pages = _pages(register, store, content) | dict(output or {})
    _write(root / "output", {name: text for name, text in pages.items() if text is not None})
    return BuiltSite(store, register, root / "output")


def census(accounts: str | bytes) -> dict[str, str | bytes]:
    """Of every account that tells what it is: usable, and last updated as the register says."""
    rows = [row for row in yaml.safe_load(accounts) or () if {"平台", "账号ID"} <= row.keys()]
    lines = [f"{row['平台']},{row['账号ID']},{row.get('最近更新日期', '')},是" for row in rows]
    head = "平台,账号ID,最近更新日期,能否使用"
    return {"census/2026-47.csv": "\n".join([head, *lines, ""])} if lines else {}


def _columns(files: Mapping[str, object]) -> list[dict[str, object]]:
    keys = {name.partition("/")[0] for name in files if "/" in name}
    return [column(key, KINDS[key].name) for key in sorted(keys) if key in KINDS]


def _write(folder: Path, files: Mapping[str, str | bytes | None]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else str(text).encode())


def _pages(register: Register, store: Store, content: Path) -> dict[str, str | bytes | None]:
    """Pages as plain as can be; the theme's own are tested elsewhere."""
    tables, shown = register.tables, register.shown
    links = "".join(f'<p><a href="{row.url}">{html.escape(row.title)}</a></p>' for row in shown)
    pages: dict[str, str | bytes | None] = {"index.html": page("首页", "/", {}, links), SCRIPT: ""}
    for path, node in tables.columns.items():
        rows = register.by_column[path]
        listed = "".join(f'<p><a href="{row.url}">{html.escape(row.title)}</a></p>' for row in rows)
        pages[f"{path}/index.html"] = page(node.column.title, node.url, column_labels(node.column.title), listed)
    for row in [*shown, *register.withdrawn]:
        pages[f"{row.path}.html"] = _item_page(row, tables, register, store)
    for file in store.all_attachments():
        if file.item in register.shown_paths:
            pages[f"{file.item}/{file.name}"] = (content / file.file).read_bytes()
    for redirect in tables.redirects:
        where = redirect.old[1:] + ("index.html" if redirect.old.endswith("/") else "")
        pages[where] = (
            f'<!doctype html><meta http-equiv="refresh" content="0; url={redirect.new}"><a href="{redirect.new}">转</a>'
        )
    return pages


def _item_page(row: IndexRow, tables: Tables, register: Register, store: Store) -> str:
    labels = column_labels(tables.columns[row.column].column.title)
    if row.path not in register.shown_paths:
        return page(row.title, row.url, labels, "<p>这条信息已撤回。</p>")
    labels |= {"ArticleTitle": row.title, "PubDate": row.published_at, "ContentSource": "样例市人民政府"}
    body = store.body(row.path).html
    for kind, target, _ in row.body_links():
        found = register.by_index_number.get(target) if kind == "index" else None
        if found in register.shown_paths:
            body = body.replace(f"/@/{quote(target)}", f"/{found}.html")
    files = "".join(
        f'<p><a href="/{row.path}/{quote(file.name)}">{html.escape(file.name)}</a> {file.size} B</p>'
        for file in store.attachments(row.path)
        if file.listed
    )
    return page(row.title, row.url, labels, f'<div data-part="body">{body}</div>{files}')
