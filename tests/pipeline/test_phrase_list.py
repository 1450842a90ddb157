"""Phrase lists: what is wrong where, what is allowed, and what cannot be read."""

from pathlib import Path

from pipeline.phrase_list import PhraseList, read_phrase_lists
from tests.fixtures import TABLES, SiteFolder, item

ROWS = """\
- {误: [截止目前, 截止今日], 正: 截至目前}
- {误: 目前为止, 正: 到目前}
- {误: 登陆, 正: 登录, 语境: [网站, 系统], 例外: [登陆点, 抢滩登陆]}
- {误: 网站登陆口, 正: 网站登录入口}
"""


def lists(tmp_path: Path, text: str = ROWS) -> PhraseList:
    folder = tmp_path / "content/terms"
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    return read_phrase_lists(tmp_path / "content", ())


def wrong(phrases: PhraseList, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in phrases.hits(text)]


def test_every_wrong_form_is_found_and_of_overlapping_ones_the_first_and_longest(tmp_path: Path) -> None:
    phrases = lists(tmp_path)
    assert wrong(phrases, "截止今日,截止目前为止。") == ["截止今日", "截止目前"]
    assert wrong(phrases, "网站登陆口已开放") == ["网站登陆口"]


def test_context_counts_within_the_sentence_only(tmp_path: Path) -> None:
    phrases = lists(tmp_path)
    assert wrong(phrases, "请登陆系统。") == ["登陆"]
    assert wrong(phrases, "台风登陆。网站照常。") == []


def test_what_is_allowed_is_not_wrong(tmp_path: Path) -> None:
    phrases = lists(tmp_path)
    assert wrong(phrases, "网站公布了登陆点和抢滩登陆的时间") == []
    assert wrong(phrases, "登陆网站查看登陆点") == ["登陆"]


def test_lists_outside_are_read_and_absent_ones_named(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "words.yaml").write_text("- {误: 布署, 正: 部署}\n", encoding="utf-8")
    outside = str(tmp_path / "words.yaml")
    (tmp_path / "more.yaml").write_text("- {误: 布暑, 正: 部署}\n", encoding="utf-8")
    phrases = read_phrase_lists(tmp_path / "content", (outside, "../more.yaml", "none.yaml", "../words.yaml"))
    assert [phrase.right for phrase in phrases.phrases] == ["部署", "部署"]
    assert list(phrases.missing) == ["none.yaml"] and phrases.outside == {outside, "../more.yaml"}


def test_no_other_file_of_the_machine_is_read(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "key").write_text("- {误: 布署, 正: 部署}\n", encoding="utf-8")
    phrases = read_phrase_lists(tmp_path / "content", ("../key", "/dev/zero"))
    assert phrases.phrases == [] and phrases.missing == {"../key": "", "/dev/zero": ""}


def test_faulty_rows_are_findings_and_the_others_count(tmp_path: Path) -> None:
    phrases = lists(tmp_path, "- {误: 布署, 正: 部署}\n- {正: 安装}\n")
    assert wrong(phrases, "布署") == ["布署"]
    assert [(finding.location.line, finding.check) for finding in phrases.findings] == [(2, "field-missing")]
    assert lists(tmp_path / "b", "误: 布署\n").findings != []


def test_twenty_thousand_phrases_are_no_burden(tmp_path: Path) -> None:
    rows = "".join(f"- {{误: 误{number:05d}, 正: 正}}\n" for number in range(20_000))
    phrases = lists(tmp_path, rows)
    assert wrong(phrases, "前误19999后误00001") == ["误19999", "误00001"]


def test_what_stands_in_a_file_outside_is_not_told(tmp_path: Path) -> None:
    """Whoever proposes a change of site.yaml may name a file of the machine."""
    (tmp_path / "secret.yaml").write_text("password: abc123\n", encoding="utf-8")
    site = SiteFolder(tmp_path)
    site.write(
        {**TABLES, "site.yaml": TABLES["site.yaml"] + "词表: [../secret.yaml]\n", "xw/yw/2026/00001.md": item("甲")}
    )
    site.build()
    told = [finding for finding in site.inspect().findings if finding.check == "site-phrase-lists"]
    assert told and "abc123" not in str(told)


def test_that_a_list_outside_is_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_bytes("- {误: 布署, 正: 部署}\n".encode("gb18030"))
    site = SiteFolder(tmp_path)
    site.write(
        {**TABLES, "site.yaml": TABLES["site.yaml"] + "词表: [../words.yaml]\n", "xw/yw/2026/00001.md": item("甲")}
    )
    site.build()
    told = [str(finding) for finding in site.inspect().findings if finding.check == "site-phrase-lists"]
    assert len(told) == 1 and "文件编码是 GBK/GB18030，不是 UTF-8" in told[0] and "fix-encoding" in told[0]
