"""How the web editor reads and writes files, and what it lets in: our own scripts in Chromium, without Decap."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from pipeline.source import read_item_source
from pipeline.tables import read_tables
from pipeline.web_editor.bundle import PACKAGES, PAGES, PARTS, index, members
from pipeline.web_editor.config import Place, Platform, collections
from tests.fixtures import ROOT

pytestmark = pytest.mark.browser
SITE = "http://editor.test/"
STUB = """
window.CMS = {
  formats: {}, registerCustomFormat(name, _, format) { this.formats[name] = format; },
  getLocale: () => ({}), registerLocale() {}, init() {},
};
addEventListener("change", (event) => { window.got = [...event.target.files].map((one) => `${one.name} ${one.size}`); });
"""
CHANGED = """([texts, format, changes]) => texts.map((text) => {
  const { fromFile, toFile } = CMS.formats[format];
  const entry = fromFile(text);
  try { return toFile({ ...entry, ...changes }, Object.keys(changes)); } catch (fault) { return `${entry["标题"]}|${fault}`; }
})"""
HEADER = "标题: 甲\n发文机关: sf-gov\n发布时间: 2026-03-02 09:30\n"
BODY = '\n　　全角空格。\n硬换行  \n\\*a_b* # 〔2026〕 &nbsp;\n<table><td rowspan="2">\n\n1. 甲\n   - 乙\n\n---\n\n[^1]: 注\n\n\n'


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    package = next(package for package in PACKAGES if package.name == "js-yaml")
    if not (ROOT / ".cache" / package.file).is_file():
        pytest.skip("the packages of the web editor are not in .cache: see docs/web-editor.md")
    files = {name: (PAGES / name).read_bytes() for name in PARTS}
    files |= members(package, ROOT / ".cache" / package.file)
    files |= {"decap-cms.js": STUB.encode(), "": index(Place(Platform.LOCAL)).encode()}

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(SITE)
        kind = "text/javascript" if name else "text/html; charset=utf-8"
        route.fulfill(body=files[name], content_type=kind)

    found = browser.new_page()
    found.route("**/*", answer)
    found.goto(SITE)
    yield found
    found.close()


def saved(page: Page, text: str, format: str = "article", **changes: Any) -> str:
    return str(page.evaluate(CHANGED, [[text], f"gongkai-{format}", changes])[0])


def test_every_item_of_the_demonstration_comes_back_as_it_was(page: Page) -> None:
    seen = 0
    for one in collections(read_tables(ROOT / "content")):
        texts = [path.read_text(encoding="utf-8") for path in sorted(Path(ROOT, one["folder"]).glob("*/*.md"))]
        assert page.evaluate(CHANGED, [texts, one["format"], {}]) == texts, one["folder"]
        assert page.evaluate(CHANGED, [texts, one["format"], {"作者": "袁一一"}]) != texts or not texts
        seen += len(texts)
    assert seen > 200


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        f"# 顶上\n{HEADER}\n# 中间\n关键词:\n  - 甲  # 行尾\n  # 里面\n  - 乙\n# 末尾\n",
        f"关键词: ['甲, 乙', \"丙\"]\n{HEADER.replace(': ', '：')}",
        f'摘要: >\n  折叠\n  两行\n{HEADER}来源: |\n  # 不是备注\n  多行\n豁免:\n    "a b": c\n',
        f'{HEADER}"作者": 007\n附件:\n渠道: []\n不认得的: {{甲: [乙]}}\n',
        f"{HEADER}关键词: 单个\n面向: 企业\n附件: a.xlsx\n同时发布: xwzx/yw\n撤回: {{日期: 2026-03-02, 原因: 乙}}\n",
        f"{HEADER}更新日期: 2026年3月2日\n状态: 草搞\n法定公开: '15'\n",
    ],
)
@pytest.mark.parametrize("made", ["---\n{}---\n{}", "\ufeff---  \n{}--- \n{}", "---\r\n{}---\r\n{}"])
def test_what_was_not_changed_stays_letter_by_letter(page: Page, header: str, made: str) -> None:
    text = made.format(header, BODY)
    text = text.replace("\r\n", "\n").replace("\n", "\r\n") if "\r" in text else text
    assert saved(page, text) == text
    end = "\r\n" if "\r" in text else "\n"
    fence = text.rindex("---", 0, text.index("全角空格"))
    assert saved(page, text, 短标题="新的") == f"{text[:fence]}短标题: 新的{end}{text[fence:]}"


def test_a_changed_list_keeps_its_lines_and_comments(page: Page) -> None:
    text = f"---\n{HEADER}# 上\n关键词:\n- 甲\n# 里\n- 乙\n# 下\n审核:\n    责编: 袁一\n---\n正文\n"
    wanted = text.replace("关键词:\n- 甲\n# 里\n- 乙\n", "# 里\n关键词:\n- 甲\n- 丙\n").replace("袁一", "朱二")
    assert saved(page, text, 关键词=["甲", "丙"], 审核={"责编": "朱二"}) == wanted


def test_the_tables_of_a_report_stay_untouched(page: Page) -> None:
    text = f"---\n{HEADER}主动公开情况:\n  规章: {{制发: 1, 废止: 0, 现行有效: —}}\n  行政许可: 1,200\n年度: 2025\n---\n正文\n"
    assert saved(page, text, "annual_report", 年度="2026") == text.replace("2025", "2026")


def test_texts_that_yaml_would_take_for_something_else_are_quoted(page: Page) -> None:
    texts = {
        "作者": "007",
        "来源": "a: b #c",
        "摘要": "- 甲",
        "短标题": "~",
        "图片说明": '“甲”"乙"',
        "主题分类": "综合\\公开",
    }
    source = read_item_source("", saved(page, f"---\n{HEADER}---\n", 关键词=["甲, 乙", "[丙]"], **texts).encode())
    assert source.findings == []
    assert {key: source.header[key] for key in texts} == texts and source.header["关键词"] == ["甲, 乙", "[丙]"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"---\n{HEADER}---\n正\ufffd文\n", "UTF-8"),
        ("没有页头\n", "没有页头"),
        (f"---\n{HEADER}...\n正文\n", "没有结束"),
        (f"---\n{HEADER}标题: 乙\n---\n正文\n", "第 5 行"),
        (f"---\n{HEADER}作者: [甲, 乙]\n---\n正文\n", "“作者”"),
        (f"---\n{HEADER}审核: {{责编: [甲]}}\n---\n正文\n", "“审核”"),
        ("---\n{标题: 甲, 发文机关: sf-gov}\n---\n正文\n", "拆不开"),
        (f"---\n{HEADER}? 作者\n: 乙\n---\n正文\n", "拆不开"),
    ],
)
def test_what_a_form_would_damage_is_shown_and_never_saved(page: Page, text: str, told: str) -> None:
    title, fault = saved(page, text, 作者="袁一").split("|")
    assert told in title and "打不开" in title
    assert told in fault and "没有保存" in fault


@pytest.mark.parametrize(
    ("name", "raw", "got"),
    [
        ("市政府 大楼 Photo A.PNG", b"\x89PNG\r\n\x1a\n0", "photo-a.png"),
        ("附件1：名单 Final.XLSX", b"PK\x03\x04", "1-final.xlsx"),
        ("名单.csv", b"a,b\n", "file-"),
        ("2026.csv", b"a,b\n", "file-"),
        ("../../x.csv", b"c,d\n", "x.csv"),
        ("空.pdf", b"", "空文件"),
        ("假的.pdf", b"MZ", "内容不是 .pdf"),
        ("名单.csv", "姓名,金额\n".encode("gbk"), "CSV UTF-8"),
        ("data.csv", b"\xef\xbb\xbfa,b\n", "data.csv"),
        ("a.exe", b"MZ", "不收 .exe"),
        ("a.svg", b"<svg/>", "不收 .svg"),
        ("没有后缀", b"a", "不收"),
    ],
)
def test_files_are_looked_at_and_named(page: Page, name: str, raw: bytes, got: str) -> None:
    assert got in offered(page, name, raw)


def test_one_content_has_one_name(page: Page) -> None:
    first, again, other = (offered(page, *file) for file in (("甲.csv", b"1"), ("乙.csv", b"1"), ("甲.csv", b"2")))
    assert first == again != other


def test_files_come_in_the_form_of_an_item_only(page: Page) -> None:
    assert "条目的表单里" in offered(page, "a.csv", b"a", place="#/media")
    assert "不是图片" in offered(page, "a.csv", b"a", accept="image/*")


def test_a_picture_that_is_pasted_does_not_vanish_without_a_word(page: Page) -> None:
    pasted = """(text) => {
      const held = new DataTransfer();
      held.items.add(new File(["x"], "image.png", { type: "image/png" }));
      if (text) held.setData("text/plain", text);
      window.got = [];
      window.alert = (words) => window.got.push(words);
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
      return window.got.join();
    }"""
    assert "选择图片" in page.evaluate(pasted, "")
    assert page.evaluate(pasted, "从 Word 来的") == ""


def offered(page: Page, name: str, raw: bytes, place: str = "#/collections/a/new", accept: str = "") -> str:
    """The name and size under which Decap is given the file, or what the editor is told."""
    page.evaluate(
        "([place, accept]) => { location.hash = place; window.got = null;"
        "window.alert = (words) => { window.got = [words]; };"
        "document.body.innerHTML = `<input type=file accept=${JSON.stringify(accept)}>`; }",
        [place, accept],
    )
    page.set_input_files("input", {"name": name, "mimeType": "application/octet-stream", "buffer": raw})
    page.wait_for_function("window.got")
    return str(page.evaluate("window.got[0]"))
