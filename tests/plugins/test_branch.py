"""The review of a branch, on a real repository: what a reviewer reads, what is kept from him, and what stays untouched."""

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from pipeline.environment import Refused
from plugins import branch_desk
from plugins.branch_desk import review
from tests.fixtures import AS_OF, TABLES, document, item
from tests.repository import Repository

RULE = "  更新期限: 6个月\n  审核规则: {审次: [初审, 终审], 审核人: [{姓名: 甲一, 审次: 初审}, {姓名: 丙三, 审次: 终审}, {姓名: 丁四, 审次: 终审}]}\n  导航"
COLUMNS = TABLES["columns.yaml"].replace("  更新期限: 6个月\n  导航", RULE)
ID_NUMBER, MOBILE = "110101199003078515", "13812345678"
BEFORE = {
    **TABLES,
    "columns.yaml": COLUMNS,
    "xw/yw/2026/00001.md": item("甲市召开工作会议", body="会议研究了防汛工作。\n\n会议由市长主持。\n"),
    "xw/yw/2026/00002.md": item("乙"),
    "xw/yw/2026/00003.md": item("丙", at="2026-03-03 09:00"),
    "xw/yw/2026/00004.md": item("己", body="己的正文。\n"),
    "xw/tz/2026/00001.md": item("丁", attachments="[名单.csv]"),
    "xw/tz/2026/00001/名单.csv": "姓名,人数\n甲组,3\n乙组,4\n",
    "zcwj/2026/00001.md": document(1),
}
AFTER: dict[str, str | None] = {
    "xw/yw/2026/00001.md": item(
        "甲市召开防汛工作会议", body="会议研究部署了防汛工作。\n\n会议由市长主持，@zhangsan 记录。\n"
    ),
    "xw/yw/2026/00002.md": item("乙", status="已撤回", withdrawal="{日期: 2026-05-01, 原因: 内容有误}"),
    "xw/yw/2026/00003.md": None,
    "xw/yw/2026/00004.md": None,
    "xw/yw/2026/00009.md": item("丙", at="2026-03-03 09:00"),
    "xw/yw/2026/00010.md": item("戊", body=f"<script>alert(1)</script>联系 {MOBILE}，证件 {ID_NUMBER}。\n"),
    "xw/yw/2026/00011.md": item("坏的").replace("发布时间: 2026-03-02 09:00", "发布时间: 昨天"),
    "xw/tz/2026/00001/名单.csv": "姓名,人数\n甲组,5\n乙组,4\n",
    "zcwj/2026/00001.md": document(1).replace("---\n", "---\n审核: {初审: 甲一}\n", 1).replace("正文第一段", "第一段"),
    "accounts.yaml": "",
    "columns.yaml": COLUMNS.replace("更新期限: 14天", "更新期限: 10天"),
}


def repository(root: Path) -> Repository:
    made = Repository(root)
    (root / ".gitignore").write_text("/output/\n/var/\n")
    made.commit("2026-03-05 09:00", BEFORE)
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "忽略生成物")
    made.git("checkout", "-q", "-b", "topic")
    return made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The branch reviewed once, without pictures, and once more for the same report."""
    root = tmp_path_factory.mktemp("branch")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        repo = repository(root)
        repo.commit("2026-03-06 09:00", AFTER)
        head = repo.git("status", "--porcelain"), repo.git("rev-parse", "HEAD")
        status = review("main", "var/review", AS_OF, pictures=False)
        first = {str(path): path.read_bytes() for path in Path("var/review").rglob("*") if path.is_file()}
        assert review("main", "var/review", AS_OF, pictures=False) == status
        again = {str(path): path.read_bytes() for path in Path("var/review").rglob("*") if path.is_file()}
        assert (repo.git("status", "--porcelain"), repo.git("rev-parse", "HEAD")) == head
        yield status, first, again


@pytest.fixture(scope="module")
def text(made: Any) -> str:
    return str(made[1]["var/review/review.md"].decode())


def section(text: str, title: str) -> str:
    found = re.search(rf"^### {re.escape(title)}\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no {title} in\n{text}"
    return found[1]


def test_it_blocks_and_is_the_same_every_time(made: Any) -> None:
    status, first, again = made
    assert status == 1
    assert first == again
    assert not [name for name in first if ".part" in name or "/before/" in name]


def test_each_item_is_told_by_what_became_of_it(text: str) -> None:
    assert "新增 1 条，修改 3 条，移动 1 条，撤回 1 条，删除 1 条，有错，读不出 1 条；基础表 2 张。" in text
    was = "原来的位置：content/xw/yw/2026/00003.md（原网址还没有在 redirects.yaml 登记，旧链接会打不开）"
    assert was in section(text, "移动：丙")
    assert "已发布。删除以后网址打不开：要撤下的，恢复文件" in section(text, "删除：己")
    assert "栏目：新闻中心 › 要闻" in section(text, "有错，读不出：xw/yw/2026/00011")
    assert "撤回 › 原因 | （没有） | 内容有误" in section(text, "撤回：乙")
    assert "content/xw/yw/2026/00011.md:4:7 | 错误" in text


def test_headers_are_told_field_by_field_and_text_word_by_word(text: str) -> None:
    changed = section(text, "修改：甲市召开防汛工作会议")
    assert "| 标题 | 甲市召开工作会议 | 甲市召开防汛工作会议 |" in changed
    assert "会议研究<ins>部署</ins>了防汛工作。" in changed and "<del>" not in changed
    assert "@zhangsan" not in text and "zhangsan" in changed  # nobody is called
    assert "- 栏目：新闻中心 › 要闻" in changed


def test_attachments_and_tables_are_told(made: Any, text: str) -> None:
    assert re.search(r"名单.csv \| [\d,]+ 字节 sha256 [0-9a-f]{16} \| [\d,]+ 字节 sha256", section(text, "修改：丁"))
    assert "<del>3</del><ins>5</ins>" in made[1]["var/review/index.html"].decode()
    assert "| 新闻中心 › 子栏目 › 要闻 › 更新期限 | 14天 | 10天 |" in text


def test_signatures_present_and_missing(text: str) -> None:
    signed = section(text, "修改：关于印发第1号办法的通知")
    assert "| 初审 | ✓ 甲一（页头） |" in signed and "| 终审 | ✗ 缺 可由丙三、丁四审 |" in signed
    assert "还缺审核 1 处" in text


def test_nobody_is_named_by_number(made: Any, text: str) -> None:
    everything = b"".join(data for name, data in made[1].items() if name.endswith((".html", ".md")))
    assert ID_NUMBER.encode() not in everything and MOBILE.encode() not in everything
    assert "content/xw/yw/2026/00010.md 里发现个人信息，预览里没有放它的网页。" in text
    assert "var/review/site/xw/yw/2026/00010.html" not in made[1]


def test_the_report_is_one_file_and_the_preview_runs_nothing(made: Any) -> None:
    report = BeautifulSoup(made[1]["var/review/index.html"], "html.parser")
    assert not report.find_all(["script", "link", "iframe"]) and "default-src 'none'" in str(report.head)
    for link in report.find_all("a"):
        assert f"var/review/{link['href']}" in made[1]
    pages = {
        name: data for name, data in made[1].items() if name.startswith("var/review/site/") and name.endswith("html")
    }
    assert "var/review/site/xw/yw/2026/00001.html" in pages and "var/review/site/index.html" in pages
    assert "var/review/site/zcjd/index.html" not in pages
    for name, data in pages.items():
        page = BeautifulSoup(data, "html.parser")
        assert not page.find_all(["script", "iframe", "form[action]"]), name
        robots = page.find("meta", attrs={"name": "robots"})
        assert robots and robots["content"] == "noindex, nofollow"
        for tag in page.select("a[href], link[href], img[src]"):
            where = str(tag.get("href") or tag.get("src")).partition("#")[0]
            if where and not where.startswith(("https:", "http:", "data:", "mailto:", "tel:")):
                assert not where.startswith("/"), (name, where)
                assert (Path(name).parent / where).as_posix() and _there(name, where, made[1]), (name, where)
        assert page.select("a[data-dead]"), name


def _there(name: str, where: str, files: dict[str, bytes]) -> bool:
    import posixpath
    from urllib.parse import unquote

    return posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(where))) in files


def test_pages_and_feeds_that_change_are_listed(text: str) -> None:
    assert re.search(r"受影响的：网页 \d+ 个、订阅和站点地图 \d+ 个", text)
    assert re.search(r"\| xw/yw/2026/00009.html \| 丙 - 小城人民政府 \| 新增 \|", text)
    assert "| xw/yw/rss.xml |  | 变化 |" in text and "zcjd/index.html" not in text


# wrong use, and nothing lost -----------------------------------------------------------------------------------------


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    return repository(tmp_path)


@pytest.mark.parametrize(
    ("base", "out", "as_of", "words"),
    [
        ("mian", "var/review", None, "不能与“mian”比较"),
        ("--all", "var/review", None, "不能与“--all”比较"),
        ("main", "output/review", None, "它与 output/ 重叠"),
        ("main", "content", None, "它与 content/ 重叠"),
        ("main", ".", None, "重叠"),
        ("main", "papers", None, "papers 里已有别的文件，没有覆盖"),
        ("main", "var/review", "今天", "请写成 YYYY-MM-DD"),
    ],
)
def test_wrong_use_is_answered(repo: Repository, base: str, out: str, as_of: str | None, words: str) -> None:
    Path("papers").mkdir()
    Path("papers/mine.txt").write_text("留着")
    with pytest.raises(Refused, match=re.escape(words)):
        review(base, out, as_of, pictures=False)
    assert Path("papers/mine.txt").read_text() == "留着" and not Path("output").exists()


def test_a_base_without_content_is_no_base(repo: Repository) -> None:
    """Nothing would seem to have changed, or everything."""
    repo.git("checkout", "-q", "--orphan", "empty")
    repo.git("rm", "-rq", "--cached", ".")
    repo.git("commit", "-q", "--allow-empty", "-m", "空")
    repo.git("checkout", "-q", "-f", "topic")
    repo.git("merge", "-q", "--allow-unrelated-histories", "-s", "ours", "empty", "-m", "合")
    with pytest.raises(Refused, match="没有可用的 content/"):
        review("empty", "var/review", AS_OF, pictures=False)


def test_drafts_need_no_signature_yet(repo: Repository) -> None:
    repo.write({"zcwj/2026/00002.md": document(2, status="草稿")})
    review("main", "var/review", AS_OF, pictures=False)
    text = Path("var/review/review.md").read_text("utf-8")
    assert "新增 1 条" in text and "✗ 缺" not in text and "预览里没有网页" in text


def test_an_interruption_leaves_everything_as_it_was(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write({"xw/yw/2026/00002.md": item("改了但没有提交")})
    before = repo.git("status", "--porcelain"), repo.git("stash", "list"), repo.git("rev-parse", "HEAD")

    def interrupted(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(branch_desk, "html", interrupted)
    with pytest.raises(KeyboardInterrupt):
        review("main", "var/review", AS_OF, pictures=False)
    assert (repo.git("status", "--porcelain"), repo.git("stash", "list"), repo.git("rev-parse", "HEAD")) == before
    assert not Path("var/review").exists() and not Path("var/review.part").exists()


def test_content_and_program_together_are_flagged(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"xw/yw/2026/00002.md": item("乙", body="另一段。\n")})
    Path("themes").mkdir()
    Path("themes/own.css").write_text("a{}")
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "一起改")
    review("main", "var/review", AS_OF, pictures=False)
    text = Path("var/review/review.md").read_text("utf-8")
    assert "请分成两次合并" in text and "- themes/own.css" in text
    # the program of the base laid over that of the branch: what the branch committed is still told
    Path("themes/own.css").unlink()
    review("main", "var/review", AS_OF, pictures=False)
    assert "- themes/own.css" in Path("var/review/review.md").read_text("utf-8")


def test_a_branch_that_brings_rules_of_its_own_is_flagged(repo: Repository) -> None:
    """Its items are judged by them."""
    repo.write({"columns.yaml": TABLES["columns.yaml"], "zcwj/2026/00002.md": document(2)})
    review("main", "var/review", AS_OF, pictures=False)
    words = "这次改动改了“政策文件”的审核规则"
    assert words in Path("var/review/review.md").read_text("utf-8")
    page = BeautifulSoup(Path("var/review/index.html").read_bytes(), "html.parser")
    assert any(words in alert.text for alert in page.find_all(role="alert"))


def test_what_is_not_committed_is_told(repo: Repository) -> None:
    """It is in the report, and not in what will be merged."""
    repo.write({"xw/yw/2026/00002.md": item("乙", body="另一段。\n")})
    review("main", "var/review", AS_OF, pictures=False)
    words = "有 1 个文件改了还没有提交，这份报告把它们也算在内，合并请求里却没有：content/xw/yw/2026/00002.md。"
    assert words in Path("var/review/review.md").read_text("utf-8")
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "提交")
    review("main", "var/review", AS_OF, pictures=False)
    assert "还没有提交" not in Path("var/review/review.md").read_text("utf-8")


def test_a_signature_that_does_not_count_has_no_tick(repo: Repository) -> None:
    signed = document(1).replace("---\n", "---\n审核: {初审: 甲一, 终审: 甲一}\n", 1)
    repo.write(
        {
            "zcwj/2026/00001.md": signed,
            "xw/yw/2026/00002.md": item("乙#12 &lt;b&gt; ~~丙~~", body="\\# 丁！\n\n1\\. 戊\n"),
        }
    )
    review("main", "var/review", AS_OF, pictures=False)
    text = Path("var/review/review.md").read_text("utf-8")
    assert "| 初审 | ✗ 甲一（页头）：初审和终审是同一个人（甲一） |" in text
    final = next(line for line in text.split("\n") if line.startswith("| 终审 | ✗ 甲一（页头）："))
    assert "“甲一”不在本栏目终审的名单里（名单：丙三、丁四）" in final
    assert "；有问题的审核 2 处" in text and "要求的审核都有" not in text
    assert "✗ 缺" not in text and "✓" not in text
    # and nothing in a title or a text is taken for a mark
    assert "乙#\u206012 \\&lt;b\\&gt; \\~\\~丙\\~\\~" in text
    assert "<ins>\\# 丁！</ins>" in text and "1\u2060. 戊" in text


def test_many_items_and_many_findings_alike_have_an_overview(repo: Repository) -> None:
    repo.write({f"xw/yw/2026/{n:05d}.md": item(f"第{n}条") for n in range(100, 140)})
    review("main", "var/review", AS_OF, pictures=False)
    text = Path("var/review/review.md").read_text("utf-8")
    assert "| 新闻中心 › 要闻 | 新增 40 条 |" in text
    assert re.search(r"\| output/xw/yw/2026/00100.html:\d+ 等 40 处 \| 错误 \| 页脚缺少", text)
    page = BeautifulSoup(Path("var/review/index.html").read_bytes(), "html.parser")
    assert len(page.select("article > details > summary")) == 40


@pytest.mark.browser
def test_pictures_of_before_and_after(repo: Repository) -> None:
    repo.write({"xw/yw/2026/00002.md": item("乙", body="另一段。\n")})
    assert review("main", "var/review", AS_OF, pictures=True) < 2
    report = BeautifulSoup(Path("var/review/index.html").read_bytes(), "html.parser")
    assert [tag["alt"] for tag in report.find_all("img")] == ["改动前的网页截图", "改动后的网页截图"]
    assert all(str(tag["src"]).startswith("data:image/webp;base64,UklGR") for tag in report.find_all("img"))
