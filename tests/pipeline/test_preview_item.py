"""The preview of a real site: an edited item is seen before its build, and so is what no reader may see yet."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

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


def test_what_waits_is_listed_and_has_a_page_here_only(preview: Preview) -> None:
    listed = preview.ask("/_preview/")[2]
    assert f'<a href="/{DRAFT}.html">一篇草稿</a> 草稿' in listed and "定时发布 2098-01-01 09:00" in listed
    assert "一件旧闻" not in listed
    for path, text in ((DRAFT, "草稿的正文"), (LATER, "以后的正文")):
        status, _, page = preview.ask(f"/{path}.html")
        assert status == 200 and text in page and "/_preview/listen.js?" in page
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
    first = listener.until(page=f"/{SHOWN}.html")
    assert (first["built"], first["edit"]) == (before["built"], before["edit"] + 1)
    after = listener.until(built=before["built"] + 1)
    assert after["same"] == [f"/{SHOWN}.html"], "the page made at once is the page that the build makes"
    assert "新的正文" in preview.ask(f"/{SHOWN}.html")[2]
    awaited(preview)
    file.write_text(item("一件新闻", "坏了的。\n").replace("---\n", "---\n无此字段: x\n", 1), encoding="utf-8")
    listener.until(built=before["built"] + 2)
    assert [one["check"] for one in told(preview, SHOWN)["findings"]] == ["field-unknown"]  # type: ignore[attr-defined]
    awaited(preview)
    file.write_text(item("一件新闻", "坏了的。\n", at="2026-13-01 09:00"), encoding="utf-8")
    listener.until(page=f"/{SHOWN}.html", remade=False)
    assert [one["check"] for one in told(preview, SHOWN)["findings"]] == ["field-date"]  # type: ignore[attr-defined]
    listener.until(built=before["built"] + 3)


def test_a_rename_and_a_deletion_are_seen_at_once_even_while_a_table_is_broken(preview: Preview) -> None:
    listener = Listener(preview.port)
    before = listener.until()
    old, new, table = (preview.root / f"content/{name}" for name in (f"{LATER}.md", "xw/yw/2026/00008.md", "site.yaml"))
    tables = table.read_text(encoding="utf-8")
    table.write_text("坏: [\n", encoding="utf-8")
    assert "页面仍是上一次的结果" in listener.until(built=before["built"], page="")["summary"]
    old.write_text(item("改了名的事", "新的正文。\n"), encoding="utf-8")
    listener.until(page=f"/{LATER}.html")
    old.rename(new)
    gone = listener.until(page=f"/{LATER}.html")
    assert gone["remade"] and preview.ask(f"/{LATER}.html")[0] == 404
    status, _, page = preview.ask("/xw/yw/2026/00008.html")
    assert status == 200 and "改了名的事" in page
    table.write_text(tables, encoding="utf-8")
    listener.until(built=before["built"] + 1)
    assert preview.ask("/xw/yw/2026/00008.html")[0] == 200 and preview.ask(f"/{LATER}.html")[0] == 404


def test_the_process_ends_with_those_who_ask(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "plugins.instant", "content", "none", "none/store.sqlite", "themes/gov", ""]
    done = subprocess.run(words, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, env=os.environ)
    assert done.returncode == 1 and b"{}" not in done.stdout, "there is no build to answer from"
