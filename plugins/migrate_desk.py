"""The verb that moves a saved site: what the command line gave -> items, redirects, a ledger. Raises Refused."""

import csv
import io
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.environment import Refused
from pipeline.importing.arrival import Unfit, readable
from pipeline.importing.crawl import Crawl
from pipeline.importing.moving import Move, Moved, migrate
from pipeline.importing.moving_plan import Row, read_columns
from pipeline.importing.placing import Taken
from pipeline.importing.webpage import is_selector
from pipeline.importing.wording import LEDGER_HEAD, PAGES, RESULTS, told
from pipeline.new_item import now_of
from pipeline.phrases import listing, near
from pipeline.tables import Tables, read_tables
from pipeline.troubles import reason
from plugins.import_desk import WORDS

_SITE = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?/?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def migrate_site(
    folder: str,
    site: str,
    mapping: str | None = None,
    authority: str | None = None,
    out: str = "migration.csv",
    workers: int = 0,
    region: str | None = None,
    content: str = "content",
) -> int:
    """0 when every article moved as it was, 1 when some became drafts or did not move."""
    tables = read_tables(Path(content))
    _must_be_sensible(tables, folder, site, authority, out)
    if region and not is_selector(region):
        raise Refused(f"--region 应为 CSS 选择器，例如 #zoom 或 .article，现在是“{region}”。")
    columns = _columns(mapping, tables)
    today = now_of(tables)[:10]
    move = Move(Path(folder), site.rstrip("/"), Path(content), columns, authority or "", today, WORDS, region or "")
    try:
        moved = migrate(move, _progress, workers)
    except Taken as taken:
        raise Refused(f"{taken.path} 已经有别的内容，一个也没有迁移，content/ 与运行前一样。") from None
    except OSError as fault:
        raise Refused(f"写不进去，一个也没有迁移：{reason(fault)}（{fault.filename}）。") from None
    _write_ledger(Path(out), moved.rows, moved.crawl)
    return _report(moved, out)


def _must_be_sensible(tables: Tables, folder: str, site: str, authority: str | None, out: str) -> None:
    if not tables.columns or not tables.authorities:
        raise Refused(f"基础表有错误，没有迁移。{next(iter(tables.findings), '')}")
    if not os.path.isdir(folder):
        raise Refused(f"没有文件夹 {folder}。")
    if not os.listdir(folder):
        raise Refused(f"文件夹 {folder} 是空的，没有可以迁移的网页。")
    if not _SITE.fullmatch(site):
        raise Refused(f"旧网站的网址应为 http://www.old.example.gov.cn 的样子，现在是“{site}”。")
    if authority and authority not in tables.authorities:
        raise Refused(f"没有登记机关“{authority}”{near(authority, tables.authorities)}（代号见 authorities.yaml）")
    if os.path.lexists(out):
        raise Refused(f"已有文件 {out}，没有覆盖。用 --out 换一个文件名。")


def _columns(mapping: str | None, tables: Tables) -> Mapping[str, str]:
    if not mapping:
        return {}
    try:
        columns = read_columns(Path(mapping))
    except (OSError, Unfit):
        raise Refused(
            f"栏目对照表 {mapping} 读不出来：应为 CSV，两列：旧栏目名称（或旧网址的开头）、新栏目路径。"
        ) from None
    for name, path in columns.items():
        if path not in tables.columns:
            raise Refused(f"栏目对照表 {mapping} 中“{name}”的新栏目“{path}”没有登记{near(path, tables.columns)}")
    return columns


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{total}\033[K", end="\n" if done == total else "", file=sys.stderr)


def _report(moved: Moved, out: str) -> int:
    refused = Counter(row.code for row in moved.rows if row.result == "refused")
    if moved.resumed:
        print(f"接着上一次做：已经做好的 {moved.resumed} 页没有重做。")
    print(f"迁移 {len(moved.made)} 篇，草稿 {len(moved.drafts)} 篇，旧网址转址 {len(moved.redirects)} 个。")
    if refused:
        print("没有迁移的：")
    for code, number in refused.most_common():
        print(f"- {number} 个：{_sentence(code, '', '…')}")
    if others := moved.crawl.other_hosts():
        print(f"文件夹里还有别的网站的文件（{listing(others)}），没有处理；要迁移的，用它的网址再运行一次。")
    print(f"台账已写入 {out}，共 {len(moved.rows)} 行。接下来运行 check，逐条核对台账。")
    return int(bool(moved.drafts or refused))


# the ledger ---------------------------------------------------------------------------------------------------------


def _write_ledger(path: Path, rows: Sequence[Row], crawl: Crawl) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(LEDGER_HEAD)
    writer.writerows(_inert(cells) for cells in _cells(rows, crawl))
    path.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace"))


def _cells(rows: Sequence[Row], crawl: Crawl) -> Iterator[tuple[str, ...]]:
    for row in sorted(rows):
        old = readable(crawl.address(row.file))
        yield readable(row.file), old, RESULTS[row.result], row.new, _sentence(row.code, row.where, row.what)


def _sentence(code: str, where: str, what: str) -> str:
    return PAGES[code].format(where=where, what=what) if code in PAGES else told(code, where, what)


def _inert(cells: tuple[str, ...]) -> list[str]:
    """No spreadsheet may take a cell for a formula."""
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
