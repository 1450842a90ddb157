"""Two editors on two branches: what each makes is free on the other's branch too; what neither could know is an error
that names both files.
"""

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from pipeline.branches import elsewhere
from pipeline.fresh_header import Words
from pipeline.new_item import Made, new_item
from pipeline.serials import Serials
from tests.fixtures import TABLES, SiteFolder

WORDS = Words("核对", "选填")
MANY = 200


def git(folder: Path, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    own = [
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.gov.cn",
        "-c",
        "init.defaultBranch=main",
        "-c",
        "commit.gpgsign=false",
    ]
    return subprocess.run(["git", *own, *words], cwd=folder, check=check, capture_output=True, encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """With the tables committed on main; content/ is below a folder of its own."""
    root = tmp_path / "repository"
    content = root / "site/content"
    content.mkdir(parents=True)
    for name, text in TABLES.items():
        (content / name).write_text(text, encoding="utf-8")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "tables")
    return root


def make(root: Path, column: str = "zcwj", times: int = 1) -> list[Made]:
    return [
        new_item(root / "site/content", column, f"关于{root.name}的{column}第{n}件事的通知", "xc-gov", WORDS)
        for n in range(times)
    ]


def commit(root: Path, branch: str, start: str = "main") -> None:
    git(root, "add", ".")
    git(root, "commit", "-qm", branch)


def on_branch(root: Path, branch: str) -> None:
    git(root, "checkout", "-q", "-b", branch, "main")


@pytest.mark.slow
def test_two_hundred_drafts_on_each_of_two_branches_never_collide(repository: Path) -> None:
    numbers: list[str] = []
    for branch in ("editor-a", "editor-b"):
        on_branch(repository, branch)
        numbers += [made.index_number for made in make(repository, times=MANY)]
        commit(repository, branch)
    git(repository, "merge", "-q", "--no-edit", "editor-a")
    assert len(numbers) == len(set(numbers)) == 2 * MANY
    items = list((repository / "site/content/zcwj").rglob("*.md"))
    assert len(items) == 2 * MANY
    there = Counter(
        line for item in items for line in item.read_text(encoding="utf-8").split("\n") if line.startswith("索引号:")
    )
    assert len(there) == 2 * MANY


def test_branches_that_were_only_fetched_count(repository: Path, tmp_path: Path) -> None:
    on_branch(repository, "editor-a")
    [first] = make(repository)
    commit(repository, "editor-a")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "-b", "main", str(repository), str(clone))
    [second] = make(clone)
    assert (second.path.name, second.index_number[-5:]) == ("00002.md", "00002")
    assert first.path.name == "00001.md"


def test_another_work_tree_counts_before_it_commits(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "-q", "-b", "editor-b", str(tmp_path / "beside"), "main")
    [first] = make(tmp_path / "beside")
    [second] = make(repository)
    assert first.index_number < second.index_number
    assert first.path.name < second.path.name


def test_two_clones_that_do_not_know_each_other_and_one_column(repository: Path, tmp_path: Path) -> None:
    """Both take the same file: git refuses to merge and names it."""
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(repository), str(clone))
    for root in (repository, clone):
        make(root, times=2)
        commit(root, "drafts")
    git(clone, "fetch", "-q")
    merged = git(clone, "merge", "origin/main", check=False)
    assert merged.returncode == 1
    for number in ("00001", "00002"):
        assert f"site/content/zcwj/{make_year(clone)}/{number}.md" in merged.stdout


def make_year(root: Path) -> str:
    return next((root / "site/content/zcwj").iterdir()).name


def test_two_clones_that_do_not_know_each_other_and_two_columns(repository: Path, tmp_path: Path) -> None:
    """The same index number in two files: an error that names both, though both are drafts."""
    columns = repository / "site/content/columns.yaml"
    columns.write_text(
        columns.read_text(encoding="utf-8").replace("代号: zjdc\n", "代号: zjdc\n  法定公开: 3\n"), encoding="utf-8"
    )
    commit(repository, "columns")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(repository), str(clone))
    for root, column in ((repository, "zcwj"), (clone, "zjdc")):
        [made] = make(root, column)
        text = made.path.read_text(encoding="utf-8")
        for blank, value in (("成文日期:", "2026-03-01"), ("征集开始:", "2026-03-01"), ("征集截止:", "2026-04-01")):
            text = text.replace(f"\n{blank}\n", f"\n{blank} {value}\n")
        made.path.write_text(text, encoding="utf-8")
        commit(root, column)
    git(clone, "fetch", "-q")
    git(clone, "merge", "-q", "--no-edit", "origin/main")
    site = SiteFolder(clone / "site", as_of="2030-01-01")
    site.build()
    told = [str(finding) for finding in site.inspect().findings if finding.check == "site-index-number-unique"]
    year = make_year(clone)
    assert len(told) == 1
    assert f"content/zcwj/{year}/00001.md" in told[0]
    assert f"content/zjdc/{year}/00001.md" in told[0]


def test_no_git_no_repository_and_no_commit_say_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "content").mkdir()
    assert list(elsewhere(tmp_path / "content")) == []
    git(tmp_path, "init", "-q")
    assert list(elsewhere(tmp_path / "content")) == []
    monkeypatch.setenv("PATH", str(tmp_path))
    assert list(elsewhere(tmp_path / "content")) == []


def test_names_in_chinese_and_files_of_items_elsewhere_count(repository: Path) -> None:
    on_branch(repository, "editor-a")
    folder = repository / "site/content/zcwj/2026/00007"
    folder.mkdir(parents=True)
    (folder / "附件 一.pdf").write_bytes(b"%PDF-")
    commit(repository, "file")
    git(repository, "checkout", "-q", "main")
    assert Serials(repository / "site/content").item("zcwj/2026") == "zcwj/2026/00008"
    assert "zcwj/2026/00007/附件 一.pdf" in [one.path for one in elsewhere(repository / "site/content")]
