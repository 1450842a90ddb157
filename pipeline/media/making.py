"""Packages made and kept: those whose item, site, code or fonts changed are made again; what nobody wants goes."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pipeline.body import LinkKind
from pipeline.check import CheckedItem
from pipeline.codebase import media_digest
from pipeline.finding import Finding, Severity
from pipeline.media.channel import Made, Shot, Subject
from pipeline.media.channels import KEYS, MEDIA_CHANNELS
from pipeline.media.gallery import FileGallery
from pipeline.media.package import (
    FILE,
    Package,
    PackageFault,
    PackedImage,
    folder_of,
    hash_of,
    intact,
    packages,
    read_package,
    to_json,
)
from pipeline.media.preview import PAGE, item_page, mark_in, overview
from pipeline.media.subjects import Wanted, explained, subject_of, wanted
from pipeline.media.wording import TOLD
from pipeline.paper.fonts import head_files, mark_of
from pipeline.register import Register
from pipeline.store import IndexRow, Store
from pipeline.workers import batches, open_workers

CHECK = "item-media-limits"
TYPES = {"jpg": "image/jpeg", "png": "image/png"}
MARKER = ".packages"
"""Stands in a folder of packages, so that no other folder is ever swept."""
DEAR = 24
"""A package is worth as many small jobs when it comes to opening workers."""
BATCH = 8


class ForeignFolder(Exception):
    """The folder holds something that is not ours."""


@dataclass
class Report:
    """What was done: numbers of packages, and what stands in the way of carrying them."""

    made: int = 0
    kept: int = 0
    removed: int = 0
    findings: list[Finding] = field(default_factory=list)
    without_fonts: int = 0
    """Packages that only fonts are lacking for."""


class Job(NamedTuple):
    """Packages of one item, to be made in a worker: channel -> what it is made from."""

    subject: Subject
    channels: dict[str, str]


def make_packages(register: Register, store: Store, content: Path, root: Path, workers: int = 0) -> Report:
    """Bring `root` up to date. Raises ForeignFolder when it holds what is not ours."""
    claim(root)
    report, asked = Report(), list(wanted(register, store, KEYS))
    jobs = list(_jobs(register, store, content, root, asked, report))
    done: set[str] = set()
    with open_workers(sum(len(job.channels) for job in jobs) * DEAR, workers) as executor:
        for future in [executor.submit(make_all, str(root), batch) for batch in batches(jobs, BATCH)]:
            done.update(future.result())
    report.made = len(done)
    _sweep(root, asked, done, {f"{job.subject.row.path}/{key}" for job in jobs for key in job.channels}, report)
    standing = [package for _, package in packages(root)]
    report.findings += _findings(register, store, standing)
    _preview(root, register, standing)
    return report


def claim(root: Path) -> None:
    if root.is_symlink() or (root.exists() and not root.is_dir()):
        raise ForeignFolder(root)
    if root.is_dir() and any(root.iterdir()) and not (root / MARKER).is_file():
        raise ForeignFolder(root)
    root.mkdir(parents=True, exist_ok=True)
    (root / MARKER).touch()


def _jobs(
    register: Register, store: Store, content: Path, root: Path, asked: list[Wanted], report: Report
) -> Iterator[Job]:
    fonts = head_files()
    letters = mark_of(fonts) if fonts else b""
    facts = _site_mark(register)
    by_item: dict[str, list[Wanted]] = {}
    for one in asked:
        by_item.setdefault(one.path, []).append(one)
    for path, channels in by_item.items():
        row, due = register.rows[path], {}
        around = _around(row, register)
        for one in channels:
            if MEDIA_CHANNELS[one.channel].drawn and fonts is None:
                report.without_fonts += 1
                continue
            told = f"{one.asked} {around} {facts}"
            mark = hashlib.blake2b(told.encode() + row.digest + letters + media_digest(), digest_size=16).hexdigest()
            if _stands(folder_of(root, path, one.channel), mark):
                report.kept += 1
            else:
                due[one.channel] = mark
        if due:
            files = tuple(store.attachments(path))
            gallery = FileGallery(content, files)
            asked_by_item = any(one.asked for one in channels)
            yield Job(subject_of(row, store.body(path), files, register, gallery, asked_by_item), due)


def _around(row: IndexRow, register: Register) -> str:
    """What a package takes from elsewhere: its authority, where index numbers in its text lead, what it interprets."""
    targets = [target for kind, target, _ in row.body_links() if kind == LinkKind.INDEX]
    led = {target: path for target in targets if (path := register.resolve(target)) in register.shown_paths}
    return f"{register.tables.authorities[row.authority]!r} {led} {explained(row, register)}"


def _site_mark(register: Register) -> str:
    site = register.tables.site
    assert site is not None
    return json.dumps([site.name, site.url, site.domain, site.email, site.colours], ensure_ascii=True)


def _stands(folder: Path, mark: str) -> bool:
    package = read_package(folder)
    return package is not None and package.made_from == mark and intact(folder, package)


# making, in workers -------------------------------------------------------------------------------------------------


def make_all(root: str, jobs: Iterable[Job]) -> list[str]:
    """Folders written, below `root`."""
    return [name for job in jobs for name in _make(Path(root), job)]


def _make(root: Path, job: Job) -> Iterator[str]:
    for key, mark in job.channels.items():
        made = MEDIA_CHANNELS[key].make(job.subject)
        if made is not None:
            _write(folder_of(root, job.subject.row.path, key), packed(job.subject, key, made, mark), made)
            yield f"{job.subject.row.path}/{key}"


def packed(subject: Subject, key: str, made: Made, mark: str) -> Package:
    """What `package.json` says of it."""
    name, content = made.content
    cover = f"cover.{made.cover.type}" if made.cover else ""
    package = Package(
        subject.row.path, key, made.title, made.summary, made.author, subject.url, name, cover,
        tuple(_image(image.file, image.shot) for image in made.images), made.topics, made.counts,
        tuple(PackageFault(fault.part, fault.message, fault.hint) for fault in made.faults),
        hashlib.sha256(content).hexdigest() if name else "",
        hashlib.sha256(made.cover.content).hexdigest() if made.cover else "",
        made_from=mark,
    )  # fmt: skip
    return replace(package, package_sha256=hash_of(package))


def _image(file: str, shot: Shot) -> PackedImage:
    digest = hashlib.sha256(shot.content).hexdigest()
    return PackedImage(file, TYPES[shot.type], shot.width, shot.height, len(shot.content), digest, shot.text)


def _write(folder: Path, package: Package, made: Made) -> None:
    """Beside its place, then moved there as a whole."""
    unfinished = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    files = {made.content[0]: made.content[1], **{image.file: image.shot.content for image in made.images}}
    if made.cover:
        files[package.cover] = made.cover.content
    for name, content in files.items():
        if name:
            place = unfinished / name
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(content)
    (unfinished / FILE).write_bytes(to_json(package))
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(unfinished, folder)


# what is left -------------------------------------------------------------------------------------------------------


def _sweep(root: Path, asked: list[Wanted], done: set[str], due: set[str], report: Report) -> None:
    """Packages of items that are shown no more, of channels that are named no more, and what could not be made anew."""
    lost = due - done
    kept = {folder_of(root, one.path, one.channel) for one in asked if f"{one.path}/{one.channel}" not in lost}
    items = {folder.parent for folder in kept}
    for path, _, names in os.walk(root, topdown=False):
        folder = Path(path)
        if folder == root:
            continue
        if folder.name.startswith(".") or (FILE in names and folder not in kept):
            shutil.rmtree(folder)
            report.removed += not folder.name.startswith(".")
        elif PAGE in names and folder not in items:
            (folder / PAGE).unlink()
        if folder.is_dir() and not os.listdir(folder):
            folder.rmdir()


def _findings(register: Register, store: Store, standing: list[Package]) -> Iterator[Finding]:
    for package in standing:
        if package.faults and package.item in register.rows:
            item = CheckedItem(register.rows[package.item], store.body(package.item))
            name = MEDIA_CHANNELS[package.channel].name
            for fault in package.faults:
                told = TOLD.format(channel=name, message=fault.message)
                yield Finding(item.at(fault.part), CHECK, Severity.WARNING, told, hint=fault.hint)


def _preview(root: Path, register: Register, standing: list[Package]) -> None:
    found: dict[str, list[Package]] = {}
    for package in standing:
        found.setdefault(package.item, []).append(package)
    site = register.tables.site
    name = site.name if site else ""
    order = list(MEDIA_CHANNELS)
    for path, own in found.items():
        own.sort(key=lambda package: order.index(package.channel))
        title, page = register.rows[path].title, root / path / PAGE
        told = "".join((title, name, media_digest().hex(), *(package.made_from for package in own)))
        mark = hashlib.blake2b(told.encode(), digest_size=16).hexdigest()
        if not page.is_file() or mark_in(page.read_text(encoding="utf-8")) != mark:
            page.write_text(item_page(title, name, own, partial(_content, root), mark), encoding="utf-8")
    rows = [(register.rows[path], own) for path, own in found.items()]
    (root / PAGE).write_text(overview(name, rows), encoding="utf-8")


def _content(root: Path, package: Package) -> bytes:
    return (folder_of(root, package.item, package.channel) / package.content).read_bytes() if package.content else b""
