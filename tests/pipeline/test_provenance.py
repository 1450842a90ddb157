"""Twelve ways in which a date comes into git, each in a real repository, and what each makes of an item's date."""

import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipeline import git_log
from pipeline.git_log import Silence
from pipeline.provenance import History, Honesty, Verdict, header_of, read_history, too_late
from tests.repository import Repository, second

ITEM, FILE = "news/2026/00002", "news/2026/00002.md"
LAUNCH = "2026-01-01"
NOW = "2026-06-30 18:00"


def item(at: str, body: str = "市政府召开会议,研究部署近期重点工作,要求各部门抓好落实。", extra: str = "") -> str:
    return f"---\n标题: 市政府召开会议\n发文机关: yl-gov\n发布时间: {at}\n{extra}---\n{body}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository that began long before the item came."""
    made = Repository(tmp_path / "site")
    made.commit("2026-01-05 09:00", {"news/2026/00001.md": item("2026-01-05 08:30", "第一条。")})
    return made


def history(repository: Repository, now: str = NOW, name: str = "history") -> History:
    return read_history(repository.content, repository.root.parent / f"{name}.sqlite", second(now))


def verdict(repository: Repository, at: str, path: str = ITEM, launch: str = LAUNCH, now: str = NOW) -> Verdict:
    found = history(repository, now).judge(path, at, launch)
    assert found is not None
    return found


def honesty(repository: Repository, at: str, **how: Any) -> Honesty:
    return verdict(repository, at, **how).honesty


# 1. back-dated


def test_back_dated(repository: Repository) -> None:
    commit = repository.commit("2026-03-06 10:00", {FILE: item("2026-03-02 09:00")}, author="赵六")
    found = verdict(repository, "2026-03-02 09:00")
    assert (found.honesty, found.commit.hash, found.commit.author) == (Honesty.BACK_DATED, commit, "赵六")
    assert found.commit.day.isoformat() == "2026-03-06"


def test_one_working_day_is_granted_over_a_weekend_and_a_holiday(repository: Repository) -> None:
    repository.commit("2026-03-09 10:00", {FILE: item("2026-03-06 17:00")})
    repository.commit("2026-05-06 10:00", {"news/2026/00003.md": item("2026-04-30 17:00", "另一条。")})
    repository.commit("2026-05-07 10:00", {"news/2026/00004.md": item("2026-04-30 17:00", "第三条。")})
    assert honesty(repository, "2026-03-06 17:00") is Honesty.HONEST
    assert honesty(repository, "2026-04-30 17:00", path="news/2026/00003") is Honesty.HONEST
    assert honesty(repository, "2026-04-30 17:00", path="news/2026/00004") is Honesty.BACK_DATED


def test_beyond_the_table_of_holidays_nothing_is_guessed() -> None:
    assert too_late("2031-03-07 17:00", second("2031-03-10 09:00")) is None
    assert too_late("2031-03-07 17:00", second("2031-03-08 09:00")) is False
    assert too_late("2031-03-07 17:00", second("2031-04-10 09:00")) is True


def test_a_reviewer_vouches_with_a_name_and_a_reason(repository: Repository) -> None:
    for number, (message, author, expected) in enumerate(
        [
            ("补录\n\n日期复核: 李四 当日已在公报刊登", "王五", Honesty.VOUCHED),
            ("补录\n\n日期复核:李四 当日已在公报刊登", "王五", Honesty.VOUCHED),
            ("Add\n\nReviewed-by-date: Lisi", "王五", Honesty.VOUCHED),
            ("补录\n\n日期复核: 李四", "王五", Honesty.BACK_DATED),
            ("补录\n\n日期复核: 李四 当日已在公报刊登", "李四", Honesty.BACK_DATED),
            ("Add\n\nReviewed-by-date: Li Si", "Li Si", Honesty.BACK_DATED),
            ("补录,没有日期复核: 李四 的说明", "王五", Honesty.BACK_DATED),
            ("补录\n\n日期复核：李四　当日已在公报刊登", "王五", Honesty.VOUCHED),
            ("补录\n\n日期复核: 李四 当日已在公报刊登", "李", Honesty.VOUCHED),
            ("补录\n\n日期复核: 李 四 当日已在公报刊登", "李四", Honesty.BACK_DATED),
            ("补录\n\n日期复核: 李四（副科长） 当日已在公报刊登", "李四", Honesty.BACK_DATED),
            ("补录\n\n日期复核: 李四，王五 当日已在公报刊登", "李四", Honesty.BACK_DATED),
            ("Add\n\nReviewed-by-date: Si Li", "Li Si", Honesty.BACK_DATED),
            ("补录\n\n日期复核: editor@example.gov.cn 当日已刊登", "王五", Honesty.BACK_DATED),
            ("补录\n\n日期复核: 姓名 理由", "王五", Honesty.BACK_DATED),
            ("补录\n\n日期复合: 李四 当日已在公报刊登", "王五", Honesty.BACK_DATED),
        ],
        start=10,
    ):
        path = f"news/2026/{number:05d}"
        repository.commit(
            "2026-03-06 10:00", {f"{path}.md": item("2026-03-02 09:00", f"第{number}条。")}, message, author=author
        )
        assert honesty(repository, "2026-03-02 09:00", path=path) is expected, message


@pytest.mark.parametrize(
    ("message", "refused"),
    [
        ("补录\n\n日期复合: 李四 已核对", "日期复合: 李四 已核对"),
        ("补录\n\n日期复核：李四", "日期复核：李四"),
        ("补录\n\n日期复核: 王五 已核对", "日期复核: 王五 已核对"),
        ("补录\n\nReviewed-by-dates: Li Si", "Reviewed-by-dates: Li Si"),
        ("补录\n\n日期复核: 李四 已核对", ""),
        ("补录\n\n责编: 李四\n来源: 公报\n复核: 李四", ""),
    ],
)
def test_a_line_that_vouches_in_vain_is_told(repository: Repository, message: str, refused: str) -> None:
    repository.commit("2026-03-06 10:00", {FILE: item("2026-03-02 09:00")}, message, author="王五")
    assert verdict(repository, "2026-03-02 09:00").commit.refused == refused


def test_a_later_commit_may_vouch_for_what_an_earlier_one_brought(repository: Repository) -> None:
    repository.commit("2026-03-06 10:00", {FILE: item("2026-03-02 09:00")})
    repository.commit(
        "2026-03-09 10:00", {FILE: item("2026-03-02 09:00", "改过的正文。")}, "核\n\n日期复核: 李四 已核对公报"
    )
    assert honesty(repository, "2026-03-02 09:00") is Honesty.VOUCHED


def test_what_was_a_draft_enters_when_it_is_opened(repository: Repository) -> None:
    repository.commit("2026-03-02 09:00", {FILE: item("2026-03-02 09:00", extra="状态: 草稿\n")})
    repository.commit("2026-03-16 09:00", {FILE: item("2026-03-02 09:00")})
    assert honesty(repository, "2026-03-02 09:00") is Honesty.BACK_DATED
    repository.commit("2026-03-16 10:00", {FILE: item("2026-03-16 09:30")}, "改\n\n日期复核: 李四 按实际公开时间更正")
    assert honesty(repository, "2026-03-16 09:30") is Honesty.VOUCHED


# 2. forward-dated


def test_forward_dated_is_scheduled_and_may_be_put_off_before_its_day(repository: Repository) -> None:
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-20 09:00")})
    assert honesty(repository, "2026-03-20 09:00") is Honesty.SCHEDULED
    repository.commit("2026-03-10 10:00", {FILE: item("2026-04-20 09:00")})
    assert honesty(repository, "2026-04-20 09:00") is Honesty.SCHEDULED


def test_what_was_scheduled_is_not_dated_back(repository: Repository) -> None:
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-30 09:00")})
    repository.commit("2026-03-18 10:00", {FILE: item("2026-03-03 09:00")})
    assert honesty(repository, "2026-03-03 09:00") is Honesty.BACK_DATED


# 3. edited later


def test_edited_later(repository: Repository) -> None:
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    commit = repository.commit("2026-05-20 10:00", {FILE: item("2026-05-20 09:00")})
    found = verdict(repository, "2026-05-20 09:00")
    assert (found.honesty, found.commit.hash, found.day) == (Honesty.CHANGED, commit, "2026-03-02")
    trace = history(repository).trace(ITEM)
    assert trace and trace.counted("2026-05-20 09:00") == "2026-03-02 09:00"


def test_a_text_may_change_and_a_date_may_change_back(repository: Repository) -> None:
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    repository.commit("2026-04-02 10:00", {FILE: item("2026-03-02 09:00", "更正后的正文。")})
    assert honesty(repository, "2026-03-02 09:00") is Honesty.HONEST
    repository.commit("2026-05-02 10:00", {FILE: item("2026-05-02 09:00")})
    repository.commit("2026-05-03 10:00", {FILE: item("2026-03-02 09:00")})
    assert honesty(repository, "2026-03-02 09:00") is Honesty.HONEST


def test_a_reviewed_change_counts_as_the_date(repository: Repository) -> None:
    repository.commit("2026-03-02 10:00", {FILE: item("2025-03-02 09:00")})
    repository.commit("2026-03-03 10:00", {FILE: item("2026-03-02 09:00")}, "年份写错\n\n日期复核: 李四 原稿为2026年")
    repository.commit("2026-03-05 10:00", {FILE: item("2026-03-02 09:00", "再改正文。")})
    assert honesty(repository, "2026-03-02 09:00") is Honesty.VOUCHED
    trace = history(repository).trace(ITEM)
    assert trace and trace.counted("2026-03-02 09:00") == "2026-03-02 09:00"


# 4. to 6., 11. rewritten commits


def test_rebase(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    repository.git("checkout", "-q", "main")
    repository.commit("2026-03-03 10:00", {"news/2026/00003.md": item("2026-03-03 09:00", "另一条。")})
    repository.git("checkout", "-q", "topic")
    repository.git("rebase", "-q", "main", at="2026-03-03 11:00")
    assert honesty(repository, "2026-03-02 09:00") is Honesty.HONEST
    repository.git("rebase", "-q", "--force-rebase", "main", at="2026-03-12 11:00")
    assert honesty(repository, "2026-03-02 09:00") is Honesty.REWRITTEN


def test_amend(repository: Repository) -> None:
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    repository.git("commit", "-q", "--amend", "-m", "改写说明", at="2026-03-02 15:00")
    assert honesty(repository, "2026-03-02 09:00") is Honesty.HONEST
    repository.git("commit", "-q", "--amend", "-m", "再改写说明", at="2026-03-12 15:00")
    assert honesty(repository, "2026-03-02 09:00") is Honesty.REWRITTEN


@pytest.mark.parametrize(
    ("at", "expected"), [("2026-03-03 16:00", Honesty.HONEST), ("2026-03-12 16:00", Honesty.BACK_DATED)]
)
def test_squash(repository: Repository, at: str, expected: Honesty) -> None:
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    repository.commit("2026-03-02 11:00", {FILE: item("2026-03-02 09:00", "第二稿。")})
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--squash", "topic")
    repository.commit(at)
    assert honesty(repository, "2026-03-02 09:00") is expected


def test_cherry_pick(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "topic")
    picked = repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    repository.git("checkout", "-q", "main")
    repository.commit("2026-03-04 10:00", {"news/2026/00003.md": item("2026-03-04 09:00", "另一条。")})
    repository.git("cherry-pick", picked, at="2026-03-12 10:00")
    assert honesty(repository, "2026-03-02 09:00") is Honesty.REWRITTEN
    repository.git("merge", "-q", "-m", "合并", "topic", at="2026-03-13 10:00")
    assert honesty(repository, "2026-03-02 09:00") is Honesty.HONEST


# 7. clocks


def test_clock_set_back(repository: Repository) -> None:
    repository.commit("2026-03-20 10:00", {"news/2026/00003.md": item("2026-03-20 09:00", "另一条。")})
    commit = repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    assert honesty(repository, "2026-03-02 09:00") is Honesty.ODD_CLOCK
    assert [odd.hash for odd in history(repository).odd] == [commit]


def test_clock_set_forward_accuses_nobody_else(repository: Repository) -> None:
    commit = repository.commit("2030-01-01 10:00", {FILE: item("2026-03-02 09:00")})
    repository.commit("2026-03-03 10:00", {"news/2026/00003.md": item("2026-03-03 09:00", "另一条。")})
    assert honesty(repository, "2026-03-03 09:00", path="news/2026/00003") is Honesty.HONEST
    assert commit in {odd.hash for odd in history(repository).odd}


# 8. histories that cannot be read


def test_shallow_clone(repository: Repository, tmp_path: Path) -> None:
    repository.commit("2026-03-06 10:00", {FILE: item("2026-03-02 09:00")})
    clone = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", f"file://{repository.root}", str(clone)], check=True, capture_output=True
    )
    found = read_history(clone / "content", tmp_path / "clone.sqlite", second(NOW))
    assert (found.silence, found.judge(ITEM, "2026-03-02 09:00", LAUNCH)) == (Silence.SHALLOW, None)


def test_no_repository_and_no_commit(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert read_history(tmp_path / "content", tmp_path / "a.sqlite").silence is Silence.NO_REPOSITORY
    empty = Repository(tmp_path / "empty")
    assert read_history(empty.content, tmp_path / "b.sqlite").silence is Silence.NO_COMMIT


def test_partial_clone_fetches_nothing(repository: Repository) -> None:
    repository.git("config", "remote.origin.promisor", "true")
    assert history(repository).silence is Silence.PARTIAL


def test_no_git(repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert history(repository).silence is Silence.NO_GIT


# 9. and 10. moved, removed and brought back


def test_rename(repository: Repository) -> None:
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    repository.commit("2026-05-02 10:00", {FILE: None, "moved/2026/00009.md": item("2026-03-02 09:00")})
    assert honesty(repository, "2026-03-02 09:00", path="moved/2026/00009") is Honesty.HONEST
    text = item("2026-05-20 09:00")
    repository.commit("2026-05-20 10:00", {"moved/2026/00009.md": None, "again/2026/00001.md": text})
    assert honesty(repository, "2026-05-20 09:00", path="again/2026/00001") is Honesty.CHANGED


def test_two_items_change_places(repository: Repository) -> None:
    one, other = item("2026-03-02 09:00", "甲" * 200), item("2026-03-10 09:00", "乙" * 200)
    repository.commit("2026-03-02 10:00", {FILE: one})
    repository.commit("2026-03-10 10:00", {"news/2026/00003.md": other})
    repository.commit(
        "2026-05-02 10:00", {FILE: None, "news/2026/00003.md": None, "x/2026/00003.md": one, "x/2026/00002.md": other}
    )
    assert honesty(repository, "2026-03-02 09:00", path="x/2026/00003") is Honesty.HONEST
    assert honesty(repository, "2026-03-10 09:00", path="x/2026/00002") is Honesty.HONEST


def test_delete_and_add_again(repository: Repository) -> None:
    text = item("2026-03-02 09:00")
    repository.commit("2026-03-02 10:00", {FILE: text})
    repository.commit("2026-04-02 10:00", {FILE: None})
    repository.commit("2026-05-06 10:00", {FILE: text})
    assert honesty(repository, "2026-03-02 09:00") is Honesty.HONEST
    repository.commit("2026-05-07 10:00", {FILE: None})
    repository.commit("2026-05-08 10:00", {"news/2026/00007.md": text})
    assert honesty(repository, "2026-03-02 09:00", path="news/2026/00007") is Honesty.HONEST
    repository.commit("2026-05-09 10:00", {"news/2026/00007.md": None})
    repository.commit("2026-05-11 10:00", {"news/2026/00007.md": item("2026-05-11 09:00")})
    assert honesty(repository, "2026-05-11 09:00", path="news/2026/00007") is Honesty.CHANGED


LONG = "公园绿地由养护单位编制计划、配备人员、建立台账，主管部门按月检查并公布结果，市民可以拨打热线反映问题。" * 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (item("2026-03-02 09:00"), item("2026-05-20 09:00")),
        (
            item("2026-03-02 09:00", "旧的正文。", "索引号: 11990000123456788L/2026-00002\n"),
            item("2026-05-20 09:00", "全部改写过的正文，一个字也不一样。", "索引号: 11990000123456788L/2026-00002\n"),
        ),
        (item("2026-03-02 09:00", LONG), item("2026-05-20 09:00", LONG).replace("召开会议", "部署绿化")),
    ],
    ids=["title-and-text", "number", "long-text"],
)
def test_removed_and_put_down_elsewhere_with_another_date(repository: Repository, old: str, new: str) -> None:
    repository.commit("2026-03-02 10:00", {FILE: old})
    repository.commit("2026-05-19 10:00", {FILE: None})
    commit = repository.commit("2026-05-20 10:00", {"again/2026/00001.md": new})
    found = verdict(repository, "2026-05-20 09:00", path="again/2026/00001")
    assert (found.honesty, found.day, found.former) == (Honesty.CHANGED, "2026-03-02", ITEM)
    assert found.commit.hash == commit
    trace = history(repository).trace("again/2026/00001")
    assert trace is not None and trace.counted("2026-05-20 09:00") == "2026-03-02 09:00"
    vouched = "更正\n\n日期复核: 李四 原发布时间写错"
    repository.commit("2026-05-21 10:00", {"again/2026/00001.md": f"{new}\n"}, vouched)
    assert honesty(repository, "2026-05-20 09:00", path="again/2026/00001") is Honesty.VOUCHED


def test_a_path_given_to_another_item_begins_anew(repository: Repository) -> None:
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    repository.commit("2026-04-02 10:00", {FILE: None})
    other = item("2026-05-06 09:00", "公园的喷泉今日起试运行，欢迎市民前来观看并提出意见。").replace(
        "召开会议", "喷泉运行"
    )
    repository.commit("2026-05-06 10:00", {FILE: other})
    assert honesty(repository, "2026-05-06 09:00") is Honesty.HONEST
    repository.commit("2026-05-07 10:00", {FILE: other.replace("05-06", "05-07")})
    assert honesty(repository, "2026-05-07 09:00") is Honesty.CHANGED


@pytest.mark.parametrize(
    "new",
    [
        item("2026-05-06 09:00", "一个字也不一样。"),
        item("2026-05-06 09:00").replace("召开会议", "部署工作"),
        item("2026-05-06 09:00", LONG + "又加了一句。").replace("召开会议", "部署工作"),
    ],
    ids=["title", "text", "most-of-the-text"],
)
def test_a_path_taken_again_by_what_is_like_it_goes_on(repository: Repository, new: str) -> None:
    repository.commit(
        "2026-03-02 10:00",
        {FILE: item("2026-03-02 09:00", LONG if LONG in new else item("x").split("---\n")[2].strip())},
    )
    repository.commit("2026-04-02 10:00", {FILE: None})
    repository.commit("2026-05-06 10:00", {FILE: new})
    assert honesty(repository, "2026-05-06 09:00") is Honesty.CHANGED


def test_put_down_elsewhere_first_and_removed_after(repository: Repository) -> None:
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    repository.commit("2026-05-20 10:00", {"again/2026/00001.md": item("2026-05-20 09:00")})
    assert honesty(repository, "2026-05-20 09:00", path="again/2026/00001") is Honesty.HONEST
    repository.commit("2026-05-21 10:00", {FILE: None})
    assert honesty(repository, "2026-05-20 09:00", path="again/2026/00001") is Honesty.CHANGED


def test_a_short_item_moved_and_dated_anew(repository: Repository) -> None:
    short = "---\n标题: 停水\n发布时间: {}\n---\n今晚停水。\n"
    repository.commit("2026-03-02 10:00", {FILE: short.format("2026-03-02 09:00")})
    changed = short.format("2026-05-20 09:00 # 重新编排过的页头，与原来的写法大不相同，因此连一半也不一样了")
    repository.commit("2026-05-20 10:00", {FILE: None, "again/2026/00001.md": changed})
    found = verdict(repository, "2026-05-20 09:00", path="again/2026/00001")
    assert (found.honesty, found.former) == (Honesty.CHANGED, ITEM)


def test_moved_in_two_steps_with_its_date(repository: Repository) -> None:
    text = item("2026-03-02 09:00")
    repository.commit("2026-03-02 10:00", {FILE: text})
    repository.commit("2026-05-19 10:00", {FILE: None})
    repository.commit("2026-05-20 10:00", {"again/2026/00001.md": text.replace("标题:", "关键词: [会议]\n标题:")})
    assert honesty(repository, "2026-03-02 09:00", path="again/2026/00001") is Honesty.HONEST


def test_what_is_only_alike_is_another_item(repository: Repository) -> None:
    """The same title with another text, a short text alone, the same text a year on, a copy beside, another number."""
    number = "索引号: 11990000123456788L/2026-0000{}\n"
    repository.commit(
        "2026-03-02 10:00",
        {
            "a/2026/00001.md": item("2026-03-02 09:00", "三月份的停水安排如下。" * 3),
            "a/2026/00002.md": item("2026-03-02 09:00", "详见附件。").replace("召开会议", "三月公示"),
            "a/2026/00003.md": item("2026-03-02 09:00", LONG).replace("召开会议", "绿化"),
            "a/2026/00004.md": item("2026-03-02 09:00", "第四篇的正文。", number.format(4)),
            "a/2026/00005.md": item("2026-03-02 09:00", "详见附件。").replace("召开会议", "公示"),
        },
    )
    repository.commit("2026-03-09 10:00", {f"a/2026/0000{n}.md": None for n in (1, 2, 4, 5)})
    repository.commit("2026-03-10 10:00", {"c/2026/00001.md": "---\n标题: 空\n发布时间: 2026-03-10 09:00\n---\n空\n"})
    today = "2026-03-11 09:00"
    repository.commit(
        "2026-03-11 10:00",
        {
            "b/2026/00001.md": item(today, "四月份的停水安排如下。" * 3),
            "b/2026/00002.md": item(today, "详见附件。").replace("召开会议", "四月公示"),
            "b/2026/00003.md": item(today, LONG).replace("召开会议", "绿化"),
            "b/2026/00004.md": item(today, "第四篇别的正文。", number.format(7)),
            "b/2026/00005.md": item(today, "详见附件。").replace("召开会议", "公示"),
        },
    )
    paths = [f"b/2026/0000{n}" for n in range(1, 6)]
    assert [honesty(repository, today, path=path) for path in paths] == [Honesty.HONEST] * 5
    repository.commit("2026-04-20 10:00", {"a/2026/00003.md": None})
    assert honesty(repository, today, path="b/2026/00003") is Honesty.HONEST  # stood beside it for weeks
    repository.commit("2027-03-01 10:00", {"d/2027/00001.md": item("2027-03-01 09:00", "三月份的停水安排如下。" * 3)})
    found = verdict(repository, "2027-03-01 09:00", path="d/2027/00001", now="2027-06-01 09:00")
    assert (found.honesty, found.former) == (Honesty.HONEST, "")


# 12. import


def test_import(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "site")
    old = {f"news/{2000 + n % 20}/{n:05d}.md": item(f"{2000 + n % 20}-03-02 09:00", f"第{n}条。") for n in range(1, 60)}
    repository.commit("2026-02-02 10:00", old, "导入原网站的历史信息")
    repository.commit("2026-02-20 10:00", {FILE: item("2015-03-02 09:00", "漏掉的一条。")})
    repository.commit("2026-03-09 10:00", {"news/2015/90000.md": item("2015-03-02 09:00", "上线以后才导入。")})
    path = "news/2005/00005"
    assert honesty(repository, "2005-03-02 09:00", path=path, launch="2026-03-01") is Honesty.IMPORTED
    assert honesty(repository, "2005-03-02 09:00", path=path, launch="2004-01-01") is Honesty.BEFORE_HISTORY
    assert honesty(repository, "2015-03-02 09:00", launch="2026-03-01") is Honesty.IMPORTED
    assert honesty(repository, "2015-03-02 09:00", path="news/2015/90000", launch="2026-03-01") is Honesty.BACK_DATED


def test_a_second_root_is_no_beginning(repository: Repository) -> None:
    repository.git("checkout", "-q", "--orphan", "graft")
    repository.git("rm", "-rfq", ".")
    repository.commit("2026-03-12 10:00", {FILE: item("2026-03-02 09:00")})
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--allow-unrelated-histories", "-m", "合并", "graft", at="2026-03-12 11:00")
    assert honesty(repository, "2026-03-02 09:00") is Honesty.BACK_DATED


# reading


def test_a_merge_that_changes_a_date_itself(repository: Repository) -> None:
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit("2026-03-03 10:00", {"news/2026/00003.md": item("2026-03-03 09:00", "另一条。")})
    repository.git("checkout", "-q", "main")
    repository.commit("2026-03-03 11:00", {"news/2026/00004.md": item("2026-03-03 09:00", "第三条。")})
    repository.git("merge", "-q", "--no-commit", "--no-ff", "topic")
    commit = repository.commit("2026-03-20 10:00", {FILE: item("2026-03-20 09:00")})
    found = verdict(repository, "2026-03-20 09:00")
    assert (found.honesty, found.commit.hash) == (Honesty.CHANGED, commit)


def test_a_merge_that_moves_an_item_and_changes_its_date(repository: Repository) -> None:
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit("2026-03-03 10:00", {"news/2026/00003.md": item("2026-03-03 09:00", "另一条。")})
    repository.git("checkout", "-q", "main")
    repository.commit("2026-03-03 11:00", {"news/2026/00004.md": item("2026-03-03 09:00", "第三条。")})
    repository.git("merge", "-q", "--no-commit", "--no-ff", "topic")
    repository.commit("2026-03-20 10:00", {FILE: None, "moved/2026/00009.md": item("2026-03-20 09:00")})
    assert honesty(repository, "2026-03-20 09:00", path="moved/2026/00009") is Honesty.CHANGED
    assert honesty(repository, "2026-03-03 09:00", path="news/2026/00003") is Honesty.HONEST


def test_what_one_branch_moved_and_another_edited(repository: Repository) -> None:
    """The merge finds it moved seen from one parent and edited seen from the other."""
    lines = "\n".join(f"第{n}段。" for n in range(20))
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00", lines)})
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit("2026-03-03 10:00", {FILE: None, "moved/2026/00009.md": item("2026-03-02 09:00", lines)})
    repository.git("checkout", "-q", "main")
    repository.commit("2026-03-03 11:00", {FILE: item("2026-03-02 09:00", lines + "\n又一段。")})
    repository.git("merge", "-q", "--no-ff", "-m", "合并", "topic", at="2026-03-20 10:00")
    assert honesty(repository, "2026-03-02 09:00", path="moved/2026/00009") is Honesty.HONEST


def test_a_graft_hides_no_past(repository: Repository) -> None:
    commit = repository.commit("2026-03-06 10:00", {FILE: item("2026-03-02 09:00")})
    grafts = repository.root / ".git/info/grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{commit}\n")
    assert honesty(repository, "2026-03-02 09:00") is Honesty.BACK_DATED


def test_what_is_not_committed_is_not_judged(repository: Repository) -> None:
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    repository.write({FILE: item("2026-03-20 09:00"), "news/2026/00008.md": item("2026-01-20 09:00")})
    found = history(repository)
    assert found.judge(ITEM, "2026-03-20 09:00", LAUNCH) is None
    assert found.judge("news/2026/00008", "2026-01-20 09:00", LAUNCH) is None
    assert found.uncommitted == {ITEM}


def test_reading_on_gives_what_reading_anew_gives(repository: Repository) -> None:
    steps: list[tuple[str, dict[str, str | None]]] = [
        ("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")}),
        ("2026-03-03 10:00", {FILE: item("2026-03-02 09:00", "改正文。")}),
        ("2026-03-04 10:00", {FILE: None, "moved/2026/00002.md": item("2026-03-02 09:00", "改正文。")}),
        ("2026-03-05 10:00", {"moved/2026/00002.md": None}),
        ("2026-03-06 10:00", {"moved/2026/00002.md": item("2026-03-06 09:00", "改正文。")}),
    ]
    for number, (at, files) in enumerate(steps):
        repository.commit(at, files)
        assert history(repository) == history(repository, name=f"anew{number}")
    repository.git("commit", "-q", "--amend", "-m", "历史改写", at="2026-03-07 10:00")
    assert history(repository) == history(repository, name="rewritten")


def test_branches_read_one_after_the_other(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    repository.git("checkout", "-q", "main")
    repository.commit("2026-03-05 10:00", {"news/2026/00003.md": item("2026-03-05 09:00", "另一条。")})
    history(repository)
    repository.git("merge", "-q", "-m", "合并", "topic", at="2026-03-06 10:00")
    assert history(repository) == history(repository, name="anew")
    assert honesty(repository, "2026-03-02 09:00") is Honesty.HONEST


def test_few_processes_for_many_items(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit(
        "2026-03-02 10:00", {f"many/2026/{n:05d}.md": item("2026-03-02 09:00", str(n)) for n in range(400)}
    )
    repository.commit(
        "2026-03-03 10:00", {f"many/2026/{n:05d}.md": item("2026-03-02 09:00", f"改{n}") for n in range(400)}
    )
    calls: list[str] = []
    run = subprocess.run

    def counted(command: list[str], **how: Any) -> Any:
        calls.append(" ".join(command))
        return run(command, **how)

    monkeypatch.setattr(subprocess, "run", counted)
    found = history(repository)
    assert len(found.traces) == 401 and len(calls) <= 10
    assert sum(" log " in call for call in calls) == 1 and sum("cat-file" in call for call in calls) == 1


def test_a_hook_and_a_damaged_file_do_not_mislead(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")}, "标题\n\n\x1e:100644 不是改动 M\n\n")
    monkeypatch.setenv("GIT_DIR", "/nonexistent")
    kept = repository.root.parent / "history.sqlite"
    kept.write_bytes(b"not a database, but long enough to be read as one" * 40)
    assert honesty(repository, "2026-03-02 09:00") is Honesty.HONEST


def test_damage_inside_what_was_kept_costs_only_time(repository: Repository) -> None:
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    kept = repository.root.parent / "history.sqlite"
    expected = read_history(repository.content, kept, second(NOW))
    with sqlite3.connect(kept) as db:
        pages = [page for (page,) in db.execute("SELECT rootpage FROM sqlite_master WHERE type = 'table'")]
    db.close()
    raw = bytearray(kept.read_bytes())
    for page in pages:
        raw[(page - 1) * 4096 + (100 if page == 1 else 0) : page * 4096] = b"\xa5" * 4096
    kept.write_bytes(raw)
    for _ in range(2):
        assert read_history(repository.content, kept, second(NOW)).traces == expected.traces


def test_on_a_full_disk_history_is_read_all_the_same(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit("2026-03-02 10:00", {FILE: item("2026-03-02 09:00")})
    kept = repository.root.parent / "history.sqlite"
    expected = read_history(repository.content, kept, second(NOW))
    repository.commit("2026-03-03 10:00", {FILE: item("2026-03-02 09:00", body="改。\n")})
    before, real = kept.read_bytes(), git_log._connected

    def full(place: Path) -> sqlite3.Connection:
        if place == kept:
            raise sqlite3.OperationalError("database or disk is full")
        return real(place)

    monkeypatch.setattr(git_log, "_connected", full)
    found = read_history(repository.content, kept, second(NOW))
    assert found.traces.keys() == expected.traces.keys() and kept.read_bytes() == before


def test_the_repository_may_begin_above_the_site(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "whole/sub")
    subprocess.run(["rm", "-rf", str(repository.root / ".git")], check=True)
    outer = Repository(tmp_path / "whole")
    outer.write({"../其他/说明.md": "不是条目\n"})
    repository.write({FILE: item("2026-03-02 09:00")})
    outer.git("add", "-A")
    outer.git("commit", "-q", "-m", "一", at="2026-03-02 10:00")
    found = read_history(repository.content, tmp_path / "history.sqlite", second(NOW))
    assert list(found.traces) == [ITEM]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (item("2026-03-02"), ("2026-03-02 00:00", True)),
        (item("'2026-03-02 09:05'  # 注"), ("2026-03-02 09:05", True)),
        (item("2026-03-02 09:05").replace("\n", "\r\n"), ("2026-03-02 09:05", True)),
        (item("2026-03-02 09:05", extra="状态: 草稿\n"), ("2026-03-02 09:05", False)),
        (item("2026-03-02 09:05", extra="公开方式: 依申请公开\n"), ("2026-03-02 09:05", False)),
        (item("2026-03-02 09:05", extra="公开方式: 主动公开\n"), ("2026-03-02 09:05", True)),
        ("---\n标题: 甲\n---\n发布时间: 2026-03-02\n", ("", False)),
        ("没有页头\n发布时间: 2026-03-02\n", ("", False)),
    ],
)
def test_header(text: str, expected: tuple[str, bool]) -> None:
    assert header_of(text.encode()) == expected
