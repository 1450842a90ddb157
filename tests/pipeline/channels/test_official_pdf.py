"""A PDF of each document in the columns that ask for it: what it says, who gets one, and when it is set again."""

import io
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from pipeline.channels.official_pdf import TITLE_LINE, title_lines
from pipeline.paper import typesetting
from pipeline.paper.fonts import VARIABLE, fonts
from tests.checks.site import SITE, column
from tests.fixtures import Built, SiteFolder

AUTHORITIES = [{"代号": "yl-gov", "名称": "样例市人民政府", "层级": "政府", "公开平台": "否"}]
COLUMNS = [column("wj", "市政府文件", 形态="公开文件"), column("bm", "部门文件", 形态="公开文件")]
TITLE = "样例市人民政府关于印发2026年度“一件事”重点事项清单的通知"
BODY = "各县区人民政府：\n\n现将清单印发给你们。\n\n一、总体要求\n\n按期完成<b>全部</b>事项。\n\n| 项目 | 时间 |\n|---|---|\n| 出生 | 四月 |\n"


def item(header: str = "", number: int = 1, title: str = TITLE) -> str:
    return (
        f"---\n标题: {title}\n发文机关: yl-gov\n索引号: 11990000123456788L/2026-{number:05}\n成文日期: 2026-03-05\n"
        f"发布时间: 2026-03-06 09:00\n发文字号: 样政发〔2026〕{number}号\n{header}---\n{BODY}"
    )


def folder(tmp_path: Path, **site: object) -> SiteFolder:
    place = SiteFolder(tmp_path)
    tables = {"site.yaml": SITE | site, "authorities.yaml": AUTHORITIES, "columns.yaml": COLUMNS}
    place.write({name: yaml.safe_dump(table, allow_unicode=True) for name, table in tables.items()})
    return place


def papers(built: Built) -> list[str]:
    return sorted(path for path in built.tree if path.endswith(".pdf"))


def text(built: Built, path: str) -> str:
    pages = PdfReader(io.BytesIO(built.tree[path])).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def told(built: Built) -> list[str]:
    return [finding.message for finding in built.findings if finding.check == "plan-official-pdf"]


needs_fonts = pytest.mark.skipif(fonts() is None, reason="no font with Chinese characters is installed")


@needs_fonts
def test_a_document_of_a_column_that_asks_says_what_its_page_says(tmp_path: Path) -> None:
    place = folder(tmp_path, 公文PDF=["wj"])
    place.write(
        {
            "wj/2026/00001.md": item("附件: [清单.csv]\n"),
            "wj/2026/00001/清单.csv": "项目\n出生\n",
            "bm/2026/00002.md": item(number=2),
        }
    )
    built = place.build()
    assert papers(built) == ["wj/2026/00001.pdf"]
    said = text(built, "wj/2026/00001.pdf")
    parts = ("样政发〔2026〕1号", "各县区人民政府：", "一、总体要求", "按期完成全部事项", "出生四月", "附件：清单")
    places = [said.index(part) for part in (*parts, "样例市人民政府2026年3月5日")]
    assert places == sorted(places)
    assert re.sub(r"\s", "", TITLE) in said and "已废止" not in said
    assert "不是公文原件" in said and "/wj/2026/00001.html" in said
    assert 'href="/wj/2026/00001.pdf"' in built.text("wj/2026/00001.html")
    assert ".pdf" not in built.text("bm/2026/00002.html")


@needs_fonts
def test_what_is_not_shown_has_none_and_what_is_void_says_so(tmp_path: Path) -> None:
    place = folder(tmp_path, 公文PDF=["/wj/"])
    place.write(
        {
            "wj/2026/00001.md": item("状态: 草稿\n"),
            "wj/2026/00002.md": item("有效性: 废止\n废止日期: 2026-05-01\n", number=2),
            "wj/2026/00003.md": item("状态: 已撤回\n撤回: {日期: 2026-05-01, 原因: 内容有误}\n", number=3),
        }
    )
    built = place.build()
    assert papers(built) == ["wj/2026/00002.pdf"]
    assert text(built, "wj/2026/00002.pdf").index("本文件已废止") < 100


@needs_fonts
def test_unchanged_documents_are_not_set_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder(tmp_path, 公文PDF=["wj"])
    place.write({"wj/2026/00001.md": item(), "wj/2026/00002.md": item(number=2)})
    first = place.build()
    monkeypatch.setattr(typesetting.Press, "print", lambda *asked: pytest.fail("set again"))
    place.write({"bm/2026/00003.md": item(number=3)})
    place.build()
    monkeypatch.undo()
    place.write({"wj/2026/00002.md": item(number=2, title="样例市人民政府关于甲事的通知")})
    second = place.build()
    assert second.tree["wj/2026/00001.pdf"] == first.tree["wj/2026/00001.pdf"]
    assert second.tree["wj/2026/00002.pdf"] != first.tree["wj/2026/00002.pdf"]
    assert place.build_clean().tree == second.tree


@needs_fonts
def test_a_new_name_of_the_site_reaches_the_head_of_each(tmp_path: Path) -> None:
    place = folder(tmp_path, 公文PDF=["wj"])
    place.write({"wj/2026/00001.md": item()})
    place.build()
    place.write({"site.yaml": yaml.safe_dump(SITE | {"公文PDF": ["wj"], "网站名称": "新样例网"}, allow_unicode=True)})
    built = place.build()
    assert "新样例网" in text(built, "wj/2026/00001.pdf")
    assert place.build_clean().tree == built.tree


def test_a_column_that_is_none_is_told_with_the_nearest(tmp_path: Path) -> None:
    place = folder(tmp_path, 公文PDF=["wjj"])
    place.write({"wj/2026/00001.md": item()})
    built = place.build()
    assert papers(built) == [] and built.status == 1
    assert len(told(built)) == 1 and "“wjj”不存在" in told(built)[0] and "wj" in told(built)[0]


@pytest.mark.parametrize("site", [{}, {"公文PDF": ["wj"], "渠道": ["sitemap"]}])
def test_sites_that_ask_for_none_get_none(tmp_path: Path, site: dict[str, object]) -> None:
    place = folder(tmp_path, **site)
    place.write({"wj/2026/00001.md": item()})
    built = place.build()
    assert papers(built) == [] and ".pdf" not in built.text("wj/2026/00001.html")


def test_without_fonts_a_warning_and_no_boxes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder(tmp_path / "site", 公文PDF=["wj"])
    place.write({"wj/2026/00001.md": item()})
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "empty"))
    fonts.cache_clear()
    try:
        built = place.build()
    finally:
        monkeypatch.undo()
        fonts.cache_clear()
    assert papers(built) == [] and ".pdf" not in built.text("wj/2026/00001.html")
    assert told(built) == ["本机没有中文字体，公开文件没有生成公文版式的 PDF"] and built.status == 0


def test_titles_break_where_the_sense_does() -> None:
    assert title_lines("关于甲事的通知") == ["关于甲事的通知"]
    assert title_lines(TITLE) == ["样例市人民政府关于印发2026年度", "“一件事”重点事项清单的通知"]
    assert title_lines("样例市人民政府关于加强村级便民服务站建设的意见") == [
        "样例市人民政府关于",
        "加强村级便民服务站建设的意见",
    ]


@given(st.text("关于的甲乙“”《》2026A、", min_size=1, max_size=120))
def test_no_line_of_a_title_is_too_long_or_lost(title: str) -> None:
    lines = title_lines(title)
    assert "".join(lines) == title
    assert all(0 < len(line) <= TITLE_LINE for line in lines)
