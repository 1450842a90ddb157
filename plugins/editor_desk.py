"""The verbs of the web editor: its folder, the editor on one's own machine, the numbers that its drafts wait for."""

import subprocess
from collections.abc import Callable
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.environment import Refused
from pipeline.phrases import listing, near
from pipeline.tables import Tables, read_tables
from pipeline.troubles import no_port
from pipeline.web_editor.bundle import NotBuilt, build, policy
from pipeline.web_editor.config import Place, Platform
from pipeline.web_editor.local import Drafts
from pipeline.web_editor.numbers import number as give_numbers
from pipeline.web_editor.server import HOST, listen

REASONS = {
    "missing": (
        "没有 {file}。先运行：mkdir -p {folder} && npm pack {wanted} --pack-destination {folder}，再重新运行本命令。"
    ),
    "wrong": "{file} 与登记的校验值不同，没有采用。删掉它，再运行：npm pack {wanted} --pack-destination {folder}。",
    "foreign": "{folder} 里有别的文件，没有动它。请用 --out 写另一个文件夹。",
}
UNNUMBERED = "没有取号：先改好“{key}”，机关要在 authorities.yaml 写有统一社会信用代码"
PUBLIC = ("output", "live", "content", "output-media")
"""Folders that are published, or are not the editor's to write in."""
USUAL_PORT = 8265
NEEDS = {
    Platform.GITHUB: (("repository", "--repo"), ("login", "--login")),
    Platform.GITLAB: (("repository", "--repo"), ("address", "--address"), ("application", "--app")),
    Platform.FORGEJO: (("repository", "--repo"), ("address", "--address"), ("application", "--app")),
}


def make(place: Place, out: str, packages: str, content: str = "content") -> int:
    """The folder to be put on a host of its own. Raises Refused."""
    lacking = [option for field, option in NEEDS[place.platform] if not getattr(place, field)]
    if lacking:
        raise Refused(f"平台 {place.platform} 还要写明 {listing(lacking)}，见 docs/web-editor.md。")
    for address in (place.address, place.login):
        if address and not _is_origin(address):
            raise Refused(f"网址“{address}”不对，只写到域名或端口，例如 https://git.example.gov.cn。")
    files = _build(_tables(content), place, packages, out)
    print(f"已生成 {out}/（{len(files)} 个文件）。放到单独的网址上，不要放进公开网站。内容安全策略：\n{policy(place)}")
    return 0


def open_here(port: int, branch: str, packages: str, out: str = "var/web-editor", content: str = "content") -> int:
    """The editor on this machine, until Ctrl-C. Raises Refused."""
    place = Place(Platform.LOCAL, branch=branch)
    root = _root(content)
    _build(_tables(content), place, packages, out)
    try:
        server = _listen(partial(listen, Path(out), Drafts(root, branch), policy(place)), port)
    except (OSError, OverflowError) as fault:
        raise Refused(f"端口 {port} 用不了（{no_port(fault)}）。请用 --port 换一个。") from None
    print(
        f"在浏览器打开 http://{HOST}:{server.server_address[1]}/ ，按 Ctrl-C 结束。草稿存在 cms/ 开头的分支上。",
        flush=True,
    )
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("\n已结束。草稿都在 cms/ 开头的分支上，用 git branch --list 'cms/*' 查看。")
    finally:
        server.server_close()
    return 0


def _listen(at: Callable[[int], ThreadingHTTPServer], port: int) -> ThreadingHTTPServer:
    """At the usual port where none is told: what a browser kept of a text is found at the same address only."""
    if port:
        return at(port)
    try:
        return at(USUAL_PORT)
    except OSError:
        return at(0)


def number(content: str = "content") -> int:
    """Numbers for the items that wait for one; 1 when some could not be given. Raises Refused."""
    told = list(give_numbers(Path(content), _tables(content)))
    for one in told:
        print(f"{one.place} " + (f"索引号 {one.number}" if one.number else UNNUMBERED.format(key=one.lacking)))
    given = sum(1 for one in told if one.number)
    print(f"取号 {given} 个。" if told else "没有待编号的条目。")
    return int(given < len(told))


def place_of(form: str, repository: str, branch: str, address: str, login: str, application: str) -> Place:
    """Raises Refused."""
    forms = [platform for platform in Platform if platform is not Platform.LOCAL]
    if form not in forms:
        raise Refused(f"不认识的平台“{form}”{near(form, forms)}。可用：{listing(forms)}。")
    return Place(Platform(form), repository, branch, address.rstrip("/"), login.rstrip("/"), application)


def _build(tables: Tables, place: Place, packages: str, out: str) -> list[str]:
    inside = Path(out).resolve()
    if any(inside.is_relative_to(Path(folder).resolve()) for folder in PUBLIC):
        raise Refused(f"{out} 在公开或内容的文件夹里，没有生成。请用 --out 写另一个文件夹。")
    try:
        return build(tables, place, Path(packages), Path(out))
    except NotBuilt as fault:
        raise Refused(REASONS[fault.reason].format_map(fault.facts)) from None


def _tables(content: str) -> Tables:
    tables = read_tables(Path(content))
    if not tables.columns or not tables.authorities:
        raise Refused(f"基础表有错误。{next(iter(tables.findings), '')}")
    return tables


def _root(content: str) -> Path:
    """The work tree that the content stands in, at its root: paths of drafts begin with content/."""
    place = Path(content).resolve().parent
    told = subprocess.run(["git", "rev-parse", "--show-toplevel"], cwd=place, capture_output=True, text=True)
    if told.returncode:
        raise Refused("这里不是 git 仓库，草稿无处可存。先运行 git init 并提交一次。")
    if Path(told.stdout.rstrip("\n")).resolve() != place:
        raise Refused("content/ 要在 git 仓库的最上层，本地编辑器才能用。")
    return place


def _is_origin(address: str) -> bool:
    parts = urlsplit(address)
    return (
        parts.scheme in ("https", "http") and bool(parts.netloc) and not parts.path and not set(address) & set(" ;'\"")
    )
