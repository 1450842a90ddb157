"""One item -> what the store keeps of it."""

import json
from pathlib import Path

import pytest

from pipeline.finding import Severity
from pipeline.item import ItemRead, read_item
from tests.fixtures import PDF, document, item, source

PATH = "zcwj/2026/00001"
LONG = "开头的一段文字用来做摘要。" * 20


def read(folder: Path, text: str, kind: str = "document") -> ItemRead:
    return read_item(folder, PATH, kind, text.encode())


def test_a_row_holds_what_lists_and_plans_need(tmp_path: Path) -> None:
    more = {"keywords": "[甲, 乙]", "topic": "综合政务\\政务公开", "also": "[xw/yw/]"}
    record = read(tmp_path, document(1, LONG, at="2026-03-02", **more)).record
    assert record is not None
    row = record.row
    assert (row.path, row.column, row.kind, row.url) == (PATH, "zcwj", "document", f"/{PATH}.html")
    assert (row.published_at, row.day, row.dated_on) == ("2026-03-02 00:00", "2026-03-02", "2026-03-01")
    assert (row.keyword_list, row.also_columns, row.validity) == (["甲", "乙"], ["xw/yw"], "有效")
    assert len(row.summary) == 91 and row.summary.endswith("…") and LONG.startswith(row.summary[:-1])
    assert len(row.digest) == 16 and len(row.card) == 8


def test_marks_lead_back_to_the_source(tmp_path: Path) -> None:
    record = read(tmp_path, document(1)).record
    assert record is not None
    marks = json.loads(record.body.marks)
    assert marks["标题"] == [2, 5] and marks["body"] == [9, 1]


def test_the_digest_is_of_what_is_shown(tmp_path: Path) -> None:
    def digests(text: str) -> tuple[bytes, bytes]:
        record = read(tmp_path, text).record
        assert record is not None
        return record.row.digest, record.row.card

    plain = digests(document(1, LONG))
    assert digests(document(1, LONG).replace("---\n标题", "---\n# 存档\n标题")) == plain
    digest, card = digests(document(1, LONG + "\n\n又一段。\n"))
    assert digest != plain[0] and card == plain[1]
    digest, card = digests(document(1, LONG, title="另一标题"))
    assert digest != plain[0] and card != plain[1]


def test_an_attachment_counts_in_the_digest(tmp_path: Path) -> None:
    folder = tmp_path / PATH
    folder.mkdir(parents=True)
    seen = set()
    for raw in (PDF, PDF + b"%"):
        (folder / "a.pdf").write_bytes(raw)
        record = read(tmp_path, document(1, attachments="[a.pdf]")).record
        assert record is not None and record.attachments[0].file == f"{PATH}/a.pdf"
        seen.add(record.row.digest)
    assert len(seen) == 2


def test_an_attachment_may_lie_beside_the_item_and_be_named_twice(tmp_path: Path) -> None:
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / f"{PATH}.pdf").write_bytes(PDF)
    result = read(tmp_path, document(1, attachments="[00001.pdf, ./00001.pdf]"))
    assert result.record is not None and [row.name for row in result.record.attachments] == ["00001.pdf"]
    assert [finding.check for finding in result.findings] == ["attachment-twice"]


def test_a_withdrawal_needs_its_day_and_reason(tmp_path: Path) -> None:
    (finding,) = read(tmp_path, document(1, status="已撤回")).findings
    assert (finding.location.line, finding.check, finding.severity) == (8, "field-missing", Severity.ERROR)
    assert "撤回: {日期: YYYY-MM-DD, 原因: …}" in finding.hint


@pytest.mark.parametrize(
    ("written", "place", "offer"),
    [
        ("关键词: 甲、乙，丙", "2:6", "[甲, 乙, 丙]"),
        ("关键词: [甲;乙, 丙]", "2:7", "[甲, 乙]"),
        ("关键词: 安全生产 应急管理", "2:6", "[安全生产, 应急管理]"),
        ("同时发布: xw/yw、zcwj", "2:7", "[xw/yw, zcwj]"),
    ],
)
def test_several_words_in_one_entry_are_told(tmp_path: Path, written: str, place: str, offer: str) -> None:
    """And kept as they are: only the editor knows whether they are one."""
    found = read(tmp_path, document(1).replace("---\n", f"---\n{written}\n", 1))
    (finding,) = found.findings
    assert str(finding).startswith(f"content/zcwj/2026/00001.md:{place}: 警告 ") and offer in finding.hint
    assert found.record is not None


def test_a_value_is_refused_even_where_reading_has_warned(tmp_path: Path) -> None:
    """A warning at the same place hid the error: the item was left out, and the exit status was 0."""
    read_it = read(tmp_path, document(1).replace("有效性: 有效", "有效性: \ue000"))
    assert read_it.record is None
    assert [f.check for f in read_it.findings] == ["source-private-character", "field-value"]


def test_one_word_may_have_a_space_or_a_stroke(tmp_path: Path) -> None:
    text = document(1).replace("---\n", "---\n关键词: [5G 网络, TCP/IP, 2026年 1月]\n", 1)
    assert read(tmp_path, text).findings == ()


def test_a_draft_may_be_empty_and_a_dataset_too(tmp_path: Path) -> None:
    assert read(tmp_path, item(body="", status="草稿"), "article").record is not None
    (tmp_path / PATH).mkdir(parents=True)
    (tmp_path / PATH / "a.csv").write_text("a,b\n1,2\n")
    header = {"标题": "数", "发文机关": "xc-gov", "发布时间": "2026-03-02", "数据": "a.csv"}
    record = read(tmp_path, source(header, ""), "dataset").record
    assert record is not None
    assert json.loads(record.body.details)["rows"] == {"header": ["a", "b"], "rows": [["1", "2"]]}


def test_a_year_folder_is_no_column(tmp_path: Path) -> None:
    columns = {
        path: read_item(tmp_path, path, "article", item().encode()).record
        for path in ("a/b/2026/1", "a/b/1", "a/2199/1")
    }
    assert [record.row.column for record in columns.values() if record] == ["a/b", "a/b", "a/2199"]
