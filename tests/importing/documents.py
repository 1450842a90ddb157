"""Word documents made for the purpose: what each holds is known, for this file wrote it."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from docx.enum.text import WD_BREAK
from PIL import Image

from tests.importing.word_parts import (
    abstract_of,
    again,
    link,
    new,
    numbered,
    numbering,
    put,
    refer,
    saved,
    with_notes,
)


@dataclass
class Sample:
    """`words`: everything a reader sees, piece by piece; `named`: the remarks there must be, and no others;
    `labels`: signs that Word counts, which the words lack; `pictures`: how many come along.
    """

    raw: bytes
    words: list[str]
    named: set[str] = field(default_factory=set)
    labels: str = ""
    pictures: int = 0
    notes: int = 0


SAMPLES: dict[str, Callable[[], Sample]] = {}


def sample(build: Callable[[], Sample]) -> Callable[[], Sample]:
    SAMPLES[build.__name__] = build
    return build


def picture(form: str = "PNG", colour: str = "red", size: int = 24) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(out, form)
    out.seek(0)
    return out


def written(document: Any, texts: list[str], style: str | None = None) -> list[str]:
    for text in texts:
        document.add_paragraph(text, style=style)
    return texts


@sample
def paragraphs() -> Sample:
    document = new()
    words = written(
        document, ["第一段，说明来由。", "第二段，说明办法。", "", "第三段，重复一次。", "第三段，重复一次。"]
    )
    return Sample(saved(document), words)


@sample
def headings_by_style() -> Sample:
    document = new()
    words = []
    for level in (1, 2, 3, 4, 2, 1):
        document.add_heading(f"第{level}层的标题", level)
        words.append(f"第{level}层的标题")
        words += written(document, [f"{level} 层标题下的文字。"])
    return Sample(saved(document), words)


@sample
def outline_in_the_text() -> Sample:
    document = new()
    texts = [
        "一、总体要求",
        "（一）指导思想",
        "坚持统筹推进。",
        "1.基本原则",
        "坚持因地制宜。",
        "（1）分级负责，",
        "（2）协同配合。",
    ]
    words = written(document, [*texts, "二、主要任务", "任务分解见附件。"])
    return Sample(saved(document), words)


@sample
def outline_counted_by_word() -> Sample:
    document = new()
    number = numbering(document, [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3．")])
    words = []
    for depth, text in (
        (0, "总体要求"),
        (1, "指导思想"),
        (2, "坚持统筹"),
        (2, "坚持协同"),
        (1, "基本原则"),
        (0, "组织实施"),
    ):
        numbered(document.add_paragraph(text), number, depth)
        words.append(text)
    return Sample(saved(document), words, labels="一、（一）1．2．（二）二、")


@sample
def headings_counted_by_word() -> Sample:
    document = new()
    number = numbering(document, [("chineseCounting", "第%1章"), ("decimal", "%1.%2")])
    words = []
    for level, text in ((1, "总则"), (2, "目的"), (2, "依据"), (1, "附则")):
        numbered(document.add_heading(text, level), number, level - 1)
        words += [text, *written(document, [f"{text}的正文。"])]
    return Sample(saved(document), words, labels="第一章一.1一.2第二章")


@sample
def list_that_starts_late_and_again() -> Sample:
    document = new()
    first = numbering(document, [("decimal", "%1.")], start=5)
    words = [numbered(document.add_paragraph(f"先办的事项{n}"), first).text for n in range(3)]
    words += written(document, ["中间隔着一段话。"])
    words += [numbered(document.add_paragraph(f"接着办的事项{n}"), first).text for n in range(2)]
    words += written(document, ["又隔着一段话。"])
    second = again(document, abstract_of(document, first), start=1)
    words += [numbered(document.add_paragraph(f"重新编号的事项{n}"), second).text for n in range(2)]
    return Sample(saved(document), words)


@sample
def letters_and_circles() -> Sample:
    document = new()
    words = []
    for form, text in (
        ("upperLetter", "%1)"),
        ("decimalEnclosedCircle", "%1"),
        ("lowerRoman", "%1)"),
        ("ideographTraditional", "%1、"),
    ):
        number = numbering(document, [(form, text)])
        words += [numbered(document.add_paragraph(f"{form}的一项{n}"), number).text for n in (1, 2)]
    return Sample(saved(document), words, labels="A)B)①②i)ii)甲、乙、")


@sample
def bullets_and_numbers_within() -> Sample:
    document = new()
    number = numbering(document, [("bullet", "●"), ("decimal", "%2."), ("bullet", "○")])
    words = []
    for depth, text in ((0, "外层甲"), (1, "内层一"), (1, "内层二"), (2, "最里层"), (0, "外层乙"), (1, "内层另起")):
        words.append(numbered(document.add_paragraph(text), number, depth).text)
    return Sample(saved(document), words)


@sample
def table_of_figures() -> Sample:
    document = new()
    table = document.add_table(4, 3)
    words = []
    for row in range(4):
        for column in range(3):
            table.cell(row, column).text = "合格" if row else f"表头{column}"
            words.append(table.cell(row, column).text)
    table.cell(3, 1).text = "a|b * c"
    words[10] = "a|b * c"
    return Sample(saved(document), words)


@sample
def table_with_merged_cells() -> Sample:
    document = new()
    table = document.add_table(4, 4)
    words = {}
    for row in range(4):
        for column in range(4):
            words[row, column] = f"格{row}{column}"
            table.cell(row, column).text = words[row, column]
    for first, last in (((0, 1), (0, 3)), ((1, 0), (3, 0)), ((2, 2), (3, 3))):
        text = table.cell(*first).text
        merged = table.cell(*first).merge(table.cell(*last))
        for place in [place for place in words if first[0] <= place[0] <= last[0] and first[1] <= place[1] <= last[1]]:
            del words[place]
        merged.text = text
        words[first] = text
    return Sample(saved(document), list(words.values()))


@sample
def table_within_a_table() -> Sample:
    document = new()
    outer = document.add_table(2, 2)
    words = []
    for row in range(2):
        for column in range(2):
            outer.cell(row, column).text = f"外{row}{column}"
            words.append(f"外{row}{column}")
    inner = outer.cell(1, 1).add_table(2, 2)
    for row in range(2):
        for column in range(2):
            inner.cell(row, column).text = f"内{row}{column}"
            words.append(f"内{row}{column}")
    return Sample(saved(document), words, {"nested-table"})


@sample
def lists_and_paragraphs_in_cells() -> Sample:
    document = new()
    table = document.add_table(2, 2)
    number = numbering(document, [("decimal", "%1.")], start=3)
    words = ["项目", "要求", "材料"]
    for place, text in zip(((0, 0), (0, 1), (1, 0)), words, strict=True):
        table.cell(*place).text = text
    cell = table.cell(1, 1)
    cell.text = "须提交："
    words.append("须提交：")
    words += [numbered(cell.add_paragraph(f"材料之{n}"), number).text for n in range(2)]
    cell.add_paragraph("第一行").add_run().add_break()
    cell.paragraphs[-1].add_run("第二行")
    return Sample(saved(document), [*words, "第一行", "第二行"])


@sample
def pictures() -> Sample:
    document = new()
    words = written(document, ["图一之前。"])
    document.add_picture(picture())
    document.add_picture(picture("JPEG", "blue"))
    document.add_picture(picture())
    document.add_picture(picture("BMP", "green"))
    document.inline_shapes[1]._inline.docPr.set("descr", "蓝色的[方块]")
    words += written(document, ["图四之后。"])
    return Sample(saved(document), words, {"picture-text"}, pictures=3)


@sample
def picture_in_a_cell_and_a_heading() -> Sample:
    document = new()
    table = document.add_table(2, 2)
    for row in range(2):
        for column in range(2):
            table.cell(row, column).text = f"图{row}{column}"
    table.cell(1, 1).paragraphs[0].add_run().add_picture(picture())
    document.add_heading("带图的标题", 1).add_run().add_picture(picture(colour="blue"))
    words = [f"图{row}{column}" for row in range(2) for column in range(2)]
    return Sample(saved(document), [*words, "带图的标题", "文字。"][:5], {"picture-text"}, pictures=2)


@sample
def pictures_that_no_page_shows() -> Sample:
    document = new()
    words = written(document, ["矢量图之前。"])
    document.add_picture(picture())
    raw = saved(document).replace(b"image/png", b"image/x-emf")
    return Sample(_with_bytes(raw, "word/media/image1.png", b"\x01\x00\x00\x00EMF"), words, {"picture-type"})


def _with_bytes(raw: bytes, name: str, content: bytes) -> bytes:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            target.writestr(info.filename, content if info.filename == name else source.read(info))
    return out.getvalue()


@sample
def footnotes_and_endnotes() -> Sample:
    document = new()
    first = document.add_paragraph("依据有关规定")
    refer(first, "footnote", 2)
    first.add_run("制定本办法")
    refer(first, "footnote", 3)
    refer(document.add_paragraph("数据截至上年末"), "endnote", 2)
    raw = with_notes(saved(document), "footnotes", {2: "见《条例》第一条。", 3: "经第3次常务会议审议。"})
    raw = with_notes(raw, "endnotes", {2: "统计口径与上年相同。"})
    words = [
        "依据有关规定制定本办法",
        "数据截至上年末",
        "见《条例》第一条。",
        "经第3次常务会议审议。",
        "统计口径与上年相同。",
    ]
    return Sample(raw, words, notes=3)


@sample
def footnote_in_a_merged_table() -> Sample:
    document = new()
    table = document.add_table(2, 2)
    merged = table.cell(0, 0).merge(table.cell(0, 1))
    merged.text = "合计"
    refer(merged.paragraphs[0], "footnote", 2)
    table.cell(1, 0).text, table.cell(1, 1).text = "甲项", "乙项"
    raw = with_notes(saved(document), "footnotes", {2: "含上年结转。"})
    return Sample(raw, ["合计", "甲项", "乙项", "含上年结转。"], {"note-in-table"}, labels="[1]")


@sample
def links() -> Sample:
    document = new()
    paragraph = document.add_paragraph("详见")
    link(paragraph, "https://www.gov.cn/zhengce/a%20b.htm?x=(1)", "中国政府网")
    link(paragraph, "mailto:office@example.gov.cn", "邮箱")
    link(paragraph, "file:///C:/内部.docx", "本机的文件")
    link(paragraph, "http://10.1.2.3/x", "内网的页面")
    put(paragraph, '<w:hyperlink w:anchor="_Toc1"><w:r><w:t>本文第一章</w:t></w:r></w:hyperlink>')
    return Sample(
        saved(document), ["详见中国政府网邮箱本机的文件内网的页面本文第一章"], {"link-refused", "attachment-missing"}
    )


@sample
def text_boxes() -> Sample:
    document = new()
    words = written(document, ["文本框之前。"])
    paragraph = document.add_paragraph("挂着文本框的段落。")
    box = "<w:txbxContent><w:p><w:r><w:t>框里第一段</w:t></w:r></w:p><w:p><w:r><w:t>框里第二段</w:t></w:r></w:p></w:txbxContent>"
    put(
        paragraph,
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><a:graphic><a:graphicData "
        "uri='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'><wps:wsp><wps:txbx>"
        f"{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:rect><v:textbox>{box}</v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
    )
    put(
        document.add_paragraph("旧式的文本框。"),
        "<w:r><w:pict><v:rect><v:textbox><w:txbxContent><w:p><w:r><w:t>旧框文字</w:t></w:r></w:p></w:txbxContent></v:textbox></v:rect></w:pict></w:r>",
    )
    words += ["挂着文本框的段落。", "框里第一段", "框里第二段", "旧式的文本框。", "旧框文字"]
    return Sample(saved(document), words, {"text-box"})


@sample
def headers_and_footers() -> Sample:
    document = new()
    words = written(document, ["正文只有一段。"])
    section = document.sections[0]
    section.header.paragraphs[0].text = "内部编号 2026 第 7 期"
    section.footer.paragraphs[0].text = "第 1 页"
    return Sample(saved(document), [*words, "内部编号 2026 第 7 期", "第 1 页"], {"lost-beside"})


@sample
def list_of_contents() -> Sample:
    document = new()
    document.styles.add_style("toc 1", 1)
    written(document, ["一、总体要求\t1", "二、主要任务\t3"], "toc 1")
    document.add_heading("一、总体要求", 1)
    document.add_paragraph("要求如下。")
    document.add_heading("二、主要任务", 1)
    return Sample(saved(document), ["一、总体要求", "要求如下。", "二、主要任务"], {"contents"})


@sample
def formulas() -> Sample:
    document = new()
    paragraph = document.add_paragraph("增长率按")
    put(
        paragraph,
        "<m:oMath><m:r><m:t>r=</m:t></m:r><m:f><m:num><m:r><m:t>b-a</m:t></m:r></m:num><m:den><m:r><m:t>a</m:t></m:r></m:den></m:f></m:oMath>",
    )
    put(paragraph, "<w:r><w:t>计算。</w:t></w:r>")
    return Sample(saved(document), ["增长率按r=(b-a)/a计算。"], {"formula"})


@sample
def hidden_text() -> Sample:
    document = new()
    paragraph = document.add_paragraph("看得见的话")
    put(paragraph, "<w:r><w:rPr><w:vanish/></w:rPr><w:t>不该出现的批示</w:t></w:r><w:r><w:t>继续。</w:t></w:r>")
    return Sample(saved(document), ["看得见的话继续。"], {"hidden"})


@sample
def signs_of_markdown() -> Sample:
    document = new()
    texts = [
        "# 不是标题", "- 不是列表", "+ 也不是", "> 不是引文", "1. 一位数的点", "2026. 年份的点", "===", "---", "~~~",
        "**不是加粗** 与 *不是斜体* 和 __下划线__、____空白____", "[不是链接](http://a.example) 和 ![不是图](a.png)",
        "[^1] 不是脚注，[标记]: 也不是定义", "`不是代码` 和 <b>不是标签</b> 和 &lt;也不是",
        "反斜杠 \\* 和 {#不是属性}", "张*，李**，王*", "| 不 | 是 | 表 |", "<!-- 不是注释 -->", "末尾的井号 #",
    ]  # fmt: skip
    words = written(document, texts)
    document.add_heading("标题里的 * 和 # 号 C#", 1)
    return Sample(saved(document), [*words, "标题里的 * 和 # 号 C#"])


@sample
def runs_with_styles() -> Sample:
    document = new()
    paragraph = document.add_paragraph("普通")
    for text, style in (("加", "bold"), ("粗。", "bold"), ("倾斜", "italic"), (" 空格 ", "bold"), ("删去", "strike")):
        run = paragraph.add_run(text)
        setattr(run.font, style, True)
    paragraph.add_run("平方米")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run("下标")
    paragraph.add_run("n").font.subscript = True
    paragraph.add_run("，完。")
    return Sample(saved(document), ["普通加粗。倾斜 空格 删去平方米2下标n，完。"])


@sample
def breaks_and_hyphens() -> Sample:
    document = new()
    paragraph = document.add_paragraph("第一行")
    paragraph.add_run().add_break()
    paragraph.add_run("第二行\t制表符后")
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    paragraph.add_run("换页后")
    put(paragraph, "<w:r><w:t>电话0380</w:t><w:noBreakHyphen/><w:t>1234</w:t></w:r>")
    return Sample(saved(document), ["第一行", "第二行", "制表符后", "换页后电话0380"])


@sample
def wrapped_parts() -> Sample:
    document = new()
    paragraph = document.add_paragraph("域：")
    put(paragraph, '<w:fldSimple w:instr=" DATE "><w:r><w:t>域的结果</w:t></w:r></w:fldSimple>')
    put(paragraph, "<w:smartTag><w:r><w:t>智能标记</w:t></w:r></w:smartTag>")
    put(paragraph, "<w:sdt><w:sdtContent><w:r><w:t>控件文字</w:t></w:r></w:sdtContent></w:sdt>")
    put(
        paragraph,
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>复杂域</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>",
    )
    return Sample(saved(document), ["域：域的结果智能标记控件文字复杂域"])


@sample
def readings_above_characters() -> Sample:
    document = new()
    paragraph = document.add_paragraph("生僻字")
    put(
        paragraph,
        "<w:r><w:ruby><w:rt><w:r><w:t>yǎn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>龑</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>读如此。</w:t></w:r>",
    )
    return Sample(saved(document), ["生僻字龑读如此。"], {"ruby"})


@sample
def signs_nobody_sees() -> Sample:
    document = new()
    words = written(document, ["零宽\u200b空格", "方向\u202e标记", "专用区字\ue123"])
    return Sample(
        saved(document), [text.replace("\u200b", "").replace("\u202e", "") for text in words], {"characters", "private"}
    )


@sample
def official_document() -> Sample:
    document = new()
    texts = [
        "小城人民政府文件", "小政发〔2026〕7号", "小城人民政府关于做好防汛工作的通知", "各乡镇人民政府，市直各单位：",
        "为做好今年防汛工作，现通知如下。", "一、压实责任", "各单位主要负责人负总责。", "二、加强值守",
        "实行二十四小时值班。", "附件：防汛物资清单", "小城人民政府", "2026年5月20日", "（此件公开发布）",
    ]  # fmt: skip
    words = written(document, texts)
    return Sample(saved(document), words)


@sample
def title_in_its_style_on_two_lines() -> Sample:
    document = new()
    words = written(document, ["小城教育局", "关于公布中小学开学时间的公告"], "Title")
    words += written(document, ["现将有关事项公告如下。", "小城教育局", "二〇二六年八月十八日"])
    return Sample(saved(document), words)


@sample
def table_of_labels() -> Sample:
    document = new()
    cells = [
        ["索 引 号", "11990900MB0F00012Y/2026-00031", "主题分类", "综合政务、政务公开"],
        ["发布机构", "小城人民政府", "成文日期", "2026年03月02日"],
        ["标　　题", "关于印发示范办法的通知", "发文字号", "小政发〔2026〕3号"],
        ["有效性", "有效", "关键词", "示范，办法"],
    ]
    table = document.add_table(4, 4)
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    words = written(document, ["关于印发示范办法的通知", "现将示范办法印发给你们。", "2026年3月2日"])
    values = [text for texts in cells for text in (texts[1], texts[3])]
    kept = [text for text in values if not {"月", "、", "，", "府"} & set(text)]
    return Sample(saved(document), [*kept, *words[1:]])


@sample
def statute() -> Sample:
    document = new()
    texts = [
        "小城烟花管理办法",
        "第一章 总则",
        "第一条 为了加强管理，制定本办法。",
        "第二条 本办法适用于本市。",
        "第二章 附则",
        "第三条 自2027年1月1日起施行。",
    ]
    words = written(document, texts)
    return Sample(saved(document), words)


@sample
def very_long() -> Sample:
    document = new()
    words = []
    for number in range(1, 301):
        words += written(document, [f"第{number}项工作由第{number % 7}组负责，月底前完成。", "完成。"])
    return Sample(saved(document), words)
