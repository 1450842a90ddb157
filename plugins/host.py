"""The verbs of the site: build through Pelican, check, publish. Each gives an exit status:
0 clean, 1 blocked, 2 could not run.
"""

import fcntl
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from pipeline import troubles
from pipeline.ahead import look
from pipeline.files import output_stamps
from pipeline.second import Gone, Line, Second, beside
from plugins.summary import ForeignOutput, Order, say

if TYPE_CHECKING:
    from pipeline.inspection import Inspection

ROOT = Path(__file__).resolve().parent.parent
STORE = "var/store.sqlite"
_held: set[Path] = set()
"""The locks that this process has."""


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
    from plugins.days import is_day

    if not Path(content).is_dir():
        return _refuse(f"找不到内容目录 {content}")
    if not (ROOT / theme / "templates").is_dir():
        return _refuse(f"{theme} 不是主题目录：其中没有 templates/")
    if not is_day(as_of):
        return _refuse(_no_day(as_of))
    if Path(store).is_dir():
        return _refuse(f"索引文件不能是 {store}：那里是一个目录。请换一个文件名")
    if Path(output).exists() and not Path(output).is_dir():
        return _refuse(f"输出目录不能是 {output}：那里是一个文件。请换一个空目录")
    order = Order.at(Path(content), Path(output), Path(store), ROOT / theme, as_of or "", workers)
    with only_one(Path(store)):
        try:
            with _second(order) as second:
                return _through_pelican(order, second)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # damage inside the store shows only when that part is read
            from pipeline.store import discard
            from plugins.summary import NOTICES

            print(NOTICES["store-damaged"], file=sys.stderr)
            discard(Path(store))
            return _through_pelican(order, None)


@contextmanager
def _second(order: Order) -> Iterator[Second | None]:
    """A second process that reads and plans while this one looks at the files and loads Pelican."""

    def work(first: Line) -> None:
        from plugins.making import make_for

        make_for(first, order)

    store = Path(order.store)
    parts = look(Path(order.content), Path(order.output), store) if store.is_file() else ()
    second = Second(work)
    try:
        for part in parts:
            second.tell(part)
        second.tell(None)
    except Gone:
        second.end()
        yield None
        return
    try:
        yield second
    finally:
        second.end()


class _Unread(ModuleType):
    """Stands for a library that Pelican only needs to read reStructuredText."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__ = []

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def _spare_docutils() -> None:
    """Pelican reads nothing here (see READERS in pelicanconf.py), and docutils takes longer to load than an edited item
    to be built.
    """
    parts = ("", ".core", ".io", ".parsers", ".parsers.rst", ".parsers.rst.languages", ".writers", ".writers.html4css1")
    for name in (*(f"docutils{part}" for part in parts), "pelican.rstdirectives"):
        sys.modules.setdefault(name, _Unread(name))


def _through_pelican(order: Order, second: Second | None) -> int:
    _spare_docutils()
    from pelican.settings import read_settings

    from plugins import disclosure

    overrides = {
        "PATH": order.content,
        "OUTPUT_PATH": order.output,
        "THEME": order.theme,
        "PLUGIN_PATHS": [str(ROOT)],
        "GONGKAI_STORE": order.store,
        "GONGKAI_AS_OF": order.as_of,
        "GONGKAI_WORKERS": order.workers,
        "GONGKAI_HOSTED": True,
    }
    disclosure.second, disclosure.last, disclosure.logged[:] = second, None, []
    try:
        settings = read_settings(str(ROOT / "pelicanconf.py"), overrides)
    except Exception as fault:
        cause = f"{type(fault).__name__}: {fault}"
        return _refuse(f"pelicanconf.py 读不出来（{cause}）。请改正；不会改的，用 git restore pelicanconf.py 恢复原样")
    try:
        disclosure.Host(settings).run()
    except ForeignOutput as folder:
        return _refuse(f"输出目录 {folder} 里有不是本系统生成的文件。请换一个空目录，或清空后再试。")
    told = disclosure.result()
    if told is None:
        return _refuse("插件没有运行，请检查 pelicanconf.py 的 PLUGINS")
    say(told)
    return told.status


def asked_formats(written: str) -> list[str]:
    """Each once, whatever separates them."""
    return list(dict.fromkeys(written.lower().translate(dict.fromkeys(map(ord, ",，、;；"), " ")).split())) or [
        "terminal"
    ]


def check(
    as_of: str | None = None,
    output: str = "output",
    formats: Sequence[str] = ("terminal",),
    out: str | None = None,
    changed: str | None = None,
    history: str | None = None,
    *,
    content: str = "content",
    store: str = STORE,
    external: bool = False,
    max_age: int = 7,
    accept: str | None = None,
    fresh: bool = False,
) -> int:
    """Inspect what the last build left, or with `fresh` build first, and report; with `external` look at the links out
    before. What was asked wrongly is refused before any work is done.
    """
    from pipeline.changes import NoBase, branching
    from pipeline.phrases import no_base
    from pipeline.store import Outdated
    from plugins.reporting import no_report, put_reports

    reason = no_report(formats, output, content, out, history) or _asked_wrongly(as_of, external, max_age, accept)
    if reason:
        return _refuse(reason)
    try:
        if changed:
            branching(Path(content), changed)
        built = build(as_of=as_of, content=content, output=output, store=store) if fresh else 0
        if built > 1:
            return built
        if not Path(store).is_file() or not Path(output).is_dir():
            return _refuse("还没有生成过网站，请先运行 python3 tasks.py build")
        if external and (reason := _look_out(as_of, content, store, max_age, accept)):
            return _refuse(reason)
        kept = Path(store).with_name("checks.sqlite")
        with only_one(Path(store)):
            inspection = inspect_site(as_of, output, content=content, store=store, kept=kept, changed=changed)
    except Outdated:
        return _refuse("索引文件损坏或来自其他版本，请先运行 python3 tasks.py build")
    except NoBase as fault:
        return _refuse(no_base(changed or "", str(fault), fault.apart))
    if inspection is None:
        return _refuse(
            "基础表（site.yaml、columns.yaml、authorities.yaml）有错误，请先运行 python3 tasks.py build 查看"
        )
    put_reports(inspection, formats, out, history)
    return max(built, inspection.exit_status)


def _asked_wrongly(as_of: str | None, external: bool, max_age: int, accept: str | None) -> str:
    from plugins.days import is_day

    if not is_day(as_of):
        return _no_day(as_of)
    if not external and accept:
        return "--accept 要和 --external 一起写"
    return "--max-age 是天数，不能小于 0" if max_age < 0 else ""


def _no_day(written: str | None) -> str:
    return f"日期“{written}”不对，请写成 YYYY-MM-DD"


def _look_out(as_of: str | None, content: str, store: str, max_age: int, accept: str | None) -> str:
    """Its libraries are loaded only when the network is asked for."""
    from pipeline.outbound import FILE
    from plugins.links_out import look_out

    with only_one(Path(store).with_name(FILE)):
        return look_out(as_of, content, store, max_age, accept)


def clean() -> None:
    """Remove what building left. The ledger of links out stays: what it knows of the past nobody can build anew."""
    import shutil

    from pipeline.outbound import FILE

    shutil.rmtree("output", ignore_errors=True)
    ledger = {FILE, f"{Path(FILE).stem}.csv"}
    for path in Path("var").iterdir() if Path("var").is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in ledger:
            path.unlink()


def inspect_site(
    as_of: str | None = None,
    output: str = "output",
    *,
    content: str = "content",
    store: str = STORE,
    kept: Path | None = None,
    changed: str | None = None,
) -> "Inspection | None":
    """None when the tables are too broken to inspect anything. `kept`: where answers are kept, None = ask all anew;
    `changed`: a commit, to inspect only what the change since could affect.
    """
    # what the output holds is looked at by a second process while this one loads its libraries
    with beside(lambda: output_stamps(output)) as listed:
        from pipeline.changes import read_change
        from pipeline.inspection import inspect
        from pipeline.provenance import read_history
        from pipeline.register import Register
        from pipeline.store import Store
        from pipeline.tables import read_tables
        from plugins.days import moment

        tables = read_tables(Path(content).resolve())
        if tables.site is None or not tables.columns or tables.site.portal_authority not in tables.authorities:
            return None
        with Store(Path(store), readonly=True) as opened:
            rows = {row.path: row for row in opened.index()}
            register = Register(tables, rows, moment(as_of or "", tables.site.as_of))
            history = read_history(Path(content), Path(store).with_name("history.sqlite"))
            return inspect(
                opened,
                register,
                Path(output),
                content=Path(content),
                history=history,
                kept=kept,
                change=read_change(Path(content), changed) if changed else None,
                base=changed or "",
                stamps=listed(),
            )


def publish(target: str = "live", as_of: str | None = None) -> int:
    """Build, inspect, and release; on any error refuse with the reasons and leave the live site as it was."""
    from pipeline.publish import release

    if reason := _no_target(Path(target)):
        return _refuse(reason)
    with only_one(Path(STORE)):  # from the build to the switch: nobody may change output/ between them
        status = _sound(as_of)
        if status:
            return status
        before = os.umask(0o022)  # the web server is somebody else, and must be able to read it
        try:
            with only_one(Path(target) / "release"):
                released = release(Path("output"), Path(target))
        except OSError as fault:
            return _refuse(f"没有发布到 {target}：{troubles.reason(fault)}。线上网站保持原样。")
        finally:
            os.umask(before)
    if released is None:
        print(f"内容与线上相同，没有新建版本。{target}/current 保持不变。")
        return 0
    print(
        f"已发布 {released.name}：共 {released.files} 个文件，{released.carried} 个与上次相同，"
        f"另有预压缩文件 {released.packed} 个。{target}/current 已切换。"
    )
    return 0


def _sound(as_of: str | None) -> int:
    """Build and inspect; 0 when the output may go live."""
    from pipeline.reports import render_report

    status = build(as_of=as_of)
    if status > 1:
        return status
    inspection = inspect_site(as_of)
    if inspection is None or status or inspection.exit_status:
        if inspection is not None:
            print(render_report(inspection, "terminal"), end="")
        print("没有发布：以上错误改正后再发布。线上网站保持原样。", file=sys.stderr)
        return 1
    return 0


def _no_target(target: Path) -> str:
    """Why nothing can be released there, before any work is done; "" when it can."""
    place = target.resolve()
    for name in ("content", "output", "themes", "pipeline", "plugins"):
        room = Path(name).resolve()
        if place == room or place.is_relative_to(room) or room.is_relative_to(place):
            return f"不能发布到 {target}：它与 {name}/ 重叠。请换一个目录"
    current = target / "current"
    if (target.exists() and not target.is_dir()) or (current.exists() and not current.is_symlink()):
        return f"不能发布到 {target}：那里已有别的文件（发布目录里的 current 应是系统建的链接）。请换一个空目录"
    return ""


def _refuse(reason: str) -> int:
    print(f"错误 {reason}", file=sys.stderr)
    return 2


@contextmanager
def only_one(place: Path) -> Iterator[None]:
    """Two runs on one store or one target take turns; the lock goes with its process, so a killed one leaves none.
    Whoever holds it may ask again.
    """
    if place in _held:
        yield
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(f"{place}.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("另一个任务正在进行，等它结束……", file=sys.stderr)
            fcntl.flock(handle, fcntl.LOCK_EX)
        _held.add(place)
        yield
    finally:
        _held.discard(place)
        os.close(handle)
