"""An editor's round on a real repository: new, write, preview, check, commit, review, merge, publish; and the commands of
the recipes in docs/ci/, run as a platform runs them, on a branch that also tries to bring a program.
"""

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import yaml

from tests.round.hands import ROOT, Hand, Server

NOW = datetime.now(timezone(timedelta(hours=8)))
YESTERDAY = (NOW - timedelta(days=1)).strftime("%Y-%m-%d 09:00")
MARK = "党政机关网站标识: https://bszs.conac.cn/sitename?method=show&id=9901990001\n"
PEOPLE = "[{姓名: 甲一, 邮箱: jia@example.gov.cn, 账号: '@jia', 审次: 初审}, {姓名: 丙三, 邮箱: bing@example.gov.cn, 账号: '@bing', 审次: 终审}]"
RULE = f"  导航: 是\n  审核规则: {{审次: [初审, 终审], 凭证: 提交, 审核人: {PEOPLE}, 起用日期: {NOW:%Y-%m-%d}}}\n"
ITEM = f"---\n标题: 县教育局走访乡村学校\n发文机关: hx-jyj\n发布时间: {YESTERDAY}\n---\n县教育局走访乡村学校，了解冬季取暖情况。\n"
BODY = "县教育局部署冬季校园安全工作，要求各学校逐项排查取暖、用电和消防隐患。\n"
SIGN = "Reviewed-by: 甲一 <jia@example.gov.cn> (初审)\nReviewed-by: 丙三 <bing@example.gov.cn> (终审)"


def content() -> dict[str, str]:
    """The small site of the golden tests, kept up to date, whose news need two reviews."""
    folder = ROOT / "tests/golden/bureau/content"
    found = {path.name: path.read_text("utf-8") for path in folder.glob("*.yaml")}
    found["site.yaml"] += f"{MARK}首页: {{要闻: [dt]}}\n"
    found["authorities.yaml"] += "  公开平台: 否\n"
    found["columns.yaml"] = found["columns.yaml"].partition("- 代号: wj")[0].replace("  导航: 是\n", RULE, 1)
    return found | {"dt/2026/00001.md": ITEM}


def scripts(name: str, *jobs: str) -> list[str]:
    """The commands of a recipe's jobs, in order."""
    recipe = yaml.safe_load((ROOT / "docs/ci" / name).read_text("utf-8"))
    if "jobs" not in recipe:
        return [line for job in jobs for line in recipe[job]["script"]]
    return [step["run"] for job in jobs for step in recipe["jobs"][job]["steps"] if "run" in step]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    return Server(tmp_path_factory.mktemp("round"), content())


@pytest.fixture(scope="module")
def draft(server: Server) -> tuple[Hand, str]:
    """An editor's clone with a branch, and the item that he made and wrote there; not committed yet."""
    editor = server.clone("editor")
    editor.git("checkout", "-q", "-b", "topic")
    told = editor.verb("new", "--column", "dt", "--authority", "hx-jyj", "--title", "县教育局部署冬季校园安全工作")
    found = re.search(r"content/(dt/\d{4}/\d{5})\.md", told)
    assert found, told
    file = editor.place / f"content/{found[1]}.md"
    text = file.read_text("utf-8")
    assert "状态: 草稿" in text
    file.write_text(text.replace("状态: 草稿\n", "") + BODY, encoding="utf-8")
    return editor, found[1]


@pytest.fixture(scope="module")
def pushed(draft: tuple[Hand, str]) -> tuple[Hand, str]:
    editor, _ = draft
    editor.git("add", "-A")
    editor.git("commit", "-q", "-m", "发布冬季校园安全信息")
    editor.git("push", "-q", "origin", "topic")
    return draft


def test_the_preview_shows_what_is_written_and_leaves_no_trace(draft: tuple[Hand, str]) -> None:
    editor, item = draft
    before = editor.git("status", "--porcelain", "-uall")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "tasks.py", "serve", "--port", str(port)]
    log = open(editor.place.parent / "serve.txt", "w+")  # noqa: SIM115
    preview = subprocess.Popen(words, cwd=editor.place, env=editor.environment, stdout=log, stderr=log)
    try:
        assert BODY.strip() in _page(port, f"/{item}.html", preview)
        preview.send_signal(signal.SIGINT)
        assert preview.wait(timeout=30) in (0, 130)
    finally:
        preview.kill()
        log.close()
    assert editor.git("status", "--porcelain", "-uall") == before


def _page(port: int, path: str, preview: subprocess.Popen[bytes]) -> str:
    for _ in range(240):
        assert preview.poll() is None
        try:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            link.request("GET", path)
            answer = link.getresponse()
            text = answer.read().decode()
            if answer.status == 200:
                return text
        except OSError:
            pass
        time.sleep(0.25)
    raise AssertionError("the preview shows nothing")


def test_the_check_says_what_is_missing_before_it_can_be_published(draft: tuple[Hand, str]) -> None:
    editor, item = draft
    told = editor.verb("check", status=1)
    errors = re.findall(r"错误 (.+?) \[([a-z-]+)\]", told)
    assert [name for _, name in errors] == ["item-review-missing"] * 2, told
    assert f"content/{item}.md" in told and "没有终审" in told


def test_a_recipe_never_runs_what_a_branch_brings(server: Server, pushed: tuple[Hand, str]) -> None:
    """GitLab's commands to the letter, on the editor's branch with a program of somebody's own on top."""
    _, item = pushed
    other, witness = server.clone("evil"), server.root / "ran"
    other.git("checkout", "-q", "-b", "evil", "origin/topic")
    program = f"import pathlib\npathlib.Path({str(witness)!r}).write_text('ran')\n"
    for name in ("plugins/verbs/extra.py", "sitecustomize.py", "tasks.py", ".ci/check-change", ".ci/base-program"):
        (other.place / name).write_text(program, encoding="utf-8")
    other.git("add", "-A", "-f", *("plugins/verbs/extra.py", "sitecustomize.py", "tasks.py", ".ci"))
    other.git("commit", "-q", "-m", "夹带程序")
    other.git("push", "-q", "origin", "evil")
    runner = server.clone("runner")
    runner.git("checkout", "-q", "--detach", "origin/evil")
    (runner.place / ".venv").rename(server.root / "libraries")
    done = _as_gitlab(runner, server)
    assert done.returncode == 1, done.stdout + done.stderr
    assert not witness.exists() and not (runner.place / "plugins/verbs/extra.py").exists()
    report = runner.text("var/review/review.md")
    assert "请分成两次合并" in report and "- tasks.py" in report
    assert "| 终审 | ✗ 缺" in report and "新增：县教育局部署冬季校园安全工作" in report
    annotated = runner.text("var/ci/report.github.txt").splitlines()
    assert any(
        re.match(rf"::error file=content/{item}\.md,line=\d+,.*title=item-review-missing::", line) for line in annotated
    )
    assert (runner.place / "var/ci/report.codequality.json").is_file() and (
        runner.place / "var/ci/report.sarif"
    ).is_file()
    assert all(line.startswith("| ") for line in done.stdout.splitlines())
    assert (runner.place / f"var/review/site/{item}.html").is_file()


def _as_gitlab(runner: Hand, server: Server) -> subprocess.CompletedProcess[str]:
    """The script as one shell runs it; the libraries come with the base, where a machine would install them."""
    lines = scripts("gitlab-ci.yml", "check")
    at = next(n for n, line in enumerate(lines) if "base-program" in line)
    cache = f'cp -R {server.root}/seed/pipeline/__pycache__ "$base/pipeline/"; ln -s {(ROOT / ".venv").resolve()} "$base/.venv"'
    shell = "\n".join(("set -e", *lines[:at], cache, *lines[at:]))
    return runner.run("sh", "-c", shell, CI_DEFAULT_BRANCH="main", TMPDIR=str(server.root))


def test_forgejo_lays_the_same_program_over_the_same_content(server: Server, pushed: tuple[Hand, str]) -> None:
    """Its first two commands to the letter, on a pull request from somewhere else."""
    _, item = pushed
    fork, job = server.clone("fork"), server.clone("job")
    fork.git("checkout", "-q", "-b", "evil", "origin/topic")
    for name in ("plugins/verbs/extra.py", "sitecustomize.py", "tasks.py", ".ci/check-change", ".ci/base-program"):
        (fork.place / name).write_text("raise SystemExit(3)\n", encoding="utf-8")
    (fork.place / "CODEOWNERS").write_text("* @own\n", encoding="utf-8")
    fork.git("add", "-A", "-f", *("plugins/verbs/extra.py", "sitecustomize.py", "tasks.py", ".ci", "CODEOWNERS"))
    fork.git("commit", "-q", "-m", "夹带程序")
    fork.git("push", "-q", "origin", "HEAD:refs/pull/7/head")
    (job.place / "work").mkdir()
    place = {"SERVER": server.root.as_uri(), "REPOSITORY": "origin.git", "NUMBER": "7", "TOKEN": "t"}
    for command in scripts("forgejo-check.yml", "check")[:2]:
        done = job.run("sh", "-ec", f"cd work\n{command}", **place)
        assert done.returncode == 0, done.stderr
    site = Hand(job.place / "work/site", "job")
    kept = site.git("diff", "--name-only", "origin/main").splitlines()
    assert kept == ["CODEOWNERS", f"content/{item}.md"] and site.git("status", "--porcelain", "-uall", "--", "plugins")
    assert site.text("tasks.py") == (ROOT / "tasks.py").read_text("utf-8")


def test_review_merge_and_publish(server: Server, pushed: tuple[Hand, str]) -> None:
    _, item = pushed
    reviewer = server.clone("reviewer")
    reviewer.git("checkout", "-q", "topic")
    told = reviewer.verb("review", "--base", "origin/main", "--no-pictures", status=1)
    assert "还缺审核 2 处" in told and reviewer.git("status", "--porcelain") == ""
    assert reviewer.verb("codeowners", "--form", "gitlab") and "@bing" in reviewer.text(".gitlab/CODEOWNERS")
    (reviewer.place / ".gitlab/CODEOWNERS").unlink()

    reviewer.git("checkout", "-q", "main")
    reviewer.git("merge", "-q", "--no-ff", "topic", "-m", f"合并:冬季校园安全信息\n\n{SIGN}")
    reviewer.git("push", "-q", "origin", "main")
    audit = reviewer.verb("audit", "--person", "丙三")
    assert re.search(rf"审核,content/{item}\.md,县教育局部署冬季校园安全工作,禾县教育局,终审,丙三", audit), audit

    web = server.clone("web")
    live = server.root / "live"
    (publish,) = scripts("forgejo-publish.yml", "publish")[:1]
    done = web.run("sh", "-e", "-c", publish, SITE_FOLDER=str(web.place), PUBLISH_TO=str(live))
    assert done.returncode == 0, done.stdout + done.stderr
    assert BODY.strip() in (live / f"current/{item}.html").read_text("utf-8")
    # the night's run: nothing has changed, so no new release
    again = web.run("sh", "-e", "-c", publish, SITE_FOLDER=str(web.place), PUBLISH_TO=str(live))
    assert again.returncode == 0 and "没有新建版本" in again.stdout
    assert len(list((live / "releases").iterdir())) == 1


def test_what_was_not_reviewed_is_not_published(server: Server, pushed: tuple[Hand, str], tmp_path: Path) -> None:
    """Even when somebody merged it by force."""
    hasty = server.clone("hasty")
    hasty.git("checkout", "-q", "--detach", "origin/topic")
    told = hasty.verb("publish", "--target", str(tmp_path / "live"), status=1)
    assert "没有发布" in told and "没有终审" in told and not (tmp_path / "live/current").exists()
