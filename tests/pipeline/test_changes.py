"""What a change could affect: nothing that it breaks is left out, and what is told is what a full check tells."""

import subprocess
from pathlib import Path

import pytest
import yaml

from pipeline.changes import MIXED, Change, NoBase, read_change, scope_of
from pipeline.finding import Finding, Location, Severity
from pipeline.inspection import Inspection, inspect
from pipeline.model import SitePicture
from pipeline.phrases import no_base
from pipeline.provenance import read_history
from tests.checks.site import AS_OF, SITE, BuiltSite
from tests.pipeline.edited_site import EDITS, START, Files, Output, Place, article, document
from tests.repository import Repository, second

CASES = Path(__file__).parents[1] / "checks/cases"
CONTENT_EDITS = sorted(
    name for name in EDITS if not name.startswith(("a page", "a list", "a stray", "a draft's", "back"))
)


def git(root: Path, *words: str) -> str:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.cn", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", "-C", str(root), *identity, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(root: Path, message: str) -> str:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / ".gitignore").write_text("output/\n*.sqlite*\n", "utf-8")
    return Place(tmp_path)


def changed(place: Place, site: BuiltSite, base: str) -> Inspection:
    content = place.root / "content"
    change = read_change(content, base)
    return inspect(site.store, site.register, site.output, content=content, workers=1, change=change, base=base)


def told(findings: tuple[Finding, ...]) -> set[tuple[str, str, str]]:
    return {(finding.check, finding.location.path, finding.message) for finding in findings}


@pytest.mark.parametrize("second", [None, "a target gone"])
@pytest.mark.parametrize("name", CONTENT_EDITS)
def test_nothing_that_a_change_breaks_is_left_out(name: str, second: str | None, place: Place) -> None:
    files, output = dict(START), Output()
    before = place.inspect(place.build(files, output, AS_OF), kept=False)
    base = commit(place.root, "start")
    for edit in filter(None, (name, second)):
        EDITS[edit](files, output)
    site = place.build(files, output, AS_OF)
    full = place.inspect(site, kept=False)
    part = changed(place, site, base)
    scope = scope_of(site.inspected(), read_change(place.root / "content", base), base)
    assert part.findings == tuple(finding for finding in full.findings if scope.concerns(finding))
    assert told(full.findings) - told(before.findings) <= told(part.findings)


def test_what_rests_on_a_changed_document_by_its_number_alone_is_told(place: Place) -> None:
    files = dict(START) | {"document/2026/00004.md": document(4, "", "根据样政发〔2026〕3号的要求，各单位要认真执行。")}
    place.build(files, {}, AS_OF)
    base = commit(place.root, "start")
    over = document(3, "废止日期: 2026-11-03\n").replace("有效性: 有效", "有效性: 废止")
    site = place.build(files | {"document/2026/00003.md": over}, {}, AS_OF)
    found = [(f.check, f.location.path) for f in changed(place, site, base).findings]
    assert ("item-cited-validity", "content/document/2026/00004.md") in found


def case(name: str) -> Files:
    files = yaml.safe_load((CASES / name).read_text("utf-8"))["files"]
    return {path: text if isinstance(text, str) else table(text) for path, text in files.items()}


def table(rows: object) -> str:
    return yaml.safe_dump(rows, allow_unicode=True, sort_keys=False)


def test_a_report_that_carries_on_a_changed_one_is_told(place: Place) -> None:
    files = case("site_annual_report_carried/as_carried_out.yaml")
    place.build(files, {}, AS_OF)
    base = commit(place.root, "start")
    before = str(files["annual_report/2025/00001.md"])
    site = place.build(
        files | {"annual_report/2025/00001.md": before.replace("继续办理: [1, 0,", "继续办理: [0, 1,")}, {}, AS_OF
    )
    found = {(f.check, f.location.path) for f in changed(place, site, base).findings}
    assert ("site-annual-report-carried", "content/annual_report/2026/00001.md") in found


def test_rows_of_tables_that_name_a_changed_item_are_told_and_no_others(place: Place) -> None:
    account = {"平台": "微信订阅号", "主办单位": "yl-gov", "状态": "停更公示", "停更公告日期": "2026-11-11"}
    ends = [("甲", "/article/2026/00003.html"), ("乙", "/article/2026/00009.html")]
    rows = [account | {"账号名称": name, "账号ID": name, "停更公告": notice} for name, notice in ends]
    moves = [{"原地址": f"/old/{n}.html", "新地址": f"/article/2026/0000{n}.html"} for n in (3, 9)]
    files = dict(START) | {"accounts.yaml": table(rows), "redirects.yaml": table(moves)}
    place.build(files, {}, AS_OF)
    base = commit(place.root, "start")
    del files["article/2026/00003.md"]
    found = changed(place, place.build(files, {}, AS_OF), base).findings
    lines = [(f.location.path, f.location.line) for f in found if f.check in ("site-redirects", "site-accounts-closed")]
    assert lines == [("content/accounts.yaml", 1), ("content/redirects.yaml", 1)]


def test_bodies_that_lean_on_the_rules_of_the_portal_are_told_when_these_are_gone(place: Place) -> None:
    files = case("site_platform/rules_of_the_portal.yaml")
    place.build(files, {}, AS_OF)
    base = commit(place.root, "start")
    del files["zd/2026/00001.md"]
    site = place.build(files, {}, AS_OF)
    full, part = place.inspect(site, kept=False).findings, changed(place, site, base).findings
    asked = [[finding for finding in each if finding.check == "site-platform"] for each in (full, part)]
    assert asked[0] == asked[1] != []


def test_that_commits_tell_of_no_review_is_told_once_for_all_columns(place: Place) -> None:
    files = case("site_review_lines/no_history.yaml")
    columns = str(files["columns.yaml"])
    files["columns.yaml"] = columns.replace("代号: article", "代号: first") + columns
    place.build(files, {}, AS_OF)
    base = commit(place.root, "start")
    changed_text = str(files["article/2026/00002.md"]).replace("已经整改", "已整改")
    site = place.build(files | {"article/2026/00002.md": changed_text}, {}, AS_OF)
    assert "site-review-lines" in {finding.check for finding in changed(place, site, base).findings}


def test_dates_forged_by_the_score_are_told_though_they_are_told_as_one(tmp_path: Path) -> None:
    place, repository, content = Place(tmp_path), Repository(tmp_path), tmp_path / "content"
    files: Files = {"site.yaml": table(SITE | {"建站日期": "2026-11-10"})}
    place.build(files, {}, AS_OF)
    base = repository.commit("2026-11-16 10:00")
    files |= {f"article/2026/001{n}.md": article(2).replace("第2次", f"第{n}次") for n in range(10, 35)}
    site = place.build(files, {}, AS_OF)
    repository.commit("2026-11-17 10:00")
    history = read_history(content, tmp_path / "history.sqlite", second(f"{AS_OF} 23:59"))
    change = read_change(content, base)
    part = inspect(
        site.store, site.register, site.output, content=content, workers=1, history=history, change=change, base=base
    )
    assert [f.location.path for f in part.findings if f.check == "site-provenance"] == ["content/site.yaml"]


def test_what_the_change_does_not_touch_is_not_told(place: Place) -> None:
    files: Files = {f"article/2026/1{n:04d}.md": article(n % 9 + 1, "主题分类: 没有这类\n") for n in range(40)}
    place.build(files, {}, AS_OF)
    base = commit(place.root, "start")
    files["article/2026/10007.md"] = article(7, "主题分类: 也没有这类\n")
    site = place.build(files, {}, AS_OF)
    part = changed(place, site, base)
    assert [(f.check, f.location.path) for f in part.findings] == [("item-topic", "content/article/2026/10007.md")]
    assert (part.counts.asked_items, part.counts.asked_pages < 8, part.since) == (1, True, base)
    assert part.score.all == ()


def test_a_census_tells_of_the_accounts_it_is_about(place: Place) -> None:
    account = "{账号名称: 甲, 账号ID: a, 平台: 抖音, 主办单位: yl-gov, 备案日期: 2020-01-01, 备案编号: 样新备1号, 互动功能: [留言], 状态: 正常运行}"
    files: Files = dict(START) | {"accounts.yaml": f"- {account}\n"}
    files["census/2026-47.csv"] = "平台,账号ID,最近更新日期,能否使用\n抖音,a,2026-11-17,是\n"
    place.build(files, {}, AS_OF)
    base = commit(place.root, "start")
    files["census/2026-47.csv"] = "平台,账号ID,最近更新日期,能否使用\n抖音,a,,否\n"
    part = changed(place, place.build(files, {}, AS_OF), base)
    assert [(f.check, f.location.path) for f in part.findings] == [
        ("site-accounts", "content/accounts.yaml"),
        ("site-census-accounts", "content/census/2026-47.csv"),
    ]


def test_a_twin_that_did_not_change_is_told(place: Place) -> None:
    files = dict(START)
    place.build(files, {}, AS_OF)
    base = commit(place.root, "start")
    files["document/2025/00009.md"] = document(4).replace("2026-00004", "2026-00003")
    site = place.build(files, {}, AS_OF)
    told_at = {f.location.path for f in changed(place, site, base).findings if f.check == "site-index-number-unique"}
    assert told_at == {"content/document/2026/00003.md"}


@pytest.mark.parametrize("path", ["content/redirects.yaml", "themes/x.html", "pipeline/x.py", "tasks.py"])
def test_tables_and_code_affect_everything(place: Place, path: str) -> None:
    files: Files = dict(START) | {"article/2026/00009.md": article(9, "主题分类: 没有这类\n")}
    place.build(files, {}, AS_OF)
    base = commit(place.root, "start")
    file = place.root / path
    file.parent.mkdir(exist_ok=True)
    file.write_text("[]\n", "utf-8")
    extra = {"redirects.yaml": "[]\n"} if path.endswith(".yaml") else {}
    site = place.build(files | extra, {}, AS_OF)
    part = changed(place, site, base)
    assert part.findings == place.inspect(site, kept=False).findings
    assert part.score.vetoes


@pytest.mark.parametrize(
    ("code", "content", "flagged"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_text_and_program_changed_together_are_flagged(place: Place, code: bool, content: bool, flagged: bool) -> None:
    files = dict(START)
    place.build(files, {}, AS_OF)
    base = commit(place.root, "start")
    if code:
        (place.root / "plugins").mkdir()
        (place.root / "plugins/x.py").write_text("x = 1\n", "utf-8")
    if content:
        files["article/2026/00001.md"] = article(1, "", "会议改期。")
    site = place.build(files, {}, AS_OF)
    found = [finding for finding in changed(place, site, base).findings if finding.check == MIXED]
    assert [(finding.location, finding.severity) for finding in found] == (
        [(Location("plugins/x.py"), Severity.REVIEW)] if flagged else []
    )


def test_the_base_is_where_the_branch_began(place: Place) -> None:
    files = dict(START)
    place.build(files, {}, AS_OF)
    commit(place.root, "start")
    git(place.root, "checkout", "-q", "-b", "work")
    (place.root / "content/article/2026/00001.md").write_text(article(1, "", "改。"), "utf-8")
    commit(place.root, "mine")
    git(place.root, "checkout", "-q", "main")
    (place.root / "content/article/2026/00002.md").write_text(article(2, "", "别人改。"), "utf-8")
    commit(place.root, "theirs")
    git(place.root, "checkout", "-q", "work")
    (place.root / "content/article/2026/新 的.md").write_text(article(3), "utf-8")
    found = read_change(place.root / "content", "main")
    assert found.content == ("article/2026/00001.md", "article/2026/新 的.md")
    assert [path for path, _ in found.before] == ["article/2026/00001.md"]
    assert found.before[0][1] == article(1).encode()


def test_in_a_hook_of_git_the_same_is_changed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook is told by relative names where the index is, which mean another place from the content."""
    place.build(dict(START), {}, AS_OF)
    commit(place.root, "start")
    (place.root / "content/article/2026/00001.md").write_text(article(1, "", "改。"), "utf-8")
    for name, value in (("GIT_DIR", ".git"), ("GIT_INDEX_FILE", ".git/index"), ("GIT_PREFIX", "")):
        monkeypatch.setenv(name, value)
    assert read_change(place.root / "content", "HEAD").content == ("article/2026/00001.md",)


def test_without_git_there_is_no_base(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.build(dict(START), {}, AS_OF)
    commit(place.root, "start")
    monkeypatch.setenv("PATH", str(place.root))
    with pytest.raises(NoBase, match="git"):
        read_change(place.root / "content", "HEAD")
    assert "本机没有 git" in no_base("HEAD", "", False)


def test_a_picture_that_a_table_names_is_on_every_page(place: Place) -> None:
    """The banner of a column without items, and the emblem, may be gone: whatever shows them is told."""
    inspected = place.build(dict(START) | {"emblem.png": b"x"}, {}, AS_OF).inspected()
    facts = inspected.tables.site
    assert facts is not None
    picture = SitePicture.model_validate({"图片": "emblem.png", "说明": "徽标"})
    inspected.tables.site = facts.model_copy(update={"emblem": picture})
    assert scope_of(inspected, Change("x", ("emblem.png",), ()), "x").everything
    assert not scope_of(inspected, Change("x", ("other.png",), ()), "x").everything


@pytest.mark.parametrize("base", ["nowhere", "--help", "", "HEAD~5"])
def test_a_base_that_is_none_is_refused(place: Place, base: str) -> None:
    place.build(dict(START), {}, AS_OF)
    commit(place.root, "start")
    with pytest.raises(NoBase) as fault:
        read_change(place.root / "content", base)
    assert "hint" not in str(fault.value)


def test_a_base_without_a_common_commit_is_told_apart(place: Place) -> None:
    place.build(dict(START), {}, AS_OF)
    start = commit(place.root, "start")
    subprocess.run(["git", "-C", str(place.root), "checkout", "-q", "--orphan", "other"], check=True)
    commit(place.root, "elsewhere")
    for base, apart in ((start, True), ("nowhere", False)):
        with pytest.raises(NoBase) as fault:
            read_change(place.root / "content", base)
        assert fault.value.apart is apart
    assert "git fetch --unshallow" in no_base("main", "", True) and "git fetch，再试" in no_base("x", "", False)


def test_without_a_repository_there_is_no_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "content").mkdir()
    with pytest.raises(NoBase):
        read_change(tmp_path / "content", "HEAD")


def test_nothing_changed_leaves_nothing_to_say(place: Place) -> None:
    files: Files = dict(START) | {"article/2026/00009.md": article(9, "主题分类: 没有这类\n")}
    site = place.build(files, {}, AS_OF)
    base = commit(place.root, "start")
    assert read_change(place.root / "content", base) == Change(base, (), ())
    part = changed(place, site, base)
    assert not [finding for finding in part.findings if finding.location.path.startswith("content/article")]


def test_answers_kept_of_a_part_are_good_for_the_whole(place: Place) -> None:
    files = dict(START)
    place.inspect(place.build(files, {}, AS_OF))
    base = commit(place.root, "start")
    EDITS["a target gone"](files, {})
    site = place.build(files, {}, AS_OF)
    content = place.root / "content"
    change = read_change(content, base)
    part = inspect(
        site.store, site.register, site.output, content=content, workers=1, kept=place.kept, change=change, base=base
    )
    assert part.findings
    assert place.inspect(site) == place.inspect(site, kept=False)
