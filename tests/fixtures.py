"""Small whole sites for tests: `site({"zcwj/2026/00001.md": item("标题")})` writes one, `.build()` builds it in this process."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment

from pipeline.ahead import look
from pipeline.finding import Finding
from pipeline.inspection import Inspection
from pipeline.register import Register
from plugins import host, making, render, theme
from plugins.assets import Assets
from plugins.render import MARKER
from plugins.summary import Build, Order

ROOT = Path(__file__).resolve().parents[1]
THEME = ROOT / "themes/gov"
AS_OF = "2026-11-18"
PYTHON = sys.executable

TABLES = {
    "site.yaml": """\
网站名称: 小城人民政府
网站域名: www.xiaocheng.example.gov.cn
网站标识码: "9901000009"
网址: https://www.xiaocheng.example.gov.cn
网站描述: 小城人民政府网站,测试用。
ICP备案号: 示ICP备99000009号-1
公安备案号: 示公网安备 99010102000009号
主办单位: 小城人民政府办公室
承办单位: 小城数据局
联系电话: 0380-8000000
门户机关: xc-gov
每页条数: 5
首页:
  要闻: [xw/yw]
  通知公告: [xw/tz]
  最新文件: [zcwj]
  政策解读: [zcjd]
""",
    "authorities.yaml": """\
- 代号: xc-gov
  名称: 小城人民政府
  简称: 市政府
  层级: 政府
  统一社会信用代码: 11990900MB0F00012Y
- 代号: xc-jyj
  名称: 小城教育局
  层级: 部门
  上级: xc-gov
  公开平台: 否
""",
    "columns.yaml": """\
- 代号: xw
  名称: 新闻中心
  类别: 工作动态
  形态: 目录
  说明: 新闻
  关键词: [新闻]
  更新期限: 不要求
  导航: 是
  子栏目:
    - 代号: yw
      名称: 要闻
      类别: 工作动态
      形态: 文章
      说明: 要闻
      关键词: [要闻]
      更新期限: 14天
    - 代号: tz
      名称: 通知公告
      类别: 通知公告
      形态: 文章
      说明: 通知
      关键词: [通知]
      更新期限: 6个月
- 代号: zcwj
  名称: 政策文件
  类别: 政策文件
  形态: 公开文件
  说明: 文件
  关键词: [文件]
  更新期限: 6个月
  导航: 是
  法定公开: 1
- 代号: zcjd
  名称: 政策解读
  类别: 政策解读
  形态: 政策解读
  说明: 解读
  关键词: [解读]
  更新期限: 6个月
- 代号: zjdc
  名称: 征集调查
  类别: 征集调查
  形态: 征集调查
  说明: 征集
  关键词: [征集]
  更新期限: 不要求
- 代号: zt
  名称: 专题
  类别: 其他
  形态: 目录
  说明: 专题
  关键词: [专题]
  更新期限: 不要求
  子栏目:
    - 代号: fx
      名称: 防汛专题
      类别: 其他
      形态: 专题
      说明: 防汛
      关键词: [防汛]
      更新期限: 不要求
      开设日期: 2026-06-01
      收录: {关键词: [防汛]}
""",
}

HEADER = {"标题": "关于做好秋季学校安全工作的通知", "发文机关": "xc-gov", "发布时间": "2026-03-02 09:00"}
DOCUMENT = HEADER | {"索引号": "11990900MB0F00012Y/2026-00001", "成文日期": "2026-03-01", "有效性": "有效"}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

Files = Mapping[str, str | bytes]


def item(title: str | None = None, /, body: str = "正文第一段。\n\n正文第二段。\n", **more: str) -> str:
    """A good item of kind 文章; `more` are header lines by identifiers of `FIELDS`, raw YAML on the right."""
    header = (
        dict(HEADER)
        | ({"标题": title} if title is not None else {})
        | {FIELDS[name]: text for name, text in more.items()}
    )
    return source(header, body)


def document(number: int = 1, /, body: str = "正文第一段。\n\n正文第二段。\n", **more: str) -> str:
    """A good item of kind 公开文件 with the index number …-0000`number`."""
    header = DOCUMENT | {"标题": f"关于印发第{number}号办法的通知", "索引号": f"11990900MB0F00012Y/2026-{number:05d}"}
    return source(header | {FIELDS[name]: text for name, text in more.items()}, body)


FIELDS = {
    "title": "标题",
    "authority": "发文机关",
    "at": "发布时间",
    "index": "索引号",
    "dated": "成文日期",
    "status": "状态",
    "mode": "公开方式",
    "keywords": "关键词",
    "topic": "主题分类",
    "summary": "摘要",
    "attachments": "附件",
    "also": "同时发布",
    "withdrawal": "撤回",
    "interprets": "解读文件",
    "form": "解读形式",
    "opens": "征集开始",
    "closes": "征集截止",
    "updated": "更新日期",
    "waivers": "豁免",
    "meant_for": "面向",
    "image": "图片",
    "image_text": "图片说明",
}


def source(header: Mapping[str, str], body: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in header.items())
    return f"---\n{lines}---\n{body}"


@dataclass(frozen=True)
class Built:
    """What one build gave. `shown`, `held`, `withdrawn`, `orphans`: paths below content/ without `.md`."""

    status: int
    findings: list[Finding]
    build: Build
    tree: dict[str, bytes]

    @property
    def register(self) -> Register:
        assert self.build.register is not None, "the tables were too broken to build anything"
        return self.build.register

    @property
    def shown(self) -> set[str]:
        return {row.path for row in self.register.shown}

    @property
    def held(self) -> set[str]:
        return {row.path for row in self.register.held}

    @property
    def withdrawn(self) -> set[str]:
        return {row.path for row in self.register.withdrawn}

    @property
    def written(self) -> int:
        assert self.build.written is not None
        return self.build.written.written

    @property
    def messages(self) -> list[str]:
        return [str(finding) for finding in self.findings]

    def of(self, path: str) -> list[Finding]:
        """Findings at a file of content/."""
        return [finding for finding in self.findings if finding.location.path == f"content/{path}"]

    def text(self, path: str) -> str:
        return self.tree[path].decode()


@dataclass
class SiteFolder:
    """A site in a folder of its own: `content/`, `output/`, the store, and which theme it uses."""

    root: Path
    theme: Path = THEME
    as_of: str = AS_OF
    name: str = field(default="", repr=False)

    @property
    def content(self) -> Path:
        return self.root / "content"

    @property
    def output(self) -> Path:
        return self.root / "output"

    @property
    def store(self) -> Path:
        return self.root / "var/store.sqlite"

    def write(self, files: Files) -> None:
        for path, text in files.items():
            file = self.content / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode() if isinstance(text, str) else text)

    def remove(self, *paths: str) -> None:
        for path in paths:
            (self.content / path).unlink()

    def build(self, as_of: str | None = None, *, workers: int = 1) -> Built:
        """Read and render in this process, without Pelican around it, after the same look ahead as the verb has."""
        day = self.as_of if as_of is None else as_of
        order = Order.at(self.content, self.output, self.store, self.theme, day, workers)
        made = making.Making(order, lambda: look(self.content, self.output, self.store))
        try:
            made.read()
            made.render()
        finally:
            made.close()
            _close_workshop()
        build = made.build
        findings = sorted(build.findings, key=lambda finding: finding.order)
        return Built(build.status, findings, build, tree(self.output))

    def inspect(self) -> Inspection:
        """What the checks say of the last build."""
        found = host.inspect_site(self.as_of, str(self.output), content=str(self.content), store=str(self.store))
        assert found is not None, "the tables are too broken to inspect anything"
        return found

    def build_clean(self, as_of: str | None = None) -> Built:
        """The same content with nothing kept from before, in another folder."""
        fresh = SiteFolder(self.root / "clean", self.theme, self.as_of)
        shutil.rmtree(fresh.root, ignore_errors=True)
        fresh.root.mkdir()
        fresh.content.symlink_to(self.content)
        try:
            return fresh.build(as_of)
        finally:
            shutil.rmtree(fresh.root)

    def run(self, *words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
        """`tasks.py build` as a process of its own, with this site's folders."""
        places = ["--content", str(self.content), "--output", str(self.output), "--store", str(self.store)]
        return run_tasks("build", *places, "--as-of", self.as_of, *words, cwd=cwd, **environment)

    def copy_theme(self) -> Path:
        """A theme of its own, to be changed."""
        self.theme = self.root / "theme"
        shutil.copytree(THEME, self.theme)
        return self.theme


def _close_workshop() -> None:
    """A build leaves its reader of the store open, for the process ends with it; here the process goes on."""
    workshop = render._workshop
    if workshop is not None and workshop.store is not None:
        workshop.store.db.close()
    render._workshop = None


def run_tasks(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """A verb in a fresh interpreter. Never as a script: that may remake .venv."""
    code = "import sys; sys.path.insert(0, '.'); import tasks; sys.exit(tasks.main(sys.argv[1:]))"
    return subprocess.run(
        [PYTHON, "-c", code, *words],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of an output folder by its path, without the marker that claims the folder."""
    if not folder.is_dir():
        return {}
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MARKER)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """Paths whose bytes differ or that only one tree has, and the first differing line: what a failed test shows."""
    told = []
    for path in sorted(one.keys() | other.keys()):
        if one.get(path) != other.get(path):
            told.append(f"{path}: {_first_difference(one.get(path), other.get(path))}")
    return told


def _first_difference(one: bytes | None, other: bytes | None) -> str:
    if one is None or other is None:
        return "only in the second" if one is None else "only in the first"
    pairs = zip(one.split(b"\n"), other.split(b"\n"), strict=False)
    found = next(((left, right) for left, right in pairs if left != right), (b"", b"(length)"))
    return f"{found[0].decode(errors='replace')[:200]!r} / {found[1].decode(errors='replace')[:200]!r}"


DATES = re.compile(rb"(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)")


def dates_in(*texts: bytes) -> set[bytes]:
    return {found for text in texts for found in DATES.findall(text)}


# theme work is the same for every site of a run ---------------------------------------------------------------------------


def _signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files)


@cache
def _environment(folder: Path, signature: object) -> Environment:
    return theme.environment(folder)


@cache
def _closures(files: tuple[tuple[str, bytes], ...], assets: tuple[tuple[str, bytes], ...]) -> dict[str, bytes]:
    return theme.closures_of(dict(files), Assets(dict(assets)))


def _items(files: Mapping[str, bytes]) -> tuple[tuple[str, bytes], ...]:
    return tuple(sorted(files.items()))


Site = Callable[..., SiteFolder]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """`site(files, tables={…})`: files below content/; `tables` replaces or (None) leaves out the default ones."""
    monkeypatch.setattr(render, "environment", lambda folder, _: _environment(folder, _signature(folder)))
    monkeypatch.setattr(making, "closures_of", lambda files, assets: _closures(_items(files), _items(assets.files)))
    made: list[SiteFolder] = []

    def make(files: Files | None = None, *, tables: Mapping[str, str | bytes | None] | None = None) -> SiteFolder:
        folder = SiteFolder(tmp_path / f"site{len(made)}")
        made.append(folder)
        folder.content.mkdir(parents=True)
        folder.write({name: text for name, text in (TABLES | dict(tables or {})).items() if text is not None})
        folder.write(files or {})
        return folder

    yield make
