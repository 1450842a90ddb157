#!/usr/bin/env python3
"""The verbs of the house: ``python3 tasks.py VERB [options]``, or ``inv VERB`` inside .venv.

Run as a script on a machine with nothing but Python, it first makes .venv from requirements.lock and starts again in it.
Every verb is a line or two that calls the library; its first docstring line and its option texts are what editors read.
Verbs of one trade stand together in plugins/verbs/; those every day needs stand here.
Exit status: 0 clean, 1 findings that block, 2 could not run.
"""

from __future__ import annotations

import os

from pipeline import interrupts as interrupts
from pipeline.arguments import ASKED
from pipeline.command_line import CommandLine
from pipeline.command_line import options_of as options_of
from pipeline.environment import Refused
from plugins import verbs
from plugins.verb import AS_OF, verb
from plugins.verb import VERBS as VERBS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pipeline.handbook import VerbText

ROOT = os.path.dirname(os.path.abspath(__file__))

# ---------------------------------------------------------------- the verbs


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
    column="栏目路径，例如 zwgk/zcwj/szfwj；不写则逐项询问",
    title="标题，有空格时加引号；不写则询问",
    authority="发文机关的代号，默认为栏目的责任部门",
    kind="形态，例如 公开文件；询问时只列这种形态的栏目",
    edit="建好后用环境变量 VISUAL 或 EDITOR 指定的编辑器打开",
)
def new(
    *,
    column: str = ASKED,
    title: str = ASKED,
    authority: str | None = None,
    kind: str | None = None,
    edit: bool = False,
) -> int:
    """新建草稿：在栏目里建好下一个编号的文件，页头写好字段和索引号；没有写全的，在终端里逐项询问。"""
    from plugins import new_desk

    return new_desk.new(column, title, authority, kind, edit=edit)


@verb(port="本机端口")
def serve(*, port: int = 8000) -> int:
    """预览网站：在本机打开，内容一改自动重新生成并刷新浏览器。"""
    from pipeline.preview import serve as preview

    return preview(ROOT, port)


@verb(
    as_of=AS_OF,
    output="要检查的输出目录",
    format="报告格式，可用逗号并列：terminal、markdown、json、html、xlsx、forecast、ics、sarif、code-quality、github、junit",
    out="报告写入的文件，默认显示在屏幕上；不能在输出目录和内容目录里",
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
    import gc

    from plugins import host

    gc.disable()  # as a build does
    more: dict[str, Any] = {"external": external, "max_age": max_age, "accept": accept, "fresh": not no_build}
    return host.check(as_of, output, host.asked_formats(format), out, changed, history, **more)


@verb(target="发布到的目录", as_of=AS_OF)
def publish(*, target: str = "live", as_of: str | None = None) -> int:
    """发布网站：检查通过才发布，不通过则线上保持原样。"""
    from plugins import host

    return host.publish(target, as_of)


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
    from pipeline.own_tools import run

    return run(module, list(words), ROOT)


def _words(args: str) -> list[str]:
    import shlex

    return shlex.split(args)


# ---------------------------------------------------------------- the command line

verbs.load()
LINE = CommandLine(VERBS, ROOT)
main, parse, list_of_verbs = LINE.main, LINE.parse, LINE.list_of_verbs

if __name__ == "__main__":
    LINE.start()
else:
    namespace = LINE.collection()
