"""The web editor's folder, its requests on one's own machine, and the numbers that its drafts wait for."""

import base64
import hashlib
import http.client
import io
import json
import os
import shutil
import socket
import struct
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.environment import Refused
from pipeline.tables import read_tables
from pipeline.web_editor import bundle
from pipeline.web_editor import server as server_module
from pipeline.web_editor.bundle import NotBuilt, Package, build, policy
from pipeline.web_editor.config import Place, Platform
from pipeline.web_editor.local import Drafts, Refusal
from pipeline.web_editor.numbers import number
from pipeline.web_editor.server import listen
from plugins import editor_desk
from tests.fixtures import ROOT, TABLES, document
from tests.repository import Repository

LOCAL = Place(Platform.LOCAL)
PATH = "content/zcwj/2026/w20260302-090000.md"


def packed(folder: Path, name: str, members: dict[str, bytes]) -> Package:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as archive:
        for member, content in members.items():
            entry = tarfile.TarInfo(member)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    (folder / f"{name}-1.0.0.tgz").write_bytes(raw.getvalue())
    integrity = base64.b64encode(hashlib.sha512(raw.getvalue()).digest()).decode()
    return Package(name, "1.0.0", integrity, tuple(members))


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "packages"
    folder.mkdir()
    made = packed(folder, "decap-cms", {"package/dist/decap-cms.js": b"// editor\n"})
    monkeypatch.setattr(bundle, "PACKAGES", (made,))
    return folder


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository(tmp_path / "site")
    made.commit("2026-03-02 09:00", TABLES | {"zcwj/2026/00001.md": document(1)})
    made.git("config", "user.name", "袁一")
    made.git("config", "user.email", "yuanyi@example.gov.cn")
    monkeypatch.chdir(made.root)
    return made


# the folder ---------------------------------------------------------------------------------------------------------


def test_the_folder_holds_what_is_needed_and_nothing_foreign(tmp_path: Path, packages: Path) -> None:
    tables, out = read_tables(ROOT / "content"), tmp_path / "admin"
    files = build(tables, LOCAL, packages, out)
    own = {path.name for path in bundle.PAGES.iterdir()}
    assert set(files) == own | {"config.yml", "decap-cms.js"}
    assert sorted(os.listdir(out)) == files and os.listdir(tmp_path / "packages") == ["decap-cms-1.0.0.tgz"]
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "{{" not in page and "noindex" in page and "http" not in page.replace("http-equiv", "")
    assert build(tables, LOCAL, packages, out) == files, "a folder of its own is made anew"


def test_a_changed_package_is_refused_and_the_folder_stays(tmp_path: Path, packages: Path) -> None:
    tables, out = read_tables(ROOT / "content"), tmp_path / "admin"
    build(tables, LOCAL, packages, out)
    package = packages / "decap-cms-1.0.0.tgz"
    package.write_bytes(package.read_bytes() + b"\0")
    with pytest.raises(NotBuilt, match="wrong"):
        build(tables, LOCAL, packages, out)
    assert (out / "decap-cms.js").read_bytes() == b"// editor\n"
    package.unlink()
    with pytest.raises(NotBuilt, match="missing"):
        build(tables, LOCAL, packages, out)


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path, packages: Path) -> None:
    out = tmp_path / "admin"
    out.mkdir()
    (out / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(NotBuilt, match="foreign"):
        build(read_tables(ROOT / "content"), LOCAL, packages, out)
    assert os.listdir(out) == ["mine.txt"]


def test_the_policy_names_the_platform_and_no_other_host() -> None:
    place = Place(Platform.GITLAB, "a/b", address="https://git.example.cn", application="x")
    assert "connect-src 'self' blob: https://git.example.cn;" in policy(place)
    assert "http" not in policy(LOCAL)
    assert "https://api.github.com https://login.example.cn;" in policy(
        Place(Platform.GITHUB, "a/b", login="https://login.example.cn")
    )
    for words in policy(place).split("; "):
        assert "*" not in words
        assert "'unsafe-inline'" not in words or words.startswith("style-src")


@pytest.mark.parametrize("out", ["output", "output/admin", "live/admin", "content/admin"])
def test_never_into_what_is_published(repository: Repository, packages: Path, out: str) -> None:
    place = Place(Platform.GITHUB, "a/b", login="https://login.example.cn")
    with pytest.raises(Refused, match="公开"):
        editor_desk.make(place, out, str(packages))


@pytest.mark.parametrize(
    ("form", "options", "told"),
    [
        ("gitee", {}, "gitee"),
        ("gitlab", {"repository": "a/b"}, "--address、--app"),
        ("github", {"repository": "a/b", "login": "https://x.cn/login"}, "只写到域名"),
        ("forgejo", {"repository": "a/b", "application": "x", "address": "https://x.cn; script-src *"}, "只写到域名"),
    ],
)
def test_wrong_use_is_told(
    repository: Repository, packages: Path, form: str, options: dict[str, str], told: str
) -> None:
    given = {"repository": "", "branch": "main", "address": "", "login": "", "application": ""} | options
    with pytest.raises(Refused, match=told):
        editor_desk.make(editor_desk.place_of(form, **given), "admin", str(packages))
    assert not Path("admin").exists()


def test_the_real_packages_are_pinned_by_version_and_sum() -> None:
    for package in bundle.PACKAGES:
        assert len(base64.b64decode(package.integrity)) == 64
        page = (ROOT / "docs/web-editor.md").read_text(encoding="utf-8")
        assert f"{package.name}@{package.version}" in page and package.integrity in page


def test_what_is_mended_in_the_editor_is_there_once() -> None:
    package = bundle.PACKAGES[0]
    if not (ROOT / ".cache" / package.file).is_file():
        pytest.skip("the packages of the web editor are not in .cache: see docs/web-editor.md")
    found = bundle.members(package, ROOT / ".cache" / package.file)["decap-cms.js"]
    assert [found.count(before) for before, _ in bundle.MENDS] == [1] * len(bundle.MENDS)


# requests -----------------------------------------------------------------------------------------------------------


def entry(raw: str, path: str = PATH, assets: list[dict[str, str]] | None = None) -> dict[str, Any]:
    slug = path.removeprefix("content/zcwj/").removesuffix(".md")
    return {
        "dataFiles": [{"slug": slug, "path": path, "raw": raw}],
        "assets": assets or [],
        "options": {"collectionName": "zcwj", "commitMessage": f"新建 {path}", "useWorkflow": True, "status": "draft"},
    }


KEY = {"collection": "zcwj", "slug": "2026/w20260302-090000"}


def test_a_draft_is_a_commit_on_its_own_branch_and_nothing_else(repository: Repository) -> None:
    (repository.root / "private.txt").write_text("不要提交", encoding="utf-8")
    drafts = Drafts(repository.root, "main")
    picture = {"path": "content/zcwj/2026/w20260302-090000/中文.png", "content": "iVBORw0KGgo=", "encoding": "base64"}
    drafts.answer("persistEntry", entry(document(2), assets=[picture]))
    assert drafts.answer("unpublishedEntries", {}) == ["zcwj/2026/w20260302-090000"]
    changed = repository.git(
        "-c", "core.quotepath=off", "diff", "--name-only", "main", "cms/zcwj/2026/w20260302-090000"
    )
    assert changed.splitlines() == [PATH, picture["path"]]
    assert repository.git("log", "-1", "--format=%an %s", "cms/zcwj/2026/w20260302-090000") == f"袁一 新建 {PATH}"
    assert repository.git("status", "--porcelain") == "?? private.txt"
    assert repository.git("branch", "--show-current") == "main"
    told = drafts.answer("unpublishedEntry", KEY)
    assert (told["status"], [one["path"] for one in told["diffs"]]) == ("draft", [PATH, picture["path"]])
    assert drafts.answer("unpublishedEntryDataFile", KEY | {"path": PATH})["data"] == document(2)
    shown = drafts.answer("unpublishedEntryMediaFile", KEY | {"path": picture["path"]})
    assert (shown["name"], shown["content"]) == ("中文.png", picture["content"])


def test_a_draft_is_changed_submitted_and_put_aside(repository: Repository) -> None:
    drafts = Drafts(repository.root, "main")
    drafts.answer("persistEntry", entry(document(2)))
    drafts.answer("persistEntry", entry(document(3)))
    drafts.answer("persistEntry", entry(document(3)))
    assert repository.git("rev-list", "--count", "main..cms/zcwj/2026/w20260302-090000") == "2"
    drafts.answer("updateUnpublishedEntryStatus", KEY | {"newStatus": "pending_review"})
    assert drafts.answer("unpublishedEntry", {"id": "zcwj/2026/w20260302-090000"})["status"] == "pending_review"
    last = repository.git("rev-parse", "cms/zcwj/2026/w20260302-090000")
    drafts.answer("deleteUnpublishedEntry", KEY)
    assert drafts.answer("unpublishedEntries", {}) == []
    assert last in repository.git("for-each-ref", "--format=%(objectname)", "refs/dropped")


def test_items_are_read_from_the_branch_and_not_from_the_work_tree(repository: Repository) -> None:
    repository.write({"zcwj/2026/00001.md": "正在写", "zcwj/2026/00002.md": "还没提交"})
    drafts = Drafts(repository.root, "main")
    found = drafts.answer("entriesByFolder", {"folder": "content/zcwj", "extension": "md", "depth": 2})
    assert [(one["file"]["path"], one["data"]) for one in found] == [("content/zcwj/2026/00001.md", document(1))]
    assert drafts.answer("getEntry", {"path": "content/zcwj/2026/00001.md"})["data"] == document(1)


@pytest.mark.parametrize(
    "path",
    [
        "tasks.py",
        "content/../tasks.py",
        "content/.git/config",
        "content//a.md",
        "content/a\\b.md",
        "/content/a.md",
        "content",
        "content/site.yaml",
        "content/zcwj/2026/00001.md",
        "content/zcwj/2026/w20260302-090000/.git/config",
        "content/zcwj/2026/w20260302-090000/a\u200b.png",
        "content/zcwj/2026/w20260302-090000/../00001.md",
    ],
)
def test_nothing_is_written_outside_the_item(repository: Repository, path: str) -> None:
    drafts = Drafts(repository.root, "main")
    wrong = entry(document(2)) | {"assets": [{"path": path, "content": "", "encoding": "base64"}]}
    with pytest.raises(Refusal, match="不能写这个位置"):
        drafts.answer("persistEntry", wrong)
    assert drafts.answer("unpublishedEntries", {}) == []


@pytest.mark.parametrize("slug", ["../main", "a b", "-x", "2026/..", "2026/x.lock", "x~1"])
def test_branches_have_plain_names(repository: Repository, slug: str) -> None:
    asked = entry(document(2))
    asked["dataFiles"][0]["slug"] = slug
    with pytest.raises(Refusal):
        Drafts(repository.root, "main").answer("persistEntry", asked)


@pytest.mark.parametrize(
    "action", ["publishUnpublishedEntry", "persistMedia", "deleteFile", "deleteFiles", "format", ""]
)
def test_what_goes_another_way_is_refused(repository: Repository, action: str) -> None:
    with pytest.raises(Refusal):
        Drafts(repository.root, "main").answer(action, KEY)


def test_a_draft_that_is_checked_out_is_not_moved_below_its_reader(repository: Repository) -> None:
    drafts = Drafts(repository.root, "main")
    drafts.answer("persistEntry", entry(document(2)))
    repository.git("checkout", "-q", "cms/zcwj/2026/w20260302-090000")
    with pytest.raises(Refusal, match="正在一个工作目录里打开"):
        drafts.answer("persistEntry", entry(document(3)))


def test_a_draft_writes_the_item_that_it_is_named_after(repository: Repository) -> None:
    asked = entry(document(2))
    asked["dataFiles"][0]["path"] = "content/zcwj/2026/00001.md"
    with pytest.raises(Refusal, match="不能写这个位置"):
        Drafts(repository.root, "main").answer("persistEntry", asked)


@pytest.mark.parametrize("option", [{"newEntry": True}, {"newEntry": False, "unpublished": False}])
def test_nobody_writes_over_a_draft_unseen(repository: Repository, option: dict[str, bool]) -> None:
    drafts = Drafts(repository.root, "main")
    drafts.answer("persistEntry", entry(document(2)))
    unseen = entry(document(3))
    unseen["options"] |= option
    with pytest.raises(Refusal, match="刚刚被别人改过"):
        drafts.answer("persistEntry", unseen)
    seen = entry(document(3))
    seen["options"] |= {"newEntry": False, "unpublished": True}
    drafts.answer("persistEntry", seen)


def test_a_save_changes_the_version_that_its_page_was_told(repository: Repository) -> None:
    drafts, path = Drafts(repository.root, "main"), "content/zcwj/2026/00001.md"
    told = drafts.answer("getEntry", {"path": path})["version"]
    asked = entry(document(1, "甲\n"), path) | {"seen": told}
    asked["options"] |= {"newEntry": False, "unpublished": False}
    repository.commit("2026-03-03 09:00", {"zcwj/2026/00001.md": document(1, "别人的\n")})
    with pytest.raises(Refusal, match="没有盖过它"):
        drafts.answer("persistEntry", asked)
    asked["seen"] = drafts.answer("getEntry", {"path": path})["version"]
    first = drafts.answer("persistEntry", asked)["version"]
    again = entry(document(1, "乙\n"), path) | {"seen": first}
    again["options"] |= {"newEntry": False, "unpublished": True}
    drafts.answer("persistEntry", again)
    with pytest.raises(Refusal, match="没有盖过它"):
        drafts.answer("persistEntry", again)
    place = {"collection": "zcwj", "slug": "2026/00001"}
    assert drafts.answer("unpublishedEntryDataFile", place | {"path": path})["data"] == document(1, "乙\n")


def test_a_draft_that_somebody_deleted_meanwhile_does_not_come_back_unasked(repository: Repository) -> None:
    drafts = Drafts(repository.root, "main")
    told = drafts.answer("persistEntry", entry(document(2)) | {"seen": None})["version"]
    drafts.answer("deleteUnpublishedEntry", KEY)
    again = entry(document(3)) | {"seen": told}
    again["options"] |= {"newEntry": False, "unpublished": True}
    with pytest.raises(Refusal, match="refs/dropped"):
        drafts.answer("persistEntry", again)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("fatal: write error: No space left on device", "磁盘满了"),
        ("error: insufficient permission for adding an object", "仓库不让写"),
        ("fatal: something new", "git 没有做成"),
    ],
)
def test_a_disk_that_takes_nothing_is_told(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, told: str
) -> None:
    real = shutil.which("git")
    git = tmp_path / "bin/git"
    git.parent.mkdir()
    git.write_text(
        f'#!/bin/sh\ncase "$*" in *hash-object*) echo "{said}" >&2; exit 128;; esac\nexec {real} "$@"\n',
        encoding="utf-8",
    )
    git.chmod(0o755)
    monkeypatch.setenv("PATH", f"{git.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(Refusal, match=told):
        Drafts(repository.root, "main").answer("persistEntry", entry(document(2)))


def _nameless(repository: Repository) -> None:
    for name in ("name", "email"):
        repository.git("config", "--unset", f"user.{name}")
    repository.git("config", "user.useConfigOnly", "true")


def _locked(repository: Repository) -> None:
    lock = repository.root / ".git/refs/heads/cms/zcwj/2026/w20260302-090000.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (_nameless, "git config user.name"),
        (_locked, "另一个 git 命令正在运行"),
        (lambda repository: repository.git("branch", "cms"), "git branch -m cms"),
        (lambda repository: repository.git("branch", "-m", "main", "trunk"), "没有分支“main”"),
    ],
)
def test_what_git_cannot_do_is_told_with_a_way_out(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, state: Callable[[Repository], Any], told: str
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    state(repository)
    with pytest.raises(Refusal, match=told):
        Drafts(repository.root, "main").answer("persistEntry", entry(document(2)))
    assert repository.git("for-each-ref", "refs/heads/cms/") == ""


def test_a_detached_head_and_locked_files_of_the_work_tree_do_not_matter(repository: Repository) -> None:
    repository.git("checkout", "-q", "--detach")
    for name in ("index.lock", "config.lock"):
        (repository.root / ".git" / name).touch()
    drafts = Drafts(repository.root, "main")
    drafts.answer("persistEntry", entry(document(2)))
    assert drafts.answer("unpublishedEntry", KEY)["status"] == "draft"
    with pytest.raises(Refusal, match="另一个 git 命令"):
        drafts.answer("updateUnpublishedEntryStatus", KEY | {"newStatus": "pending_review"})


@pytest.fixture
def port(repository: Repository, tmp_path: Path, packages: Path) -> Iterator[int]:
    build(read_tables(ROOT / "content"), LOCAL, packages, tmp_path / "admin")
    server = listen(tmp_path / "admin", Drafts(repository.root, "main"), policy(LOCAL))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def asked(
    port: int, headers: dict[str, str], body: str = '{"action": "info"}', path: str = "/api/v1"
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    own = {"Origin": f"http://127.0.0.1:{port}", "Content-Type": "application/json"}
    connection.request("POST", path, body.encode(), own | headers)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, '{"action": "info"}', 200),
        ({"Origin": "https://elsewhere.example.cn"}, '{"action": "info"}', 403),
        ({"Host": "elsewhere.example.cn"}, '{"action": "info"}', 403),
        ({"Content-Type": "text/plain"}, '{"action": "info"}', 403),
        ({}, "{", 422),
        ({}, "[]", 422),
        ({}, '{"action": "getEntry", "params": {"path": 3}}', 422),
        ({}, '{"action": "getEntry", "params": {"path": "content/none.md"}}', 404),
    ],
)
def test_only_its_own_page_may_ask(port: int, headers: dict[str, str], body: str, status: int) -> None:
    found, answer = asked(port, headers, body)
    assert found == status
    assert status == 200 or json.loads(answer)["error"]


def test_a_request_that_is_too_large_is_answered(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "LARGEST", 2**20)
    found, answer = asked(port, {}, "x" * (3 * 2**20))
    assert found == 413 and "先去掉几个" in json.loads(answer)["error"]


def test_a_page_that_was_closed_meanwhile_is_no_fault(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    body = b'{"action": "info"}'
    head = f"POST /api/v1 HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    for piece in (head.encode() + body, head.encode()):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as gone:
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            gone.sendall(piece)
    assert asked(port, {})[0] == 200
    assert "Traceback" not in capfd.readouterr().err


def test_only_its_own_files_are_served(port: int) -> None:
    found = {}
    for path in ("/", "/start.js", "/../site/content/site.yaml", "/%2e%2e/x", "/none"):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        found[path] = answer.status
        assert "frame-ancestors 'none'" in (answer.getheader("Content-Security-Policy") or "")
        connection.close()
    assert list(found.values()) == [200, 200, 404, 404, 404]


# numbers ------------------------------------------------------------------------------------------------------------


def test_waiting_items_get_the_next_numbers_and_nothing_else_changes(repository: Repository) -> None:
    waiting = document(7, "正文里的待编号不动。\n").replace("11990900MB0F00012Y/2026-00007", "待编号")
    repository.write(
        {"zcwj/2026/w1.md": waiting, "zcwj/2026/w2.md": waiting.replace("索引号: 待编号", '索引号: "待编号"')}
    )
    told = list(number(repository.content, read_tables(repository.content)))
    assert [one.number[-5:] for one in told] == ["00002", "00003"]
    first, second = ((repository.content / f"zcwj/2026/w{n}.md").read_text(encoding="utf-8") for n in (1, 2))
    assert first == waiting.replace("索引号: 待编号", "索引号: 11990900MB0F00012Y/2026-00002")
    assert second == waiting.replace("索引号: 待编号", '索引号: "11990900MB0F00012Y/2026-00003"')
    assert list(number(repository.content, read_tables(repository.content))) == []


@pytest.mark.parametrize(
    ("before", "after", "lacking"),
    [("发文机关: xc-gov", "发文机关: xc-jyj", "发文机关"), ("2026-03-0", "某年", "发布时间")],
)
def test_no_number_is_invented(
    repository: Repository, capsys: pytest.CaptureFixture[str], before: str, after: str, lacking: str
) -> None:
    waiting = document(7).replace("11990900MB0F00012Y/2026-00007", "待编号").replace(before, after)
    repository.write({"zcwj/2026/w1.md": waiting})
    assert editor_desk.number() == 1
    assert lacking in capsys.readouterr().out
    assert (repository.content / "zcwj/2026/w1.md").read_text(encoding="utf-8") == waiting
