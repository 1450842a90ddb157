"""发布包的预览页：一个条目的全部发布包并排放，样子与各平台上相近；只在本机看，不进网站。"""

import re
from collections.abc import Callable, Iterable, Sequence
from email import message_from_bytes
from email.policy import default
from html import escape
from pathlib import Path

from pipeline.media.channels import MEDIA_CHANNELS
from pipeline.media.package import Package, folder_name
from pipeline.store import IndexRow

PAGE = "index.html"
COUNTS = {
    "characters": "字符", "bytes": "字节", "images": "张图", "parts": "条短信", "height": "像素高", "seconds": "秒",
}  # fmt: skip
_IMAGE = re.compile(r'<img src="(?=images/)')
STYLE = Path(__file__).with_name("preview.css")


def item_page(
    title: str, site: str, packages: Sequence[Package], content: Callable[[Package], bytes], mark: str
) -> str:
    """One item's packages side by side. `content` gives the bytes of a package's content file."""
    shown = "".join(_one(package, content(package)) for package in packages)
    up = "../" * (packages[0].item.count("/") + 1) if packages else ""
    head = f'<p>{escape(site)}：{len(packages)} 个发布包 · <a href="{up}{PAGE}">全部条目</a></p>'
    return _page(title, head, f"<main>{shown}</main>", mark)


def overview(site: str, rows: Iterable[tuple[IndexRow, Sequence[Package]]]) -> str:
    """Every item that has packages, the newest first."""
    ordered = sorted(rows, key=lambda pair: (pair[0].published_at, pair[0].path), reverse=True)
    lines = "".join(_line(row, packages) for row, packages in ordered)
    count = sum(len(packages) for _, packages in ordered)
    held = sum(not package.ready for _, packages in ordered for package in packages)
    head = f"<p>{len(ordered)} 个条目，{count} 个发布包，其中 {held} 个有问题，暂不能发出。</p>"
    columns = "<thead><tr><th>条目</th><th>发布时间</th><th>发布包</th></tr></thead>"
    table = f'<main class="wide"><table class="list">{columns}<tbody>{lines}</tbody></table></main>'
    return _page(f"{site}新媒体发布包", head, table, "")


def mark_in(page: str) -> str:
    """What a page of one item was made from."""
    found = re.search(r'<meta name="made-from" content="([0-9a-f]*)">', page[:600])
    return found[1] if found else ""


def _page(title: str, head: str, inside: str, mark: str) -> str:
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:; frame-src 'self'"
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="made-from" content="{mark}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{escape(title)} · 发布包预览</title>\n<style>{STYLE.read_text(encoding='utf-8')}</style>\n"
        "</head>\n<body>\n"
        f"<header><h1>{escape(title)}</h1>{head}</header>\n{inside}\n</body>\n</html>\n"
    )


def _line(row: IndexRow, packages: Sequence[Package]) -> str:
    names = "、".join(map(_named, packages))
    link = f'<a href="{escape(row.path)}/{PAGE}">{escape(row.title)}</a>'
    return f"<tr><td>{link}</td><td>{row.day}</td><td>{names}</td></tr>"


def _named(package: Package) -> str:
    told = MEDIA_CHANNELS[package.channel].name + ("" if package.ready else "（有问题）")
    return f'<span class="{_state(package)[0]}">{told}</span>'


def _state(package: Package) -> tuple[str, str]:
    return ("ready", "可以发出") if package.ready else ("held", "有问题，不能发出")


def _one(package: Package, content: bytes) -> str:
    channel, (state, told) = MEDIA_CHANNELS[package.channel], _state(package)
    counts = "，".join(f"{count:,} {COUNTS.get(name, name)}" for name, count in package.counts.items())
    faults = "".join(f"<li>{escape(fault.message)}。{escape(fault.hint)}</li>" for fault in package.faults)
    return (
        f'<section class="one"><h2>{channel.name}<span class="{state}">{told}</span></h2>'
        f'<p class="facts">{counts}</p>{f"<ul class=faults>{faults}</ul>" if faults else ""}'
        f'<div class="shown">{_shown(package, content)}</div></section>'
    )


def _shown(package: Package, content: bytes) -> str:
    suffix = package.content.rpartition(".")[2]
    if suffix == "html":
        return _article(package, content.decode())
    if suffix == "eml":
        return _letter(package, content)
    text = f"<pre>{escape(content.decode())}</pre>" if content else ""
    return f"{_teaser(package)}{text}{_photos(package)}"


def _teaser(package: Package) -> str:
    """What a list of articles shows."""
    if not package.cover:
        return ""
    told = f"<p>{escape(package.summary)}</p>" if package.summary else ""
    cover = f'<img src="{folder_name(package.channel)}/{package.cover}" alt="封面">'
    return f'<div class="teaser">{cover}<p><strong>{escape(package.title)}</strong></p>{told}</div>'


def _article(package: Package, html: str) -> str:
    placed = _IMAGE.sub(f'<img src="{folder_name(package.channel)}/', html)
    author = f"<p>{escape(package.author)}</p>" if package.author else ""
    original = f'<p class="original">阅读原文：{escape(package.source_url)}</p>'
    return f"{_teaser(package)}<h3>{escape(package.title)}</h3>{author}{placed}{original}"


def _letter(package: Package, content: bytes) -> str:
    part = message_from_bytes(content, policy=default).get_body(("html",))
    html = str(part.get_content()) if part is not None else ""
    return (
        f'<p><strong>{escape(package.title)}</strong></p><iframe sandbox title="邮件" srcdoc="{escape(html)}"></iframe>'
    )


def _photos(package: Package) -> str:
    if not package.images:
        return ""
    folder = folder_name(package.channel)
    pictures = "".join(
        f'<img src="{folder}/{image.file}" alt="{escape(image.text)}" loading="lazy" width="{image.width}"'
        f' height="{image.height}">'
        for image in package.images
    )
    return pictures if not package.content else f'<div class="photos">{pictures}</div>'
