"""More Word documents made for the purpose: what Word, WPS and office systems write that few libraries read."""

from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part

from tests.importing.documents import SAMPLES, Sample, sample, written
from tests.importing.word_parts import new, put, refer, saved, with_notes

__all__ = ["SAMPLES"]


def behind(document: Any, xml: str) -> None:
    """Blocks at the end of the body, before its section."""
    holder = document.add_paragraph()
    put(holder, xml)
    for part in list(holder._p):
        holder._p.addprevious(part)
    holder._p.getparent().remove(holder._p)


def field(code: str, result: str | None = None, data: str = "") -> str:
    shown = f"<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>{result}</w:t></w:r>" if result else ""
    return (
        f"<w:r><w:fldChar w:fldCharType='begin'>{data}</w:fldChar></w:r><w:r><w:instrText>{code}</w:instrText></w:r>"
        f"{shown}<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )


@sample
def boxes_to_tick() -> Sample:
    document = new()
    paragraph = document.add_paragraph("意见：")
    w14 = "xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml'"
    ticked = f"<w:sdtPr><w14:checkbox {w14}><w14:checked w14:val='1'/></w14:checkbox></w:sdtPr>"
    sign = "<w:r><w:sym w:font='Wingdings 2' w:char='F052'/></w:r>"
    put(paragraph, f"<w:sdt>{ticked}<w:sdtContent>{sign}</w:sdtContent></w:sdt><w:r><w:t>同意</w:t></w:r>")
    put(paragraph, field(" FORMCHECKBOX ", data="<w:ffData><w:checkBox><w:default w:val='0'/></w:checkBox></w:ffData>"))
    put(paragraph, "<w:r><w:t>不同意</w:t></w:r>")
    listed = "<w:result w:val='1'/><w:listEntry w:val='甲类'/><w:listEntry w:val='乙类'/>"
    put(paragraph, field(" FORMDROPDOWN ", data=f"<w:ffData><w:ddList>{listed}</w:ddList></w:ffData>"))
    return Sample(saved(document), ["意见：☑同意☐不同意乙类"])


@sample
def letters_in_fonts_of_signs() -> Sample:
    document = new()
    paragraph = document.add_paragraph("选择：")
    for letter in ("\u00fe", "\uf0a8"):
        run = paragraph.add_run(letter)
        run.font.name = "Wingdings"
        paragraph.add_run("一项；")
    put(paragraph, "<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r><w:r><w:t>办结</w:t></w:r>")
    return Sample(saved(document), ["选择：\u2611一项；\u25a1一项；\u2713办结"])


@sample
def links_in_fields() -> Sample:
    document = new()
    paragraph = document.add_paragraph("详见")
    put(
        paragraph,
        field(' HYPERLINK "https://www.gov.cn/zhengce/" \\l "a" \\o "点击，查看" \\t "_blank" ', "中国政府网"),
    )
    put(paragraph, field(" HYPERLINK https://www.gov.cn/x.htm ", "又一页"))
    return Sample(saved(document), ["详见中国政府网又一页"])


@sample
def formulas_of_the_old_kind() -> Sample:
    document = new()
    paragraph = document.add_paragraph("第")
    put(paragraph, field(" EQ \\o\\ac(○,3) ") + "<w:r><w:t>项，</w:t></w:r>" + field(" eq \\o\\ac(○,甲)"))
    put(
        paragraph,
        field(' EQ \\* jc2 \\* "Font:宋体" \\* hps10 \\o\\ad(\\s\\up 9(gǔn),绲) ') + "<w:r><w:t>，</w:t></w:r>",
    )
    put(paragraph, field(" EQ \\f(1,2) "))
    return Sample(saved(document), ["第③项，(甲)绲，1/2"], {"ruby", "formula"})


@sample
def formulas_of_every_shape() -> Sample:
    document = new()
    r = "<m:r><m:t>{}</m:t></m:r>".format
    total = f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{r('i=1')}</m:sub><m:sup>{r('n')}</m:sup><m:e>{{}}</m:e></m:nary>"
    square = f"<m:sSup><m:e>{r('x')}</m:e><m:sup>{r('2')}</m:sup></m:sSup>"
    root = f"<m:rad><m:deg/><m:e>{r('a+b')}</m:e></m:rad>"
    braced = (
        f"<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e>{r('c')}</m:e><m:e>{r('d')}</m:e></m:d>"
    )
    put(document.add_paragraph("式中"), f"<m:oMath>{total.format(square)}{root}{braced}</m:oMath>")
    table = f"<m:m><m:mr><m:e>{r('1')}</m:e><m:e>{r('0')}</m:e></m:mr><m:mr><m:e>{r('0')}</m:e><m:e>{r('1')}</m:e></m:mr></m:m>"
    put(document.add_paragraph(""), f"<m:oMathPara><m:oMath>{table}</m:oMath></m:oMathPara>")
    return Sample(saved(document), ["式中∑_(i=1)ⁿx²√(a+b)[c|d]", "[1, 0; 0, 1]"], {"formula"})


@sample
def diagrams_and_charts() -> Sample:
    document = new()
    words = written(document, ["流程如下："])
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    a = f"xmlns:a='{drawing}/main'"
    steps = "".join(f"<a:p {a}><a:r><a:t>{text}</a:t></a:r></a:p>" for text in ("群众提交", "窗口受理"))
    diagram = related(document, "diagramData", f"<x>{steps}</x>")
    chart = related(document, "chart", f"<x><a:p {a}><a:r><a:t>各年办件量</a:t></a:r></a:p><v>12</v></x>")
    for kind, inner in (
        ("diagram", f"<d:relIds xmlns:d='{drawing}/diagram' r:dm='{diagram}'/>"),
        ("chart", f"<c:chart xmlns:c='{drawing}/chart' r:id='{chart}'/>"),
    ):
        data = f"<a:graphic><a:graphicData uri='{drawing}/{kind}'>{inner}</a:graphicData></a:graphic>"
        put(document.add_paragraph(), f"<w:r><w:drawing><wp:inline>{data}</wp:inline></w:drawing></w:r>")
    return Sample(saved(document), [*words, "群众提交", "窗口受理", "各年办件量"][:3], {"diagram", "chart"})


def related(document: Any, kind: str, xml: str) -> str:
    """A part of its own, and what the text calls it."""
    form = f"application/vnd.openxmlformats-officedocument.drawingml.{kind}+xml"
    part = Part(PackURI(f"/word/{kind}1.xml"), form, xml.encode(), document.part.package)
    return str(
        document.part.relate_to(part, f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}")
    )


@sample
def ornamental_lettering() -> Sample:
    document = new()
    put(
        document.add_paragraph(),
        "<w:r><w:pict><v:shape><v:textpath string='安全生产月倡议书'/></v:shape></w:pict></w:r>",
    )
    return Sample(saved(document), ["安全生产月倡议书", *written(document, [])], {"lettering"})


@sample
def notes_with_more_than_text() -> Sample:
    document = new()
    refer(document.add_paragraph("依据有关规定"), "footnote", 2)
    inner = (
        '见</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>内部批示</w:t></w:r><w:fldSimple w:instr=" REF a ">'
        "<w:r><w:t>第五条</w:t></w:r></w:fldSimple><w:r><w:object/></w:r><w:r><w:t>。"
    )
    raw = with_notes(saved(document), "footnotes", {2: inner})
    return Sample(raw, ["依据有关规定", "见第五条。"], {"hidden", "object"}, notes=1)


@sample
def rows_that_begin_late() -> Sample:
    document = new()
    cell = "<w:tc>{}<w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>".format
    rows = (
        cell("", "项目") + cell("", "上年") + cell("", "本年"),
        "<w:trPr><w:gridBefore w:val='1'/></w:trPr>" + cell("", "十二") + cell("", "十三"),
        cell("", "合计") + cell("<w:tcPr><w:hMerge w:val='restart'/></w:tcPr>", "二十五")
        + "<w:tc><w:tcPr><w:hMerge/></w:tcPr><w:p/></w:tc>",
    )  # fmt: skip
    behind(document, f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>")
    return Sample(saved(document), ["项目", "上年", "本年", "十二", "十三", "合计", "二十五"])


@sample
def blocks_within_controls() -> Sample:
    document = new()
    line = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>".format
    behind(document, f"<w:sdt><w:sdtContent>{line('控件里的一段。')}</w:sdtContent></w:sdt>")
    cells = f"<w:tc>{line('普通格')}</w:tc><w:sdt><w:sdtContent><w:tc>{line('控件格')}</w:tc></w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtContent><w:tr><w:tc>{line('甲')}</w:tc><w:tc>{line('乙')}</w:tc></w:tr></w:sdtContent></w:sdt>"
    behind(document, f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cells}</w:tr>{row}</w:tbl>")
    return Sample(saved(document), ["控件里的一段。", "普通格", "控件格", "甲", "乙"])


@sample
def headings_by_bold_letters() -> Sample:
    document = new()
    words = []
    for text in ("一、总体要求", "编制目的"):
        document.add_paragraph().add_run(text).bold = True
        words += [text, *written(document, ["为做好工作，制定本预案。"])]
    return Sample(saved(document), words, {"bold-lines"})


@sample
def breaks_of_other_kinds() -> Sample:
    document = new()
    put(
        document.add_paragraph("第一行"),
        "<w:r><w:cr/><w:t>第二行</w:t><w:ptab/><w:t>靠右，长</w:t><w:softHyphen/><w:t>词</w:t></w:r>",
    )
    return Sample(saved(document), ["第一行", "第二行", "靠右，长词"])
