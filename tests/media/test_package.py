"""The contract of packages: what is written is what is read, and nothing that is not whole is read at all."""

import json
from pathlib import Path
from typing import Any

from pipeline.media.package import FILE, Package, PackageFault, PackedImage, hash_of, packages, read_package, to_json

IMAGE = PackedImage("images/01.jpg", "image/jpeg", 640, 480, 3, "ab", "会场")
PACKAGE = Package(
    "zcjd/2026/00001",
    "wechat",
    "标题",
    "摘要",
    "市政府",
    "https://www.example.gov.cn/zcjd/2026/00001.html",
    content="content.html",
    images=(IMAGE,),
    topics=("政务公开",),
    counts={"characters": 10},
    faults=(PackageFault("title", "标题过长", "缩短标题"),),
    content_sha256="cd",
)


def laid(root: Path, package: Package) -> Path:
    folder = root / package.item / package.channel
    (folder / "images").mkdir(parents=True)
    for name in package.files:
        (folder / name).write_bytes(b"abc")
    (folder / FILE).write_bytes(to_json(package))
    return folder


def test_what_is_written_is_read(tmp_path: Path) -> None:
    folder = laid(tmp_path, PACKAGE)
    assert read_package(folder) == PACKAGE
    assert list(packages(tmp_path)) == [(folder, PACKAGE)]
    assert not PACKAGE.ready and json.loads((folder / FILE).read_bytes())["ready"] is False


def test_a_package_that_lacks_a_file_is_none(tmp_path: Path) -> None:
    folder = laid(tmp_path, PACKAGE)
    (folder / "images/01.jpg").unlink()
    assert read_package(folder) is None and list(packages(tmp_path)) == []


def test_names_stay_below_the_folder(tmp_path: Path) -> None:
    folder = laid(tmp_path, PACKAGE)
    said = json.loads((folder / FILE).read_bytes())
    for name in ("../secret", "/etc/passwd", "a\\b"):
        (folder / FILE).write_text(json.dumps({**said, "cover": name}))
        assert read_package(folder) is None


def test_other_formats_are_refused(tmp_path: Path) -> None:
    folder = laid(tmp_path, PACKAGE)
    said = json.loads((folder / FILE).read_bytes())
    (folder / FILE).write_text(json.dumps({**said, "format": 2}))
    assert read_package(folder) is None


def test_the_hash_is_over_what_readers_see() -> None:
    from dataclasses import replace

    same = replace(PACKAGE, made_from="other", faults=(), counts={})
    assert hash_of(same) == hash_of(PACKAGE)
    seen: dict[str, Any] = {
        "title": "别的",
        "summary": "别的",
        "topics": (),
        "content_sha256": "ef",
        "images": (),
        "cover_sha256": "12",
    }
    assert len({hash_of(replace(PACKAGE, **{name: value})) for name, value in seen.items()} | {hash_of(PACKAGE)}) == 7
