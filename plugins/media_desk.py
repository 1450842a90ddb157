"""The verb of packages for new media: what an editor sees of it."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.environment import Refused
from plugins.days import is_day, moment
from plugins.host import STORE, only_one

if TYPE_CHECKING:
    from pipeline.media.making import Report
    from pipeline.register import Register

MOST_TOLD = 200
TAKEN = ("content", "output", "themes", "pipeline", "plugins", "var")


def packages(as_of: str | None, out: str, content: str = "content", store: str = STORE, workers: int = 0) -> int:
    """Make what is due below `out` from what the last build read; 1 when a package may not be sent. Raises Refused."""
    from pipeline.media.making import ForeignFolder, make_packages
    from pipeline.register import Register
    from pipeline.store import Outdated, Store
    from pipeline.tables import read_tables

    _check(as_of, out, store)
    tables = read_tables(Path(content).resolve())
    if tables.site is None or not tables.columns:
        raise Refused("site.yaml 或 columns.yaml 有错误，请先运行 python3 tasks.py build 查看。")
    try:
        with only_one(Path(store)), Store(Path(store), readonly=True) as opened:
            rows = {row.path: row for row in opened.index()}
            register = Register(tables, rows, moment(as_of or "", tables.site.as_of))
            report = make_packages(register, opened, Path(content), Path(out), workers)
    except Outdated:
        raise Refused("索引文件损坏或来自其他版本，请先运行 python3 tasks.py build。") from None
    except ForeignFolder:
        raise Refused(f"目录 {out} 里有不是发布包的文件。请换一个空目录，或清空后再试。") from None
    return _say(report, register, out)


def _check(as_of: str | None, out: str, store: str) -> None:
    if not is_day(as_of):
        raise Refused(f"日期“{as_of}”不对，请写成 YYYY-MM-DD。")
    if not Path(store).is_file():
        raise Refused("还没有生成过网站，请先运行 python3 tasks.py build。")
    place = Path(out).resolve()
    for room in map(Path, TAKEN):
        whole = room.resolve()
        if place == whole or place.is_relative_to(whole) or whole.is_relative_to(place):
            raise Refused(f"发布包不能放在 {out}：它与 {room}/ 重叠，发布包不随网站发布。请换一个目录。")


def _say(report: "Report", register: "Register", out: str) -> int:
    for finding in sorted(report.findings, key=lambda finding: finding.order)[:MOST_TOLD]:
        print(finding)
    if len(report.findings) > MOST_TOLD:
        print(f"……还有 {len(report.findings) - MOST_TOLD} 个问题没有列出。")
    if report.without_fonts:
        print(
            f"提示 本机没有中文字体，{report.without_fonts} 张卡片和长图没有做，其他发布包照常。"
            "装好字体（Debian：apt-get install fonts-noto-cjk）后再运行一次。"
        )
    done = f"新做 {report.made} 个，沿用 {report.kept} 个，清除 {report.removed} 个"
    places = Counter(finding.location.path for finding in report.findings)
    told = f"有问题暂不能发出的条目 {len(places)} 个" if places else "都可以发出"
    print(f"发布包在 {out}/：{done}，{told}。打开 {out}/index.html 预览。")
    return int(bool(report.findings))
