"""The preview of a real site: an edited item is seen before its build, and so is what no reader may see yet."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from pipeline.preview_board import MISSING
from tests.fixtures import ROOT, TABLES, THEME, item
from tests.pipeline.test_preview import Listener, Preview, _free_port, _start

BUILD = f"""
import sys
from plugins import host
sys.exit(host.build(content="content", output="var/preview", store="var/preview.sqlite", theme={str(THEME)!r}))
"""
SHOWN, DRAFT, LATER = "xw/yw/2026/00001", "xw/yw/2026/00002", "xw/yw/2026/00003"
ITEMS = {
    SHOWN: item("一件旧闻", "旧的正文。\n"),
    DRAFT: item("一篇草稿", "草稿的正文，二、没有一。\n\n![图](a.png)\n", status="草稿"),
    LATER: item("以后的事", "以后的正文。\n", at="2098-01-01 09:00"),
}
SECONDS = 30


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    root = tmp_path_factory.mktemp("preview")
    files = TABLES | {f"{path}.md": text for path, text in ITEMS.items()}
    for name, text in files.items():
        (root / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "content" / name).write_text(text, encoding="utf-8")
    (root / "content" / DRAFT).mkdir()
    (root / "content" / DRAFT / "a.png").write_bytes((ROOT / "content/emblem.png").read_bytes())
    (root / "tasks.py").write_text(BUILD, encoding="utf-8")
    (root / "pelicanconf.py").write_text("", encoding="utf-8")
    port = _free_port()
    process = _start(root, port)
    assert process.stdout and "/_preview/" in process.stdout.readline()
    running = Preview(root, port, process)
    Listener(port).until(built=1)
    awaited(running)
    yield running
    process.kill()
    process.communicate()


def awaited(preview: Preview) -> None:
    """Until the process that makes one page has the site in mind."""
    end = time.monotonic() + SECONDS
    while "以后的事" not in preview.ask("/_preview/")[2]:
        assert time.monotonic() < end, "nobody answers"
        time.sleep(0.1)


def told(preview: Preview, path: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(preview.ask(f"/_preview/item?page={quote(f'/{path}.html')}")[2])
    return found


def mark(preview: Preview, address: str) -> str:
    return str(json.loads(preview.ask(f"/_preview/mark?page={quote(address)}")[2]))


def preview_state(preview: Preview) -> dict[str, Any]:
    return Listener(preview.port).until()


def test_what_waits_is_listed_and_has_a_page_here_only(preview: Preview) -> None:
    listed = preview.ask("/_preview/")[2]
    assert f'<a href="/{DRAFT}.html">一篇草稿</a> 草稿' in listed and "定时发布 2098-01-01 09:00" in listed
    assert "一件旧闻" not in listed
    for path, text in ((DRAFT, "草稿的正文"), (LATER, "以后的正文")):
        status, _, page = preview.ask(f"/{path}.html")
        assert status == 200 and text in page and "/_preview/listen.js" in page
        assert not (preview.root / f"var/preview/{path}.html").exists()
    assert preview.ask(f"/{DRAFT}/a.png", method="HEAD")[0] == 200
    assert preview.ask(f"/{DRAFT}.md")[0] == 404
    assert preview.ask("/xw/yw/2026/00009.html")[0] == 404


def test_a_page_knows_what_is_to_be_said_of_it(preview: Preview) -> None:
    draft = told(preview, DRAFT)
    assert (draft["label"], draft["source"]) == ("草稿", f"content/{DRAFT}.md")
    assert told(preview, SHOWN)["label"] == "" and told(preview, LATER)["label"] == "定时发布"
    source = preview.ask(f"/_preview/source/content/{DRAFT}.md")[2]
    assert 'id="L2"' in source and "标题: 一篇草稿" in source
    for outside in ("content/site.yaml", "tasks.py", "../tasks.py", "content/%2e%2e/tasks.py"):
        assert preview.ask(f"/_preview/source/{outside}")[0] == 404


def test_an_edit_is_seen_before_its_build_and_is_what_the_build_makes(preview: Preview) -> None:
    listener = Listener(preview.port)
    before = listener.until()
    file = preview.root / f"content/{SHOWN}.md"
    file.write_text(item("一件新闻", "新的正文。\n"), encoding="utf-8")
    first = listener.until(edit=before["edit"] + 1)
    assert first["built"] == before["built"] and list(first["made"]) == [f"/{SHOWN}.html"]
    page = preview.ask(f"/{SHOWN}.html")[2]
    assert "新的正文" in page and "data-said=" in page
    after = listener.until(built=before["built"] + 1)
    assert after["made"] == {}
    assert mark(preview, f"/{SHOWN}.html") == first["made"][f"/{SHOWN}.html"], "made at once as the build makes it"
    file.write_text(item("一件新闻", "坏了的。\n").replace("---\n", "---\n无此字段: x\n", 1), encoding="utf-8")
    listener.until(built=before["built"] + 2)
    assert [one["check"] for one in told(preview, SHOWN)["findings"]] == ["field-unknown"]  # type: ignore[attr-defined]
    edit = preview_state(preview)["edit"]
    file.write_text(item("一件新闻", "坏了的。\n", at="2026-13-01 09:00"), encoding="utf-8")
    refused = listener.until(edit=edit + 1)
    assert refused["told"][f"/{SHOWN}.html"] == edit + 1
    assert [one["check"] for one in told(preview, SHOWN)["findings"]] == ["field-date"]  # type: ignore[attr-defined]
    listener.until(built=before["built"] + 3)


def test_a_rename_and_a_deletion_are_seen_at_once_even_while_a_table_is_broken(preview: Preview) -> None:
    listener = Listener(preview.port)
    before = listener.until()
    old, new, table = (preview.root / f"content/{name}" for name in (f"{LATER}.md", "xw/yw/2026/00008.md", "site.yaml"))
    tables = table.read_text(encoding="utf-8")
    table.write_text("坏: [\n", encoding="utf-8")
    listener.until(summary=lambda state: "页面仍是上一次的结果" in state["summary"])
    old.write_text(item("改了名的事", "新的正文。\n"), encoding="utf-8")
    listener.until(made=lambda state: f"/{LATER}.html" in state["made"])
    old.rename(new)
    listener.until(made=lambda state: state["made"].get(f"/{LATER}.html") == MISSING)
    assert preview.ask(f"/{LATER}.html")[0] == 404
    status, _, page = preview.ask("/xw/yw/2026/00008.html")
    assert status == 200 and "改了名的事" in page
    table.write_text(tables, encoding="utf-8")
    listener.until(built=before["built"] + 1)
    assert preview.ask("/xw/yw/2026/00008.html")[0] == 200 and preview.ask(f"/{LATER}.html")[0] == 404


def test_an_attachment_and_a_new_item_in_a_new_folder_are_seen_at_once(preview: Preview) -> None:
    listener, path = Listener(preview.port), "xw/yw/2027/00001"
    before = listener.until()
    file = preview.root / f"content/{path}.md"
    file.with_suffix("").mkdir(parents=True)
    file.write_text(item("来年的事", "见[表](表.txt)。\n", attachments="[表.txt]"), encoding="utf-8")
    (file.with_suffix("") / "表.txt").write_text("甲", encoding="utf-8")
    listener.until(made=lambda state: f"/{path}.html" in state["made"])
    assert "来年的事" in preview.ask(f"/{path}.html")[2]
    assert preview.ask(quote(f"/{path}/表.txt"))[2] == "甲"
    assert "data-follow" in preview.ask("/_preview/")[2]
    built = listener.until(made=lambda state: state["built"] > before["built"] and not state["made"])
    (file.with_suffix("") / "表.txt").write_text("乙乙", encoding="utf-8")
    told = listener.until(made=lambda state: f"/{path}.html" in state["made"])
    assert told["built"] == built["built"] and preview.ask(quote(f"/{path}/表.txt"))[2] == "乙乙"
    listener.until(made=lambda state: state["built"] > built["built"] and not state["made"])
    assert preview.ask(quote(f"/{path}/表.txt"))[2] == "乙乙"
    assert clean(preview) == 0


def test_of_ten_saves_in_a_row_the_last_wins_and_no_older_one_comes_back(preview: Preview) -> None:
    listener, path = Listener(preview.port), "xw/yw/2026/00005"
    before = listener.until()
    seen: list[int] = []

    def look() -> None:
        status, _, page = preview.ask(f"/{path}.html")
        seen.extend(int(found) for found in re.findall(r"<p>第(\d+)稿", page) if status == 200)

    for number in range(10):
        for other in (path, SHOWN):
            (preview.root / f"content/{other}.md").write_text(item(f"{other}稿", f"第{number}稿。\n"), encoding="utf-8")
        for _ in range(3):
            time.sleep(0.09)
            look()
    state = listener.until(made=lambda state: state["built"] > before["built"] and not state["made"])
    look()
    assert seen == sorted(seen) and seen[-1] == 9 and len(set(seen)) > 5
    assert state["told"].keys() >= {f"/{path}.html", f"/{SHOWN}.html"}
    assert clean(preview) == 0


def clean(preview: Preview) -> int:
    """How many files a clean build of the same content makes otherwise than the preview shows."""
    content, output = preview.root / "content", preview.root / "var/preview"
    other = preview.root / "clean"
    build = (
        f"from plugins import host; host.build(content={str(content)!r}, output='o', store='s', theme={str(THEME)!r})"
    )
    other.mkdir(exist_ok=True)
    subprocess.run([sys.executable, "-c", build], cwd=other, check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    made, built = (
        {f.relative_to(at): f.read_bytes() for f in at.rglob("*") if f.is_file()} for at in (output, other / "o")
    )
    assert len(built) > 20
    return sum(made.get(name) != built.get(name) for name in made.keys() | built.keys())


def test_the_process_ends_with_those_who_ask(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "plugins.instant", "content", "none", "none/store.sqlite", "themes/gov", ""]
    done = subprocess.run(words, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, env=os.environ)
    assert done.returncode == 1 and b"{}" not in done.stdout, "there is no build to answer from"
