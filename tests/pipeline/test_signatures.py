"""Signatures in commits, in real repositories: what they cover, when they are stale; and the audit of it all."""

from pathlib import Path

import pytest

from pipeline.audit import Asked, deeds
from pipeline.provenance import History, read_history
from pipeline.reviews import items_named, trailers_of
from pipeline.signatures import Signed
from tests.repository import Repository, second

ITEM, FILE = "news/2026/00002", "news/2026/00002.md"
SIGNED = "Reviewed-by: 甲一 <jia@example.gov.cn> (初审)"
FINAL = "Reviewed-by: 丙三 <bing@example.gov.cn> (终审)"


def item(body: str = "市政府召开会议。", header: str = "") -> str:
    return f"---\n标题: 市政府召开会议\n发文机关: yl-gov\n发布时间: 2026-03-06 09:00\n{header}---\n{body}\n"


def message(*lines: str) -> str:
    return "\n".join(("更新内容", "", *lines))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "site")
    made.commit("2026-01-05 09:00", {"news/2026/00001.md": item("第一条。")})
    return made


def history(repository: Repository) -> History:
    return read_history(repository.content, repository.root.parent / "history.sqlite", second("2026-06-30 18:00"))


def signed(repository: Repository, path: str = ITEM) -> Signed | None:
    return history(repository).signed.get(path)


def steps(found: Signed | None) -> tuple[list[str], list[str]]:
    return ([one.step for one in found.fresh], [one.step for one in found.stale]) if found else ([], [])


def test_a_merge_signs_what_it_brings_in_and_nothing_else(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit("2026-03-05 09:00", {FILE: item()})
    repository.commit("2026-03-05 10:00", {"news/2026/00003.md": item("第三条。")})
    repository.git("checkout", "-q", "main")
    repository.commit("2026-03-05 11:00", {"news/2026/00004.md": item("第四条。")})
    repository.git("merge", "-q", "--no-ff", "topic", "-m", message(SIGNED, FINAL), at="2026-03-06 08:00")
    found = history(repository).signed
    assert sorted(found) == [ITEM, "news/2026/00003"]
    assert steps(found[ITEM]) == (["初审", "终审"], [])
    # the text reached the trunk with the merge that signs it
    assert {one.landed for one in found[ITEM].fresh} == {found[ITEM].landed}
    assert found[ITEM].public_at == second("2026-03-06 08:00")


def test_a_change_of_the_text_makes_signatures_stale(repository: Repository) -> None:
    repository.commit("2026-03-05 09:00", {FILE: item()}, message(SIGNED))
    assert steps(signed(repository)) == (["初审"], [])
    changed = repository.commit("2026-03-05 10:00", {FILE: item("市政府召开了会议。")})
    found = signed(repository)
    assert steps(found) == ([], ["初审"]) and found and found.changed == changed
    repository.commit("2026-03-05 11:00", message=message(FINAL, f"Reviewed-item: content/{FILE}"))
    assert steps(signed(repository)) == (["终审"], ["初审"])


def test_what_a_squash_quotes_signs_nothing_but_is_told(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit("2026-03-05 09:00", {FILE: item()}, message(SIGNED))
    repository.commit("2026-03-05 10:00", {FILE: item("市政府召开了会议。")})
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--squash", "topic")
    repository.git("commit", "-q", "--no-edit", at="2026-03-06 08:00")
    assert steps(signed(repository)) == ([], [])
    assert [line.line for line in history(repository).strange] == [SIGNED.partition(" ")[2]]


def test_a_merge_that_changes_the_text_makes_signatures_stale(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit("2026-03-05 09:00", {FILE: item()}, message(SIGNED))
    repository.git("checkout", "-q", "main")
    repository.commit("2026-03-05 10:00", {"news/2026/00004.md": item("第四条。")})
    repository.git("merge", "-q", "--no-ff", "--no-commit", "topic")
    repository.commit("2026-03-06 08:00", {FILE: item("合并的人改了。")}, "合并")
    assert steps(signed(repository)) == ([], ["初审"])


def test_names_status_and_moment_in_the_header_are_not_the_text(repository: Repository) -> None:
    repository.commit("2026-03-05 09:00", {FILE: item(header="# 写好后删去下一行\n状态: 草稿\n")}, message(SIGNED))
    later = item(header="审核:\n  初审: 甲一\n  终审: 丙三\n").replace("03-06 09:00", "03-06 10:00")
    repository.commit("2026-03-05 10:00", {FILE: later}, message(FINAL))
    assert steps(signed(repository)) == (["初审", "终审"], [])
    repository.commit("2026-03-05 11:00", {FILE: later.replace("标题: 市", "标题: 示范市")})
    assert steps(signed(repository)) == ([], ["初审", "终审"])


def test_a_file_beside_the_item_is_reviewed_with_it(repository: Repository) -> None:
    name = "news/2026/00002/附件.csv"
    repository.commit("2026-03-05 09:00", {FILE: item(), name: "甲,1\n"}, message(SIGNED))
    assert steps(signed(repository)) == (["初审"], [])
    changed = repository.commit("2026-03-05 10:00", {name: "甲,2\n"})
    found = signed(repository)
    assert steps(found) == ([], ["初审"]) and found and found.changed == changed
    repository.commit("2026-03-05 11:00", {name: "甲,3\n"}, message(FINAL))
    assert steps(signed(repository)) == (["终审"], ["初审"])
    # another item's files are not its own
    repository.commit("2026-03-05 12:00", {"news/2026/00001/图.csv": "乙,1\n"})
    assert steps(signed(repository)) == (["终审"], ["初审"])


def test_signatures_move_with_their_item(repository: Repository) -> None:
    repository.commit("2026-03-05 09:00", {FILE: item()}, message(SIGNED))
    repository.git("mv", f"content/{FILE}", "content/news/2026/00009.md")
    repository.commit("2026-03-05 10:00")
    assert signed(repository) is None
    assert steps(signed(repository, "news/2026/00009")) == (["初审"], [])


def test_who_names_an_item_before_it_was_there_signs_nothing(repository: Repository) -> None:
    repository.commit("2026-03-05 08:00", message=message(SIGNED, f"Reviewed-item: content/{FILE}"))
    repository.commit("2026-03-05 09:00", {FILE: item()})
    assert steps(signed(repository)) == ([], ["初审"])


def test_lines_that_cannot_be_read_are_kept_to_be_told(repository: Repository) -> None:
    repository.commit("2026-03-05 09:00", {FILE: item()}, message("Reviewed-by: 甲一 (初审)", SIGNED))
    repository.commit("2026-03-05 10:00", message="Fix\n\nReviewed-by: Dev <dev@example.org>")
    assert [line.line for line in history(repository).strange] == ["甲一 (初审)"]


def test_reading_commit_by_commit_is_reading_all_at_once(repository: Repository) -> None:
    for hour, header, words in ((9, "状态: 草稿\n", SIGNED), (10, "", FINAL)):
        repository.commit(f"2026-03-05 {hour:02}:00", {FILE: item(header=header)}, message(words))
        history(repository)
    whole = read_history(repository.content, repository.root.parent / "anew.sqlite", second("2026-06-30 18:00"))
    assert history(repository).signed == whole.signed and steps(whole.signed[ITEM]) == (["初审", "终审"], [])


# the audit -----------------------------------------------------------------------------------------------------------


def test_the_audit_tells_of_files_too(repository: Repository) -> None:
    name = "news/2026/00002/附件.csv"
    repository.commit("2026-03-05 09:00", {FILE: item(), name: "甲,1\n"})
    repository.commit("2026-03-05 10:00", {name: "甲,2\n"}, author="甲一")
    kept = repository.root.parent / "history.sqlite"
    told = [(deed.author, deed.act.value, deed.title) for deed in deeds(repository.content, kept, Asked(item=ITEM))]
    assert told == [("王五", "published", "市政府召开会议"), ("甲一", "files", "市政府召开会议")]


def test_the_audit_tells_who_did_what_when(repository: Repository) -> None:
    repository.commit("2026-03-05 09:00", {FILE: item(header="状态: 草稿\n")}, author="甲一")
    repository.commit("2026-03-06 08:30", {FILE: item()}, message(FINAL), author="乙二")
    withdrawn = item(header="状态: 已撤回\n撤回: {日期: 2026-03-09, 原因: 内容有误}\n")
    repository.commit("2026-03-09 09:00", {FILE: withdrawn}, author="丁四")
    repository.git("mv", f"content/{FILE}", "content/news/2026/00009.md")
    repository.commit("2026-03-10 09:00")
    repository.commit("2026-03-11 09:00", {"news/2026/00009.md": None})
    kept = repository.root.parent / "history.sqlite"
    told = [
        (deed.at, deed.author, deed.act.value, deed.item[-5:], deed.step, deed.signer)
        for deed in deeds(repository.content, kept, Asked(since="2026-03-01"))
    ]
    assert told == [
        ("2026-03-05 09:00", "甲一", "drafted", "00002", "", ""),
        ("2026-03-06 08:30", "乙二", "published", "00002", "", ""),
        ("2026-03-06 08:30", "乙二", "signed", "00002", "终审", "丙三"),
        ("2026-03-09 09:00", "丁四", "withdrawn", "00002", "", ""),
        ("2026-03-10 09:00", "王五", "moved", "00009", "", ""),
        ("2026-03-11 09:00", "王五", "removed", "00009", "", ""),
    ]
    assert len(deeds(repository.content, kept, Asked(item="news/2026/00009"))) == 6
    by = deeds(repository.content, kept, Asked(person="丙三"))
    assert [(deed.act.value, deed.title, deed.authority, deed.signer_mail) for deed in by] == [
        ("signed", "市政府召开会议", "yl-gov", "bing@example.gov.cn")
    ]
    assert deeds(repository.content, kept, Asked(column="new")) == []


def test_lines_of_windows_and_several_items_on_one() -> None:
    message = (
        "审核\r\n\r\nReviewed-by: 朱二 <zhuer@example.gov.cn> (初审)\r\n"
        "Reviewed-item：content/a/1.md， /content/a/2.md、a/3\u3000\r\n"
    )
    assert [(one.step, one.name) for one in trailers_of(message)] == [("初审", "朱二")]
    assert items_named(message) == ["a/1", "a/2", "a/3"]
