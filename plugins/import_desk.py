"""The verb that imports files: what the command line gave -> drafts in content/, and a report. Raises Refused."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.environment import Refused
from pipeline.fresh_header import Words
from pipeline.importing.arrival import Remark
from pipeline.importing.batch import MOST_FILES, Outcome, import_files, listed
from pipeline.importing.draft import Target
from pipeline.importing.placing import Taken
from pipeline.importing.wording import told
from pipeline.kinds import KINDS
from pipeline.new_item import SPECIAL_KIND, NotMade, node_of
from pipeline.phrases import listing, near
from pipeline.tables import SPECIAL, read_tables
from pipeline.troubles import reason

WORDS = Words()
REASONS = {
    "tables": "基础表有错误，没有导入。{finding}",
    "column": "没有栏目“{column}”{near}（栏目路径是 columns.yaml 中各级代号，用 / 连接）",
    "group": "栏目“{column}”只收下级栏目，请改为其中一个：{children}。",
}


def import_documents(
    files: Sequence[str],
    column: str | None,
    title: str | None = None,
    authority: str | None = None,
    *,
    keep_original: bool = False,
    out: str | None = None,
    content: str = "content",
) -> int:
    """0 when every file became a draft, 1 when some were refused."""
    target = _target(Path(content), column, title, authority, keep_original)
    found = list(listed(map(Path, files)))
    _must_be_sensible(files, found, title)
    if out and os.path.lexists(out):
        raise Refused(f"已有文件 {out}，没有覆盖。用 --out 换一个文件名。")
    try:
        outcomes = import_files(found, target, WORDS, _progress if len(found) > 1 else None)
    except Taken as taken:
        raise Refused(f"{taken.path} 在导入期间被别人占用，一个也没有导入，重新运行一次即可。") from None
    except OSError as fault:
        raise Refused(f"写不进去，一个也没有导入：{reason(fault)}（{fault.filename}）。") from None
    report = "\n".join(_report(outcomes, target))
    print(report)
    if out:
        Path(out).write_text(f"# 导入报告\n\n{report}\n", encoding="utf-8")
        print(f"报告已写入 {out}。")
    return int(any(outcome.refused for outcome in outcomes))


def _target(content: Path, column: str | None, title: str | None, authority: str | None, keep: bool) -> Target:
    if not column:
        raise Refused("还需要：放到哪个栏目，用 --column 写栏目路径，例如 --column zwgk/zcwj/szfwj。")
    tables = read_tables(content)
    try:
        node = node_of(tables, column)
    except NotMade as fault:
        raise Refused(REASONS[fault.reason].format_map(fault.facts)) from None
    if authority and authority not in tables.authorities:
        raise Refused(f"没有登记机关“{authority}”{near(authority, tables.authorities)}（代号见 authorities.yaml）")
    kind = SPECIAL_KIND if node.kind == SPECIAL else node.kind
    return Target(content, tables, node, kind, KINDS[kind], title or "", authority or "", keep)


def _must_be_sensible(given: Sequence[str], found: Sequence[Path], title: str | None) -> None:
    if not given:
        raise Refused("还需要：要导入的文件或文件夹，可以写几个。")
    if not found:
        raise Refused(f"{listing(given)} 里没有文件。")
    if len(found) > MOST_FILES:
        raise Refused(f"一次最多导入 {MOST_FILES} 个文件，现在是 {len(found)} 个，请分批。")
    if title and len(found) > 1:
        raise Refused("--title 只能用于一个文件；几个文件的标题从各自的内容里认。")


def _progress(number: int, total: int, file: Path) -> None:
    if sys.stderr.isatty():
        print(f"\r{number}/{total} {file.name[:40]}\033[K", end="\n" if number == total else "", file=sys.stderr)


# the report ---------------------------------------------------------------------------------------------------------


def _report(outcomes: Sequence[Outcome], target: Target) -> Iterator[str]:
    for outcome in outcomes:
        yield from _told(outcome, target)
        yield ""
    refused = sum(bool(outcome.refused) for outcome in outcomes)
    made = len(outcomes) - refused
    yield f"共 {len(outcomes)} 个文件：导入 {made} 个，没有导入 {refused} 个。" + (
        "草稿补上空着的字段、核对无误，删去“状态: 草稿”一行，即可发布。" if made else ""
    )


def _told(outcome: Outcome, target: Target) -> Iterator[str]:
    if outcome.refused:
        yield f"没有导入 {outcome.file}"
        yield from (f"- {_line(reason)}" for reason in dict.fromkeys(outcome.refused))
        if any(reason.code in ("inserted", "deleted", "moved", "comment") for reason in outcome.refused):
            yield "- 改法：定稿后接受或拒绝全部修订、删除批注，再导入。"
        return
    yield f"已导入 {outcome.file} → {target.content / outcome.path}.md"
    if outcome.title:
        yield f"- 标题：{outcome.title}"
    if outcome.files:
        yield f"- 附件和图片：{listing(outcome.files)}"
    if outcome.blanks:
        yield f"- 要补的字段：{listing(outcome.blanks)}"
    yield from (f"- {_line(remark)}" for remark in outcome.remarks)


def _line(remark: Remark) -> str:
    return told(remark.code, remark.where, remark.what)
