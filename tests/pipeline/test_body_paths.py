"""The fast path gives the very bytes of the reference path, or gives up."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.body import reference_body, render_body
from pipeline.markdown_dialect import dialect
from pipeline.markdown_fast import fast_body
from pipeline.markdown_parts import prepare

ITEM = "zwgk/gzzj/2024/00017"

_PIECES = [
    "政府信息公开", "武江区", "张**", "李*", "138****1234", "第", "条", "一、", "（一）", "(二)", "第一章 ", "第二节　", "总则", "。", "，", "、", "：", "；", "！",
    "？", "《条例》", "“放管服”", "（见附件）", "*", "**", "***", "****", "_", "__", "____", "[", "]", "(", ")", "](", "<", ">", "&", "&amp;", "\\", "`", "!", "#",
    "# ", "## ", "### ", "####", "- ", "+ ", "* ", "1. ", "34. ", "3. ", "01. ", "1.", "1．", "（1）", "> ", "|", " | ", "| --- | --- |", "|:-:|--:|", "---", "===", "***\n",
    "\n", "\n\n", "\n\n\n", " ", "  ", "   ", "    ", "　", "　　", "\t", "\xa0", "\r\n", "  \n", "{", "}", "{{ x }}", "{: #a }", "~~~", "```", "[^1]", "[^1]: ", "[a]: ", "]:",
    "[文件](/zwgk/00001.html)", "[表](表.xlsx)", "[号](索引号:A1/2024-1)", "[外](https://www.gov.cn/a?b=1)", "[x](#x)", "[x](javascript:a)", "[栏](/x/y/)", "![图](图.png)",
    "<b>", "</b>", "<br>", "<script>", "<!--", "<ABC>", "<http://a.cn>", "a", "R&D", "x < 5", "3 * 4", "3*4*5", "**重点**", "**（一）总则。**", "**一、总则**", "*注：*", "\u200b", "\u2028", "𠮷", "é", "\x1f", "'", '"',
]  # fmt: skip
_LINES = [
    "一、总体情况", "（一）改革创新", "1.压实责任", "2．加强保障", "3、督促检查", "（二）压实责任。推动工作", "第一章 总则", "**二、工作**", "2023年，在市委的坚强领导下，工作落实。", "正文[链接](/a/b.html)**加粗。**正文", "## 标题", "### 一、标题",
    "- 甲", "- 乙**丙**", "1. 甲", "2. 乙", "3. 丙", "7. 丁", "| 项目 | 金额 |", "| --- | --: |", "| 甲 | 1 |", "| 乙 | 2 | 3 |", "| 丙 |", "", "", "", "　　缩进的段落", "    四格缩进", "> 引用", "姓名：____ 电话：____",
]  # fmt: skip

_noise = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)
_pages = st.lists(
    st.sampled_from(_LINES) | st.lists(st.sampled_from(_PIECES), max_size=6).map("".join), max_size=16
).map("\n".join)
_any_text = st.text(st.characters(codec="utf-8") | st.sampled_from("*_[]()<>&\\`|#-\n \t"), max_size=60)
_texts = _noise | _pages | _any_text


@settings(max_examples=1500, deadline=None)
@given(_texts)
@example("**一、x **\n\n正文")
@example("[a\nb]: c")
@example("x<张三@y> 1")
@example("正文\n" + "- " * 30 + "x")
@example("    " * 30 + "- x")
@example("- x\n\n    y")
def test_what_the_fast_path_takes_equals_the_reference(text: str) -> None:
    fast = fast_body(prepare(text), ITEM, 5)
    if fast is not None:
        assert fast == reference_body(text, ITEM, 5)


@settings(max_examples=300, deadline=None)
@given(_pages)
@example("## 标题**甲、总则**- 乙**丙**\n\n**甲**[乙](/x.html)**丙** **丁**")
def test_rendering_has_no_memory(text: str) -> None:
    before = reference_body(text, ITEM)
    reference_body("**x[^1]** [a]\n\n[^1]: y\n\n[a]: /b.html\n\n<div>", ITEM)
    assert reference_body(text, ITEM) == before == reference_body(text, ITEM)
    dialect.cache_clear()
    assert reference_body(text, ITEM) == before
    assert render_body(text, ITEM) == before


@pytest.mark.parametrize("mark", ["&#x;", "&#", "&#_", "&#;", "三&#__!", "&#X", "&#一"])
def test_what_only_begins_like_a_character_reference_loses_and_doubles_nothing(mark: str) -> None:
    text = f"前{mark}中\n\n<table>\n<tr><td>表一</td></tr>\n<tr><td>表二</td></tr>\n</table>\n\n<div>块</div>\n\n`码{mark}`后\n"
    body = render_body(text, "a/b")
    assert body.text == f"前{mark}中\n表一\n表二\n块\n码{mark}后"
    assert body.html.count("块") == 1 and not body.notes
