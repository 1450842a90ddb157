"""`python -m tests.bench.handbook_pictures`: takes the pictures of the handbook anew: preview, web editor and review.

On a copy of the demonstration, by the verbs themselves; the web editor's packages lie in .cache (docs/web-editor.md).
"""

import io
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.fixtures import PYTHON, ROOT
from tests.repository import Repository

PICTURES = ROOT / "docs/images"
ITEM = "zwgk/zcwj/szfwj/2026/00001"
PARTS = ("content", "pipeline", "plugins", "themes", "pelicanconf.py", "tasks.py", "requirements.lock", ".gitignore")
SECONDS = 180


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        root = _copy(Path(folder, "site"))
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=[*ARGUMENTS, "--lang=zh-CN"])
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN", timezone_id="Asia/Shanghai")
        subprocess.run([PYTHON, "tasks.py", "review", "--base", "main", "--no-pictures"], cwd=root, check=False)
        page.goto((root / "var/review/index.html").as_uri())
        _keep(page, "review")
        with _running(root, "serve", 8471) as address:
            page.goto(f"{address}{ITEM}.html")
            page.locator("h1").first.wait_for(timeout=SECONDS * 1000)
            page.get_by_text("正在生成网站").wait_for(state="hidden", timeout=SECONDS * 1000)
            page.wait_for_timeout(3000)
            page.locator("summary").last.click()
            _keep(page, "preview")
        with _running(root, "web-editor", 8472) as address:
            page.goto(address)
            page.get_by_role("button", name="登录").click()
            page.get_by_text("快速新建").wait_for()
            page.goto(f"{address}#/collections/{ITEM.rsplit('/', 2)[0].replace('/', '.')}/new")
            page.get_by_label("标题", exact=True).wait_for()
            _keep(page, "web-editor")
            page.set_viewport_size({"width": 360, "height": 740})
            page.wait_for_timeout(500)
            _keep(page, "web-editor-phone")
        browser.close()


def _copy(root: Path) -> Path:
    """A repository of the demonstration, and a branch that changes one item and makes a mistake in it."""
    made = Repository(root)
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, root / name)
    for name in (".venv", ".cache"):
        (root / name).symlink_to((ROOT / name).resolve())
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "演示")
    made.git("checkout", "-q", "-b", "topic")
    item = made.content / f"{ITEM}.md"
    text = item.read_text(encoding="utf-8")
    text = text.replace("发文字号: 示政发〔2026〕4号", "发文字号: 示政发[2026]04号").replace(
        "组织实施", "抓好组织实施", 1
    )
    item.write_text(text, encoding="utf-8")
    made.git("commit", "-q", "-a", "-m", "修改")
    return root


@contextmanager
def _running(root: Path, verb: str, port: int) -> Iterator[str]:
    """A verb that serves, until it has said where."""
    address = f"http://127.0.0.1:{port}/"
    words = [PYTHON, "tasks.py", verb, "--port", str(port)]
    run = subprocess.Popen(words, cwd=root, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        for _ in range(SECONDS):
            time.sleep(1)
            if subprocess.run(["curl", "-fso", os.devnull, address], check=False).returncode == 0:
                break
        yield address
    finally:
        os.killpg(run.pid, signal.SIGTERM)
        run.wait()


def _keep(page: Page, name: str) -> None:
    out = io.BytesIO()
    with Image.open(io.BytesIO(page.screenshot())) as taken:
        taken.convert("RGB").save(out, "WEBP", quality=80)
    (PICTURES / f"{name}.webp").write_bytes(out.getvalue())


if __name__ == "__main__":
    main()
