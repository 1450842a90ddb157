"""What Markdown becomes: the dialect, headings, lists, tables, plain text."""

import pytest

from pipeline.body import Body, Heading, NoteCode, reference_body, render_body

ITEM = "zwgk/gzzj/2024/00017"


def html(text: str) -> str:
    body = render_body(text, ITEM)
    assert body == reference_body(text, ITEM)
    return body.html


def outline(text: str) -> list[tuple[int, str, str]]:
    body = render_body(text, ITEM)
    assert body == reference_body(text, ITEM)
    return [(heading.level, heading.id, heading.text) for heading in body.headings]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**（一）总则。**正文", "<strong>（一）总则。</strong>正文"),
        ("见**《条例》**的规定", "见<strong>《条例》</strong>的规定"),
        ("见**《条例》规定**执行", "见<strong>《条例》规定</strong>执行"),
        ("这是**重点**内容", "这是<strong>重点</strong>内容"),
        ("**时间：**5月1日", "<strong>时间：</strong>5月1日"),
        ("**“一网通办”**改革", "<strong>“一网通办”</strong>改革"),
        ("推进**（一件事）**落实，**全部。**", "推进<strong>（一件事）</strong>落实，<strong>全部。</strong>"),
        ("（**重点**）", "（<strong>重点</strong>）"),
        ("，**甲**，**乙**。", "，<strong>甲</strong>，<strong>乙</strong>。"),
        ("**见[文件](/a/b.html)。**完", '<strong>见<a href="/a/b.html">文件</a>。</strong>完'),
        ("**（一）村（**居）民", "<strong>（一）村（</strong>居）民"),
        ("开展**一、总则**学习", "开展<strong>一、总则</strong>学习"),
        ("**第一条　**为了公开", "<strong>第一条　</strong>为了公开"),
        ("*（一）总则。*正文", "<em>（一）总则。</em>正文"),
        ("*注：本表为初步数*", "<em>注：本表为初步数</em>"),
        ("见*《条例》*的规定", "见<em>《条例》</em>的规定"),
        ("***要紧***", "<strong><em>要紧</em></strong>"),
        ("**甲*乙* 丙**", "<strong>甲*乙* 丙</strong>"),
        ("**甲 *乙* 丙**", "<strong>甲 <em>乙</em> 丙</strong>"),
        ("_强调_ 与 __着重__", "<em>强调</em> 与 <strong>着重</strong>"),
    ],
)
def test_emphasis_beside_chinese_punctuation(written: str, shown: str) -> None:
    assert html(written) == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    "written",
    [
        "3 * 4 = 12，5 * 6 = 30",
        "3*4*5",
        "2**10**3",
        "长*宽*高",
        "电话138****1234和139****5678",
        "身份证号35*************123、44**************56",
        "张**、李**、王**",
        "张*、李*、王*",
        "张*明、李*华、王*国",
        "张**明、李**华",
        "张**（男）、李**（女），王**（男）",
        "张**和李**",
        "欧阳**（男，汉族），身份证号4301**********1234，法定代表人李**。",
        "姓名：____，电话：____。",
        "（__年__月__日）",
        "甲方：__，乙方：__。",
        "文件_2024_第1号",
        "收入* 支出*",
        "** 不是加粗 **",
    ],
)
def test_asterisks_and_underscores_that_are_text(written: str) -> None:
    assert html(written) == f"<p>{written}</p>"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("34. 甲\n35. 乙", '<ol start="34">\n<li>甲</li>\n<li>乙</li>\n</ol>'),
        ("1. 甲\n2. 乙", "<ol>\n<li>甲</li>\n<li>乙</li>\n</ol>"),
        ("1. 甲\n3. 乙", '<ol>\n<li value="1">甲</li>\n<li value="3">乙</li>\n</ol>'),
        ("7. 甲\n7. 乙", '<ol>\n<li value="7">甲</li>\n<li value="7">乙</li>\n</ol>'),
        ("5. 甲\n\n6. 乙", '<ol start="5">\n<li>\n<p>甲</p>\n</li>\n<li>\n<p>乙</p>\n</li>\n</ol>'),
        ("5. 甲\n\n正文\n\n6. 乙", '<ol start="5">\n<li>甲</li>\n</ol>\n<p>正文</p>\n<ol start="6">\n<li>乙</li>\n</ol>'),
        ("2. 甲\n    4. 子\n    5. 丑\n3. 乙", '<ol start="2">\n<li>甲<ol start="4">\n<li>子</li>\n<li>丑</li>\n</ol>\n</li>\n<li>乙</li>\n</ol>'),
        ("01. 甲", "<p>01. 甲</p>"),
        ("2024年. 甲", "<p>2024年. 甲</p>"),
        ("1.甲", "<p>1.甲</p>"),
        ("1．甲", "<p>1．甲</p>"),
        ("１. 甲", "<p>１. 甲</p>"),
        ("(1) 甲", "<p>(1) 甲</p>"),
        ("（1）甲", "<p>（1）甲</p>"),
        ("1、甲", "<p>1、甲</p>"),
    ],
)  # fmt: skip
def test_numbers_stay_as_written(written: str, shown: str) -> None:
    assert html(written) == shown


def test_levels_start_at_two_and_leave_no_gap() -> None:
    text = "# 甲\n\n正文\n\n### 乙\n\n正文\n\n## 丙\n\n正文\n\n# 丁\n\n正文"
    assert outline(text) == [
        (2, "section-1", "甲"),
        (3, "section-1-1", "乙"),
        (3, "section-1-2", "丙"),
        (2, "section-2", "丁"),
    ]


def test_outline_paragraphs_become_headings() -> None:
    text = "一、总体情况\n\n正文。\n\n（一）改革创新\n\n正文。\n\n（二）压实责任。全文\n\n二、存在的问题\n\n（一）热线\n\n正文。"
    assert outline(text) == [
        (2, "section-1", "一、总体情况"),
        (3, "section-1-1", "（一）改革创新"),
        (2, "section-2", "二、存在的问题"),
        (3, "section-2-1", "（一）热线"),
    ]
    assert "<p>（二）压实责任。全文</p>" in html(text)


@pytest.mark.parametrize("dot", [".", "．", "、"])
def test_the_third_level_is_a_heading_where_text_follows(dot: str) -> None:
    text = f"一、任务\n\n（一）改革\n\n1{dot}压实责任\n\n正文。\n\n**2{dot}加强保障**\n\n正文。\n\n二、要求\n\n正文。"
    assert outline(text) == [
        (2, "section-1", "一、任务"),
        (3, "section-1-1", "（一）改革"),
        (4, "section-1-1-1", f"1{dot}压实责任"),
        (4, "section-1-1-2", f"2{dot}加强保障"),
        (2, "section-2", "二、要求"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "一、材料\n\n1.身份证\n\n2.户口簿\n\n请带原件。",
        "一、材料\n\n请带：\n\n1.身份证\n\n2.户口簿",
        "一、材料\n\n1.身份证\n\n二、其他",
        "一、材料\n\n1. 身份证\n\n正文",
        "一、材料\n\n1.5万元以上\n\n正文",
        "一、材料\n\n2026.3月起\n\n正文",
        "一、材料\n\n请带\n1.身份证\n即可",
    ],
)
def test_entries_of_a_list_are_no_headings_of_the_third_level(text: str) -> None:
    assert [heading[2] for heading in outline(text)][:1] == ["一、材料"]
    assert not any(heading[2][0].isdigit() for heading in outline(text))


def test_outline_lines_inside_one_block() -> None:
    text = "各单位：\n一、总体情况\n2023年工作落实。\n二、问题\n还有不足。"
    assert [heading[2] for heading in outline(text)] == ["一、总体情况", "二、问题"]
    assert html(text).count("<p>") == 3


def test_a_wrapped_sentence_is_not_torn() -> None:
    assert outline("依照本办法第\n一、二款规定执行\n的，从其规定。") == []


def test_chapters_of_a_statute_and_bold_headings() -> None:
    text = "第一章 总则\n\n第一条　为了公开。\n\n**第二章　职责**\n\n第一节 一般规定\n\n第二条　本办法。"
    assert outline(text) == [
        (2, "section-1", "第一章 总则"),
        (2, "section-2", "第二章 职责"),
        (3, "section-2-1", "第一节 一般规定"),
    ]
    assert "<strong>" not in html(text)


def test_a_printed_contents_list_stays_a_list() -> None:
    text = "目录\n\n第一章 总则\n\n第二章 职责\n\n第三章 附则\n\n第一条　为了公开。\n\n一、听取报告\n\n二、审议草案\n\n三、其他"
    assert outline(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "一、总体情况。",
        "一、时间：5月1日",
        "一、" + "长" * 41,
        "（一）压实责任；",
        "第一章规定的内容",
        "一、甲|乙",
        "1.甲",
    ],
)
def test_lines_that_only_begin_like_headings(line: str) -> None:
    assert outline(f"{line}\n\n正文") == []


def test_outline_levels_follow_the_headers_around_them() -> None:
    text = "## 一、甲\n\n正文\n\n（一）子\n\n正文\n\n二、乙\n\n正文"
    assert [(level, name) for level, name, _ in outline(text)] == [
        (2, "section-1"),
        (3, "section-1-1"),
        (2, "section-2"),
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("#话题#政务公开", "<p>#话题#政务公开</p>"),
        ("##标题", '<h2 id="section-1">标题</h2>'),
        ("## 关于C#", '<h2 id="section-1">关于C#</h2>'),
        ("## 标题 ##", '<h2 id="section-1">标题</h2>'),
        ("正文\n-", "<p>正文\n-</p>"),
        ("    四格缩进的段落", "<p>四格缩进的段落</p>"),
        ("　　全角缩进", "<p>全角缩进</p>"),
        ("{{ 7*7 }} {% x %}", "<p>{{ 7*7 }} {% x %}</p>"),
        ("正文\n{注释}", "<p>正文\n{注释}</p>"),
        ("**甲**{乙}", "<p><strong>甲</strong>{乙}</p>"),
        ("<ABC公司>与x<5", "<p>&lt;ABC公司&gt;与x&lt;5</p>"),
        ("R&D；A&amp;B", "<p>R&amp;D；A&amp;B</p>"),
        ("甲\xa0乙", "<p>甲&nbsp;乙</p>"),
    ],
)
def test_text_that_must_not_vanish_or_change(written: str, shown: str) -> None:
    assert html(written) == shown


def test_tables() -> None:
    shown = html("| 项目 | 金额 |\n| --- | --: |\n| 甲 | 1 |\n| 乙 | 2 | 多 |")
    assert shown.startswith('<div class="table-wrap" tabindex="0" role="region" aria-label="表格"><table>\n<thead>')
    assert '<th scope="col">项目</th>\n<th class="align-right" scope="col">金额</th>' in shown
    assert '<td class="align-right">1</td>' in shown
    assert "<td>多</td>" in shown
    assert shown.endswith("</tbody>\n</table></div>")


def test_safe_html_tables_keep_their_spans() -> None:
    shown = html(
        '<table><caption>表</caption><tr><th scope="row" rowspan="2">甲</th><td colspan=2 align=right>乙</td></tr></table>'
    )
    for part in ("<caption>表</caption>", '<th scope="row" rowspan="2">', '<td colspan="2" class="align-right">'):
        assert part in shown


def test_footnote_ids_are_ours() -> None:
    body = render_body('甲[^说明]乙[^说明]\n\n[^说明]: 注释\n\n<p id="fn-1">x</p>', ITEM)
    assert '<sup id="fnref-1"><a href="#fn-1" class="footnote-ref">1</a></sup>' in body.html
    assert '<sup id="fnref2-1">' in body.html
    assert '<li id="fn-1">' in body.html
    assert '<p id="u-fn-1">' in body.html
    assert body.text.splitlines() == ["甲乙", "x", "注释"]


def test_what_definitions_take_from_the_page_is_told() -> None:
    text = "正文[甲][a]\n\n[a]: /x.html\n\n[说明]: 本表数据来源统计局\n\n[^1]: 一\n\n[^1]: 二\n\n脚注[^1]"
    notes = [(note.code, note.line, note.value, note.blocking) for note in render_body(text, ITEM, 10).notes]
    assert notes == [
        (NoteCode.UNUSED_REFERENCE, 14, "说明", False),
        (NoteCode.DUPLICATE_FOOTNOTE, 16, "1", True),
    ]


def test_a_link_defined_twice_is_told_where_it_matters() -> None:
    text = "见[甲][a]和[乙][b]。\n\n[a]: /x.html\n[a]: /y.html\n[b]: /z.html\n[b]: /z.html\n"
    notes = [(note.code, note.line, note.value, note.blocking) for note in render_body(text, ITEM, 10).notes]
    assert notes == [(NoteCode.DUPLICATE_REFERENCE, 12, "a", True)]


@pytest.mark.parametrize(
    ("open_end", "value"),
    [
        ("当a<b时，结果", "<b时，结果"),
        ("甲 <d", "<d"),
        ('甲 <b title="丙>乙</b>', '<b title="丙>乙</b>'),
        ("甲</b title=丙", "</b title=丙"),
        ("甲<!-- 乙", "<!-- 乙"),
        ("甲<![CDATA[ 乙", "<![CDATA[ 乙"),
        ("甲<?乙", "<?乙"),
        ("<i>甲</i> <b>乙</b> 丙<i ", "<i"),
    ],
)
def test_html_left_open_takes_what_follows_along_and_is_told(open_end: str, value: str) -> None:
    body = render_body(f"前文。\n\n<div>\n{open_end}\n\n后文\n", ITEM, 10)
    assert "后文" not in body.html
    (told,) = [note for note in body.notes if note.blocking]
    assert (told.code, told.line) == (NoteCode.HTML_UNFINISHED, 13) and told.value.strip() == value


@pytest.mark.parametrize("text", ["<div>\n当a<b时，结果\n</div>\n\n后文", "<p>甲 <b 乙>丙</b></p>\n"])
def test_text_taken_for_a_tag_is_told(text: str) -> None:
    assert [note.code for note in render_body(text, ITEM).notes if note.blocking] == [NoteCode.HTML_UNFINISHED]


@pytest.mark.parametrize(
    "text",
    [
        "<div>甲</div>\n\n乙",
        "<div>\n甲\n\n乙",
        "<table><tr><td>甲</table>\n\n乙",
        "甲<b>乙</b>丙",
        "<p>甲\n\n乙",
        "3<5，a<b，x<y>z。",
    ],
)
def test_html_that_ends_loses_nothing(text: str) -> None:
    body = render_body(text, ITEM)
    assert body.notes == () and all(sign in body.text for sign in text if sign in "甲乙丙，。")


def test_plain_text_has_one_line_a_block_and_no_markup() -> None:
    text = "## 标题\n\n**（一）甲。**见[文件](/a.html)，R&amp;D\n第二行\n\n- 一\n- 二\n\n| 项目 | 金额 |\n| - | - |\n| 甲 | 1 |"
    assert render_body(text, ITEM).text.split("\n") == [
        "标题",
        "（一）甲。见文件，R&D 第二行",
        "一",
        "二",
        "项目 金额",
        "甲 1",
    ]
    assert render_body("前半句\n后半句", ITEM).text == "前半句后半句"


def test_author_ids_are_prefixed() -> None:
    shown = html(
        '<div id="location">x</div>\n\n<a name="top">y</a>\n\n<p id="a b">z</p>\n\n## 甲 {: #jia }\n\n[见](#jia)'
    )
    for part in (
        '<div id="u-location">',
        '<a id="u-top">',
        "<p>z</p>",
        '<h2 id="section-1"><span id="u-jia"></span>甲</h2>',
        '<a href="#u-jia">',
    ):
        assert part in shown


def test_line_ends_and_blank_lines_in_any_form() -> None:
    expected = html("甲\n\n乙")
    for text in ("甲\r\n\r\n乙", "甲\r\r乙", "甲\n　\n乙", "甲\n \t\n乙", "\n\n甲\n\n\n\n乙\n\n"):
        assert html(text) == expected


def test_empty() -> None:
    for text in ("", "\n", "　\n\n \n"):
        assert render_body(text, ITEM) == Body("", (), (), "", ())
    assert render_body("## 甲", ITEM).headings == (Heading(2, "section-1", "甲"),)


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("第一行\n第二行", "<p>第一行第二行</p>"),
        ("第一行，\n  “第二行”", "<p>第一行，“第二行”</p>"),
        ("**第一行**\n第二行", "<p><strong>第一行</strong>第二行</p>"),
        ("第一行\n**第二行**", "<p>第一行<strong>第二行</strong></p>"),
        ("first line\nsecond", "<p>first line\nsecond</p>"),
        ("第一行\nsecond", "<p>第一行\nsecond</p>"),
        ("```\n第一行\n第二行\n```", "第一行\n第二行\n"),
        ("- 第一行\n  第二行", "<li>第一行第二行</li>"),
    ],
)
def test_a_line_end_between_chinese_characters_shows_no_gap(written: str, html: str) -> None:
    assert html in render_body(written, "a/b").html
    assert render_body(written, "a/b") == reference_body(written, "a/b")
