"""The store -> documents: every shown item with what the public can read of it, and nothing else."""

from pathlib import Path

import pytest

from pipeline.search.analysis import key
from pipeline.search.backend import Document
from pipeline.search.documents import LARGEST, cards, digests, documents
from tests.pipeline.channels.desks import AUTHORITIES, COLUMNS, SECRETS, Place, column, furnish
from tests.pipeline.papers import docx, paragraph, pdf, sheet, text_run, xlsx

HIDDEN = "不该找到"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def found(place: Place) -> dict[str, Document]:
    desk, store = place.desk()
    with store:
        return {document.path: document for document in documents(desk.register, store)}


def marks(place: Place) -> dict[str, bytes]:
    desk, store = place.desk()
    with store:
        shown = cards(desk.register)
        return {card.path: mark for card, mark in zip(shown, digests(shown, desk.register), strict=True)}


def attach(place: Place, name: str, content: bytes, path: str = "xwzx/2026/00001") -> str:
    file = place.content / path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return name


def test_only_what_is_shown_newest_first(place: Place) -> None:
    made = found(furnish(place))
    assert list(made) == ["xwzx/2026/00001", "zwgk/zcwj/2026/00001", "zwgk/gzzj/2026/00001", "zwgk/zcwj/2025/00001"]
    assert not [secret for secret in SECRETS if secret in repr(made)]


def test_of_the_same_moment_by_path(place: Place) -> None:
    for number in ("00002", "00001", "00003"):
        place.item(f"xwzx/2026/{number}", "同时", "2026-01-01 09:00")
    assert [path[-1] for path in found(place)] == ["1", "2", "3"]


def test_a_document_has_all_that_is_asked_for(place: Place) -> None:
    made = found(furnish(place))["zwgk/zcwj/2026/00001"]
    assert made._replace(text="") == Document(
        path="zwgk/zcwj/2026/00001",
        title="关于教育工作的通知",
        numbers=("示政发〔2026〕1号", "11990100MB0F00012M/2026-00001"),
        published_at="2026-03-02 09:00",
        columns=("zwgk/zcwj",),
        authority="sf-gov",
        kind="document",
        validity="有效",
        topic="科技、教育",
        text="",
    )
    assert made.text.splitlines()[0] == "正文一段。"
    assert all(number in made.text for number in made.numbers)
    assert key("示政发2026 1号") in {key(number) for number in made.numbers}


def test_special_columns_stand_behind_its_own(place: Place) -> None:
    made = found(furnish(place))
    assert made["zwgk/zcwj/2025/00001"].columns == ("zwgk/zcwj", "ztzl/yshj")
    assert "营商环境" in made["zwgk/zcwj/2025/00001"].text


def test_tables_and_headings_of_the_body_are_words_of_it(place: Place) -> None:
    place.item(
        "xwzx/2026/00001", "表", "2026-01-01 09:00", "一、收费\n\n| 名称 | 金额 |\n| --- | --- |\n| 工本费 | 十元 |\n"
    )
    text = found(place)["xwzx/2026/00001"].text
    assert all(word in text.split() for word in ("一、收费", "名称", "金额", "工本费", "十元"))


def test_the_fields_that_a_page_shows_are_words(place: Place) -> None:
    """A letter is its question, a guide its list of materials; who reviewed it, and waivers, nobody reads."""
    place.write("columns.yaml", [*COLUMNS, column("lx", "来信", "留言答复"), column("bs", "办事", "办事指南")])
    place.item(
        "lx/2026/00001", "来信", "2026-01-01 09:00", 来信类别="咨询", 来信时间="2026-01-01 08:00", 来信内容="请问哪里能办。",
        答复时间="2026-01-01 08:30", 审核={"责编": "不该找到的人"}, 豁免={"item-letter": "不该找到的理由"},
    )  # fmt: skip
    place.item(
        "bs/2026/00001", "指南", "2026-01-01 09:00", 办理材料=[{"名称": "身份证明", "份数": "1份"}], 申请条件=["年满十八周岁"],
        收费标准="不收费",
    )  # fmt: skip
    made = found(place)
    assert "请问哪里能办。" in made["lx/2026/00001"].text
    assert HIDDEN not in repr(made)
    assert all(word in made["bs/2026/00001"].text for word in ("身份证明", "年满十八周岁", "不收费"))


def test_the_table_of_a_dataset_is_read_once(place: Place) -> None:
    place.write("columns.yaml", [*COLUMNS, column("sj", "数据", "数据发布")])
    attach(place, "sl.csv", "区县,学校数\n示范县,十二所\n".encode(), "sj/2026/00001")
    place.item("sj/2026/00001", "学校", "2026-01-01 09:00", "", 数据="sl.csv")
    assert found(place)["sj/2026/00001"].text.splitlines() == ["区县 学校数", "示范县 十二所"]


def test_attachments_are_words(place: Place) -> None:
    names = [
        attach(place, "实施细则.docx", docx(paragraph("细则第一条"))),
        attach(place, "清单.xlsx", xlsx({"表": sheet([["事项", "食品经营许可"]])})),
        attach(place, "notice.pdf", pdf([["Regulations on disclosure"]])),
        attach(place, "说明.txt", "文本说明".encode()),
        attach(place, "旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    ]
    place.item("xwzx/2026/00001", "带附件", "2026-01-01 09:00", 附件=names)
    text = found(place)["xwzx/2026/00001"].text
    assert all(name in text for name in names)
    for words in ("细则第一条", "事项 食品经营许可", "Regulations on disclosure", "文本说明"):
        assert words in text


def test_what_is_hidden_in_attachments_is_no_word(place: Place) -> None:
    vanished = f"<w:p>{text_run(HIDDEN, '<w:vanish/>')}</w:p>"
    names = [
        attach(place, "a.docx", docx(paragraph("看得见") + vanished)),
        attach(place, "b.xlsx", xlsx({"一": sheet([["看得见"]]), "二": sheet([[HIDDEN]])}, {"二": "hidden"})),
    ]
    place.item("xwzx/2026/00001", "带附件", "2026-01-01 09:00", 附件=names)
    text = found(place)["xwzx/2026/00001"].text
    assert text.count("看得见") == 2
    assert HIDDEN not in text


def test_attachments_of_what_is_not_shown_are_not_opened(place: Place) -> None:
    name = attach(place, "a.txt", HIDDEN.encode())
    place.item("xwzx/2026/00001", "草稿", "2026-01-01 09:00", 附件=[name], 状态="草稿")
    assert found(place) == {}
    assert not (place.folder / "extracts.sqlite").exists()


def test_attachments_without_end_are_cut(place: Place) -> None:
    names = [attach(place, f"{n}.txt", f"{n}{'字' * 199_000}\n".encode()) for n in range(4)]
    place.item("xwzx/2026/00001", "很长", "2026-01-01 09:00", 附件=names)
    text = found(place)["xwzx/2026/00001"].text
    assert LARGEST <= len(text) <= LARGEST + 200


def _attachment(place: Place) -> None:
    attach(place, "a.txt", b"two")


def _title(place: Place) -> None:
    place.item("xwzx/2026/00001", "新标题", "2026-01-01 09:00", 附件=["a.txt"])


def _body(place: Place) -> None:
    place.item("xwzx/2026/00001", "标题", "2026-01-01 09:00", "另一段。", 附件=["a.txt"])


def _day(place: Place) -> None:
    place.item("xwzx/2026/00001", "标题", "2026-01-02 09:00", 附件=["a.txt"])


def _authority(place: Place) -> None:
    place.item("xwzx/2026/00001", "标题", "2026-01-01 09:00", 附件=["a.txt"], 发文机关="sf-jyj")


@pytest.mark.parametrize("edit", [_attachment, _title, _body, _day, _authority], ids=lambda edit: edit.__name__[1:])
def test_a_digest_tells_of_every_change(place: Place, edit: object) -> None:
    attach(place, "a.txt", b"one")
    place.item("xwzx/2026/00001", "标题", "2026-01-01 09:00", 附件=["a.txt"])
    place.item("xwzx/2026/00002", "旁的", "2026-01-01 09:00")
    before = marks(place)
    assert callable(edit)
    edit(place)
    after = marks(place)
    assert {path for path in after if after[path] != before[path]} == {"xwzx/2026/00001"}


def test_names_of_columns_and_authorities_are_no_part_of_a_digest(place: Place) -> None:
    """They stand once in the manifest, so that a new name is no reason to take every text apart."""
    before = marks(furnish(place))
    place.write("authorities.yaml", [AUTHORITIES[0] | {"名称": "示范市新政府"}, AUTHORITIES[1]])
    place.write("columns.yaml", [COLUMNS[0], column("xwzx", "新闻", "文章"), *COLUMNS[2:]])
    assert marks(place) == before
