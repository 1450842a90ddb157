"""Items for packages: a small site in the store, with whatever text and pictures a test gives its items."""

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from PIL import Image

from pipeline.media.making import Report, make_packages
from pipeline.media.package import Package, folder_of, read_package
from pipeline.media.typeface import typefaces
from pipeline.register import Register
from tests.checks.site import BuiltSite, build_site, column
from tests.conftest import MUST_BROWSE

ALL = ["微信", "微博", "头条", "百家号", "短信", "邮件", "卡片", "长图", "视频"]
KEYS = ["wechat", "weibo", "toutiao", "baijiahao", "message", "mail", "card", "long_picture"]

lettered = pytest.mark.skipif(
    typefaces() is None and not MUST_BROWSE, reason="no font with Chinese characters is installed"
)


def columns(channels: list[str] | None = None) -> str:
    more = {"渠道": ALL if channels is None else channels}
    return yaml.safe_dump([column("article", "文章", **more)], allow_unicode=True, sort_keys=False)


def item(title: str, body: str, **header: object) -> str:
    """`header`: more fields by their Chinese keys."""
    fields = {"标题": title, "发文机关": "yl-gov", "发布时间": "2026-11-10 09:00"} | header
    return f"---\n{yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)}---\n{body}\n"


def site_of(root: Path, items: Mapping[str, str | bytes], channels: list[str] | None = None) -> BuiltSite:
    """`items`: name below content/article/ -> content; the column names `channels`, all of them by default."""
    files: dict[str, str | bytes] = {f"article/{name}": content for name, content in items.items()}
    return build_site(root, {"columns.yaml": columns(channels), **files})


def made(site: BuiltSite, root: Path) -> Report:
    return make_packages(site.register, site.store, site.output.parent / "content", root, workers=1)


def again(site: BuiltSite, content: Path) -> Register:
    """The register as it stands after content/ changed."""
    from pipeline.read import read_content
    from pipeline.tables import read_tables

    tables = read_tables(content)
    read_content(content, site.store, tables, workers=1)
    site.register = Register(tables, {row.path: row for row in site.store.index()}, site.register.as_of)
    return site.register


def package(root: Path, channel: str, name: str = "2026/00002") -> Package:
    found = read_package(folder_of(root, f"article/{name}", channel))
    assert found is not None, f"no package {name} {channel}"
    return found


def content(root: Path, channel: str, name: str = "2026/00002") -> str:
    return (folder_of(root, f"article/{name}", channel) / package(root, channel, name).content).read_text(
        encoding="utf-8"
    )


def picture(width: int = 1600, height: int = 1200, form: str = "JPEG", seed: int = 7) -> bytes:
    """A picture that does not pack well: noise of a few colours in blocks."""
    noise = Image.effect_noise((width // 4, height // 4), 90 + seed).resize((width, height))
    written = io.BytesIO()
    Image.merge("RGB", (noise, noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT), noise)).save(written, form)
    return written.getvalue()
