"""The verbs of the site: build through Pelican, check, publish. Each gives an exit status:
0 clean, 1 blocked, 2 could not run.
"""

import fcntl
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.inspection import Inspection

ROOT = Path(__file__).resolve().parent.parent
STORE = "var/store.sqlite"


def build(
    *,
    as_of: str | None = None,
    content: str = "content",
    output: str = "output",
    store: str = STORE,
    theme: str = "themes/gov",
    workers: int = 0,
) -> int:
    """Read, plan and render; print what was found and what was done."""
    from pelican import Pelican
    from pelican.settings import read_settings

    from plugins import disclosure
    from plugins.render import ForeignOutput
    from plugins.summary import is_day, say

    overrides = {
        "PATH": content,
        "OUTPUT_PATH": output,
        "THEME": str(ROOT / theme),
        "PLUGIN_PATHS": [str(ROOT)],
        "GONGKAI_STORE": store,
        "GONGKAI_AS_OF": as_of or "",
        "GONGKAI_WORKERS": workers,
        "GONGKAI_HOSTED": True,
    }
    if not Path(content).is_dir():
        return _refuse(f"找不到内容目录 {content}")
    if not (ROOT / theme / "templates").is_dir():
        return _refuse(f"{theme} 不是主题目录:其中没有 templates/")
    if not is_day(as_of):
        return _refuse(f"日期“{as_of}”不对,请写成 YYYY-MM-DD")
    try:
        with only_one(Path(store)):
            Pelican(read_settings(str(ROOT / "pelicanconf.py"), overrides)).run()
    except ForeignOutput as folder:
        return _refuse(f"输出目录 {folder} 里有不是本系统生成的文件。请换一个空目录,或清空后再试。")
    result = disclosure.last_build
    if result is None:
        return _refuse("插件没有运行,请检查 pelicanconf.py 的 PLUGINS")
    say(result)
    return result.status


def check(
    as_of: str | None = None,
    output: str = "output",
    formats: Sequence[str] = ("terminal",),
    out: str | None = None,
    *,
    content: str = "content",
    store: str = STORE,
) -> int:
    """Inspect what the last build left, and report."""
    from pipeline.report import FORMATS, render_report
    from pipeline.store import Outdated
    from plugins.summary import is_day

    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        return _refuse(f"不认识的报告格式 {unknown[0]};可用:{'、'.join(FORMATS)}")
    if not is_day(as_of):
        return _refuse(f"日期“{as_of}”不对,请写成 YYYY-MM-DD")
    if not Path(store).is_file() or not Path(output).is_dir():
        return _refuse("还没有生成过网站,请先运行 python3 tasks.py build")
    try:
        inspection = inspect_site(as_of, output, content=content, store=store)
    except Outdated:
        return _refuse("索引文件损坏或来自其他版本,请先运行 python3 tasks.py build")
    if inspection is None:
        return _refuse("site.yaml 或 columns.yaml 有错误,请先运行 python3 tasks.py build 查看")
    for name in formats:
        text = render_report(inspection, name, colour=out is None and sys.stdout.isatty())
        if out is None:
            print(text, end="" if text.endswith("\n") else "\n")
        else:
            path = Path(out) if len(formats) == 1 else Path(out).with_suffix(SUFFIXES[name])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return inspection.exit_status


SUFFIXES = {"terminal": ".txt", "markdown": ".md", "json": ".json", "junit": ".xml"}


def inspect_site(
    as_of: str | None = None, output: str = "output", *, content: str = "content", store: str = STORE
) -> "Inspection | None":
    """None when the tables are too broken to inspect anything."""
    from pipeline.inspection import inspect
    from pipeline.provenance import read_history
    from pipeline.register import Register
    from pipeline.store import Store
    from pipeline.tables import read_tables
    from plugins.summary import moment

    tables = read_tables(Path(content).resolve())
    if tables.site is None or not tables.columns:
        return None
    with Store(Path(store), readonly=True) as opened:
        rows = {row.path: row for row in opened.index()}
        register = Register(tables, rows, moment(as_of or "", tables.site.as_of))
        history = read_history(Path(content), Path(store).with_name("history.sqlite"))
        return inspect(opened, register, Path(output), content=Path(content), history=history)


def publish(target: str = "live", as_of: str | None = None) -> int:
    """Build, inspect, and release; on any error refuse with the reasons and leave the live site as it was."""
    from pipeline.publish import release
    from pipeline.report import render_report

    status = build(as_of=as_of)
    if status > 1:
        return status
    inspection = inspect_site(as_of)
    if inspection is None or status or inspection.exit_status:
        if inspection is not None:
            print(render_report(inspection, "terminal"))
        print("没有发布:以上错误改正后再发布。线上网站保持原样。", file=sys.stderr)
        return 1
    released = release(Path("output"), Path(target))
    if released is None:
        print(f"内容与线上相同,没有新建版本。{target}/current 保持不变。")
        return 0
    print(
        f"已发布 {released.name}:共 {released.files} 个文件,{released.carried} 个与上次相同。{target}/current 已切换。"
    )
    return 0


def _refuse(reason: str) -> int:
    print(f"错误 {reason}", file=sys.stderr)
    return 2


@contextmanager
def only_one(store: Path) -> Iterator[None]:
    """Two builds on one store take turns; the lock goes with the process, so a killed build leaves none behind."""
    store.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(f"{store}.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("另一个生成正在进行,等它结束……", file=sys.stderr)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
