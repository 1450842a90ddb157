#!/usr/bin/env python3
"""The verbs of the house: ``python3 tasks.py VERB [options]``, or ``inv VERB`` inside .venv.

Run as a script on a machine with nothing but Python, it first makes .venv from requirements.lock and starts again in it.
Every verb is a line or two that calls the library; its first docstring line and its option texts are what editors read.
Exit status: 0 clean, 1 findings that block, 2 could not run.
"""

from __future__ import annotations

import os
import sys

from pipeline.command_line import CommandLine
from pipeline.command_line import options_of as options_of
from pipeline.environment import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pipeline.handbook import VerbText

    Verb = Callable[..., int]

ROOT = os.path.dirname(os.path.abspath(__file__))

# ---------------------------------------------------------------- the verbs

VERBS: dict[str, tuple[Verb, dict[str, str]]] = {}


def verb(**option_texts: str) -> Callable[[Verb], Verb]:
    """Register a verb. Its options are its keyword-only parameters; each needs a text here."""

    def register(function: Verb) -> Verb:
        VERBS[function.__name__.replace("_", "-")] = (function, option_texts)
        return function

    return register


AS_OF = "按哪一天判断，格式 YYYY-MM-DD，默认今天"
CLUSTER = "改用 OpenSearch 集群，写地址，如 https://10.0.0.5:9200；见 docs/search-cluster.md"


@verb(
    as_of=AS_OF,
    content="内容目录",
    output="输出目录",
    store="索引文件，删除后只会重新生成",
    theme="主题目录",
    workers="并行进程数，0 为自动",
)
def build(
    *,
    as_of: str | None = None,
    content: str = "content",
    output: str = "output",
    store: str = "var/store.sqlite",
    theme: str = "themes/gov",
    workers: int = 0,
) -> int:
    """生成网站：只处理有改动的内容，结果写入 output/。"""
    import gc

    from plugins import host

    # A build keeps nearly all it makes until it ends: looking for garbage costs a tenth of an edit.
    gc.disable()
    return host.build(as_of=as_of, content=content, output=output, store=store, theme=theme, workers=workers)


@verb(
    column="栏目路径，例如 zwgk/zcwj/szfwj",
    title="标题，有空格时加引号",
    authority="发文机关的代号，默认为栏目的责任部门",
)
def new(*, column: str, title: str, authority: str | None = None) -> int:
    """新建草稿：在栏目里建好下一个编号的文件，页头写好字段和索引号。"""
    from pipeline.new_item import NotMade, Words, new_item

    try:
        made = new_item("content", column, title, authority, Words(**NEW_COMMENTS))
    except NotMade as fault:
        raise Refused(NEW_REASONS[fault.reason].format_map(fault.facts)) from None
    must = f"先补上：{'、'.join(made.blanks)}；" if made.blanks else ""
    print(f"已新建草稿 {made.path}（发文机关 {made.authority}）。{must}写好正文，删去“状态: 草稿”一行，即可发布。")
    return 0


NEW_COMMENTS = {"published_at": "发布前改为实际发布的时间", "optional": "以下选填：要用的，另起一行写“字段: 内容”"}
NEW_REASONS = {
    "tables": "基础表有错误，没有新建。{finding}",
    "column": "没有栏目“{column}”{near}（栏目路径是 columns.yaml 中各级代号，用 / 连接）",
    "group": "栏目“{column}”只收下级栏目，请改为其中一个：{children}。",
    "no-authority": "栏目“{column}”没有责任部门，请用 --authority 指定发文机关的代号。",
    "authority": "没有登记机关“{authority}”{near}（代号见 authorities.yaml）",
    "title": "标题不能用，没有新建。{finding}",
}


@verb(port="本机端口")
def serve(*, port: int = 8000) -> int:
    """预览网站：在本机打开，内容一改自动重新生成并刷新浏览器。"""
    from pipeline.preview import serve as preview

    return preview(ROOT, port)


@verb(
    as_of=AS_OF,
    output="要检查的输出目录",
    format="报告格式，可用逗号并列：terminal、markdown、json、html、xlsx、forecast、ics、sarif、code-quality、junit",
    out="报告写入的文件，默认显示在屏幕上；不能在输出目录里",
    changed="只检查自这个提交（如 origin/main）以来的改动可能影响的部分",
    history="以往 JSON 报告所在的目录，用来在 html 报告里画趋势",
    external="联网检查站外链接，更新外链台账 var/outbound.json",
    max_age="站外链接检查过多少天以后再查",
    accept="标题变了但核对无误的站外域名，以现在的标题为准",
    no_build="不先生成，只检查现有输出",
)
def check(
    *,
    as_of: str | None = None,
    output: str = "output",
    format: str = "terminal",
    out: str | None = None,
    changed: str | None = None,
    history: str | None = None,
    external: bool = False,
    max_age: int = 7,
    accept: str | None = None,
    no_build: bool = False,
) -> int:
    """检查网站：逐条对照法规和指标，给出问题、位置和改法。"""
    from plugins import host

    built = 0 if no_build else build(as_of=as_of, output=output)
    out_there: dict[str, Any] = {"external": external, "max_age": max_age, "accept": accept}
    asked = (as_of, output, format.split(","), out, changed, history)
    return built if built > 1 else max(built, host.check(*asked, **out_there))


@verb(
    text="要找的词，可以不止一个；有引号、空格也照原样查",
    column="只查这些栏目，写栏目路径，多个用逗号隔开",
    authority="只查这些机关，写机关代号，多个用逗号隔开",
    kind="只查这些类别，写类别代号，多个用逗号隔开",
    year="只查这些年份，多个用逗号隔开",
    since="只查这一天及以后发布的，格式 YYYY-MM-DD",
    until="只查这一天及以前发布的，格式 YYYY-MM-DD",
    sort="排序：relevance 相关度，date 时间",
    page="第几页，每页 10 条",
    everything="词恰好是文号、索引号时，也查提到它的其他内容",
)
def search(
    *,
    text: str,
    column: str = "",
    authority: str = "",
    kind: str = "",
    year: str = "",
    since: str = "",
    until: str = "",
    sort: str = "relevance",
    page: int = 1,
    everything: bool = False,
) -> int:
    """搜索内容：按读者搜索的同一规则查找，列出文件位置；找到为 0，没有为 1。"""
    from plugins import search_desk

    facets = {"column": column, "authority": authority, "kind": kind, "year": year}
    return search_desk.search(text, facets, since=since, until=until, sort=sort, page=page, everything=everything)


@verb(full="不看已有的索引，全部重做", cluster=CLUSTER)
def search_index(*, full: bool = False, cluster: str = "") -> int:
    """更新搜索索引：只处理有改动的内容，结果在 var/whoosh/，搜索服务随即改用新索引。"""
    from plugins import search_desk

    return search_desk.bring_up_to_date(full=full, cluster=cluster)


@verb(port="本机端口", processes="进程数，0 为每个处理器核心一个", cluster=CLUSTER)
def search_service(*, port: int = 8081, processes: int = 0, cluster: str = "") -> int:
    """搜索服务：在本机提供 /api/search 和 /api/suggest，先更新索引；供网站服务器转发。"""
    from plugins import search_desk

    return search_desk.serve(port, processes, cluster)


@verb(target="发布到的目录", as_of=AS_OF)
def publish(*, target: str = "live", as_of: str | None = None) -> int:
    """发布网站：检查通过才发布，不通过则线上保持原样。"""
    from plugins import host

    return host.publish(target, as_of)


@verb(
    authority="机关代号，见 authorities.yaml", year="报告年度，例如 2026", out="写到哪个文件，默认 机关代号-年度.xlsx"
)
def report_template(*, authority: str, year: str, out: str | None = None) -> int:
    """年报模板：生成一个机关的年度报告 Excel 填报表，合计用公式，已知的数字先填好。"""
    from plugins.report_desk import make_template

    return make_template(authority, year, out)


@verb(
    file="填好的 Excel 填报表",
    column="放到哪个栏目，默认为该机关已有年报的栏目",
    year="应是哪一年度，与表中不同即拒绝",
    replace="已有这一年度的报告时，改写其中的表",
    blanks_are_zero="没有填的格按 0 计",
)
def report_import(
    *,
    file: str,
    column: str | None = None,
    year: str | None = None,
    replace: bool = False,
    blanks_are_zero: bool = False,
) -> int:
    """导入年报：把填好的填报表变成年度报告草稿；数字有一处不平就一个也不导入。"""
    from plugins.report_desk import import_report

    return import_report(file, column, year, replace=replace, blanks_are_zero=blanks_are_zero)


@verb(authority="政府的机关代号", year="报告年度", out="汇总表写到哪个文件，默认只显示差异")
def report_sums(*, authority: str, year: str, out: str | None = None) -> int:
    """汇总年报：把所属部门的年度报告加起来，列出与政府报告不同的格。"""
    from plugins.report_desk import sum_reports

    return sum_reports(authority, year, out)


@verb(as_of=AS_OF, out="把清单另存为 CSV 文件")
def requests_watch(*, as_of: str | None = None, out: str | None = None) -> int:
    """盯办申请：列出还没有答复的信息公开申请，最急的在前；有逾期的返回 1。"""
    from plugins.statement_desk import watch_requests

    return watch_requests(as_of, out)


@verb(authority="机关代号", year="年度", out="写成年报填报表，第三表已按台账填好")
def requests_table(*, authority: str, year: str, out: str | None = None) -> int:
    """统计申请：按申请台账算出年度报告第三表，列出与已公布报告不同的格。"""
    from plugins.statement_desk import count_requests

    return count_requests(authority, year, out)


@verb(year="年度，默认今年", out="写到哪个目录", month="更新情况表的月份 YYYY-MM，默认最近一个月", as_of=AS_OF)
def statistics(
    *, year: str | None = None, out: str = "var/statistics", month: str | None = None, as_of: str | None = None
) -> int:
    """统计发布：按月、机关、栏目统计发布、解读和时效，写成网页、CSV 和 Excel，不进网站。"""
    from plugins import statement_desk

    return statement_desk.statistics(year, out, month, as_of)


@verb(year="年度", column="在这个栏目建成草稿，默认只写 Excel", out="写到哪个目录")
def website_statement(*, year: str, column: str | None = None, out: str | None = None) -> int:
    """网站年度报表：按网站已发布的内容填政府网站工作年度报表。"""
    from plugins import statement_desk

    return statement_desk.website_statement(year, column, out)


@verb(
    quarter="季度，例如 2026Q3",
    reports="存放该季度 JSON 检查报告的目录",
    column="在这个栏目建成草稿，默认只写文件",
    out="写到哪个目录",
)
def circular(*, quarter: str, reports: str, column: str | None = None, out: str | None = None) -> int:
    """季度通报：按检查报告写网站与政务新媒体检查情况通报，附 Excel。"""
    from plugins import statement_desk

    return statement_desk.circular(quarter, reports, column, out)


@verb(file="要转换的文件")
def fix_encoding(*, file: str) -> int:
    """转换编码：把一个 GBK/GB18030 或 UTF-16 文件转成 UTF-8，原文件另存为 .bak。"""
    from pipeline.encoding import NotGB18030, to_utf8
    from pipeline.terms import ENCODING_REASONS

    try:
        backup = to_utf8(file)
    except NotGB18030 as reason:
        raise Refused(f"{file} 没有改动：{ENCODING_REASONS[str(reason)]}") from None
    print(f"{file} 已转为 UTF-8，原文件保存在 {backup}。请核对文字无误后删除备份。")
    return 0


@verb()
def clean() -> int:
    """清理生成物：删除 output/ 和 var/（外链台账除外），只会让下次生成变慢。"""
    from plugins import host

    host.clean()
    return 0


@verb(args="交给 pytest 的参数")
def test(*, args: str = "") -> int:
    """运行测试：后面的参数原样交给 pytest。"""
    return _tool("pytest", *_words(args))


@verb()
def lint() -> int:
    """检查代码：ruff 规则与格式、mypy 类型，三项都查完再报结果。"""
    return max(_tool("ruff", "check", "."), _tool("ruff", "format", "--check", "."), _tool("mypy"))


@verb(args="交给 pytest 的参数")
def golden(*, args: str = "") -> int:
    """重写样板网站：刷新 tests/golden 的预期结果，再用 git diff 审阅。"""
    return _tool("pytest", "tests/golden", "--refresh-golden", *_words(args))


@verb()
def handbook() -> int:
    """更新手册：按代码重写 docs/ 中的对照表，再用 git diff 审阅。"""
    from pathlib import Path

    from pipeline.handbook import refresh

    for page in refresh(Path("docs"), verb_texts()):
        print(f"已更新 {page}")
    return 0


def verb_texts() -> list[VerbText]:
    """The verbs as the handbook shows them."""
    from pipeline.handbook import VerbText

    return [VerbText(name, doc.__doc__ or "", texts, options_of(doc)) for name, (doc, texts) in VERBS.items()]


@verb(args="交给测速程序的参数，例如 --items 10000")
def bench(*, args: str = "") -> int:
    """测速：生成一批内容并计时，后面的参数原样交给测速程序。"""
    return _tool("tests.bench", *_words(args))


def _tool(module: str, *words: str) -> int:
    import subprocess

    return min(subprocess.call([sys.executable, "-m", module, *words], cwd=ROOT), 2)


def _words(args: str) -> list[str]:
    import shlex

    return shlex.split(args)


# ---------------------------------------------------------------- the command line

LINE = CommandLine(VERBS, ROOT)
main, parse, list_of_verbs = LINE.main, LINE.parse, LINE.list_of_verbs

if __name__ == "__main__":
    LINE.start()
else:
    namespace = LINE.collection()
