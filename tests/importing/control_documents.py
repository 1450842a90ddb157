"""Still more Word documents made for the purpose: controls, fields that Word works out, what is drawn in groups, what
styles hide. Most are what office systems, forms and WPS leave.
"""

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml

from tests.importing.documents import Sample, picture, sample, written
from tests.importing.odd_documents import SAMPLES, behind, field, related
from tests.importing.word_parts import W, new, numbered, numbering, put, saved

__all__ = ["SAMPLES"]

W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def line(text: str) -> str:
    return f"<w:p>{run(text)}</w:p>"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def control(content: str, about: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{about}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def box(ticked: bool) -> str:
    return f"<w14:checkbox {W14}><w14:checked w14:val='{int(ticked)}'/></w14:checkbox>"


@sample
def boxes_with_words_in_them() -> Sample:
    document = new()
    paragraph = document.add_paragraph("是否公开：")
    put(paragraph, control(run("\u2612"), box(True)) + run("公开") + control(run("\u25a1"), box(False)) + run("不公开"))
    put(document.add_paragraph(), control(run("\u221a同意本方案"), box(True)) + control("", box(False)) + run("不同意"))
    behind(document, control(line("\u2610 未办结的事项"), box(False)))
    cell = "<w:tc>{}</w:tc>".format
    cells = cell(line("姓名")) + control(cell(line("\u25a0在职")), box(True))
    row = control("<w:tr>" + cell(line("\u2610")) + cell(line("退休人员")) + "</w:tr>", box(False))
    behind(document, f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cells}</w:tr>{row}</w:tbl>")
    words = ["是否公开：\u2612公开\u25a1不公开", "\u221a同意本方案\u2610不同意", "\u2610未办结的事项", "姓名"]
    return Sample(saved(document), [*words, "\u25a0在职", "\u2610", "退休人员"])


@sample
def controls_of_every_kind() -> Sample:
    document = new()
    chosen = "<w:dropDownList><w:listItem w:displayText='一类'/><w:listItem w:displayText='二类'/></w:dropDownList>"
    day = "<w:date w:fullDate='2026-03-05T00:00:00Z'/>"
    put(
        document.add_paragraph("类别："),
        control(run("二类"), chosen) + run("；") + control(run("2026年3月5日"), day) + control(control(run("内层"))),
    )
    put(document.add_paragraph("姓名："), control(run("单击此处输入文字"), "<w:showingPlcHdr/><w:text/>"))
    put(document.add_paragraph(), f"<w:fldSimple w:instr='REF a'>{control(run('域里的控件'))}</w:fldSimple>")
    words = ["类别：二类；2026年3月5日内层", "姓名：单击此处输入文字", "域里的控件"]
    return Sample(saved(document), words, {"placeholder"})


@sample
def contents_in_a_control() -> Sample:
    document = new()
    gallery = "<w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
    behind(document, control(line("目录") + line("一、总则 1"), gallery))
    words = written(document, ["一、总则", "内容如下。"])
    return Sample(saved(document), words, {"contents"})


@sample
def fields_without_result() -> Sample:
    document = new()
    paragraph = document.add_paragraph("姓名：")
    put(paragraph, field(" MACROBUTTON NoMacro 点击填写 "))
    put(paragraph, run("，见") + field(" GOTOBUTTON here 附件一 ") + "<w:fldSimple w:instr='MACROBUTTON No 附件二'/>")
    put(document.add_paragraph("选："), field(' SYMBOL 254 \\f "Wingdings" ') + run("甲") + field(" SYMBOL 169 "))
    put(document.add_paragraph(), field(" AUTONUM ") + run("自动编号的条") + field(" XE 词条 "))
    return Sample(saved(document), ["姓名：点击填写，见附件一附件二", "选：\u2611甲\u00a9", "自动编号的条"], {"field"})


@sample
def fields_within_the_code_of_fields() -> Sample:
    document = new()
    mark = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>".format
    code = "<w:r><w:instrText>{}</w:instrText></w:r>".format
    inner = field(" MERGEFIELD a ", "看不见的值")
    outer = mark("begin") + code(" IF ") + inner + code(' = "1" ') + mark("separate") + run("属实") + mark("end")
    put(document.add_paragraph("情况"), outer + run("。"))
    put(document.add_paragraph("没有完的域："), mark("begin") + code(" REF a ") + run("照样看得见"))
    return Sample(saved(document), ["情况属实。", "没有完的域：照样看得见"])


@sample
def signs_by_number() -> Sample:
    document = new()
    signs = (("宋体", "2460"), ("MS Gothic", "2612"), ("Wingdings", "F06F"), ("Wingdings", "F0A8"), ("Arial", "F041"))
    put(document.add_paragraph(), "".join(f"<w:r><w:sym w:font='{f}' w:char='{c}'/></w:r>{run(c)}" for f, c in signs))
    return Sample(saved(document), ["\u24602460\u26122612\u25a1F06F\u25a1F0A8F041"], {"symbol"})


@sample
def pictures_in_groups_and_shapes() -> Sample:
    document = new()
    document.add_picture(picture())
    document.add_picture(picture(colour="blue"))
    kept = [str(blip.get(f"{{{RELATIONSHIPS}}}embed")) for blip in document.element.body.iter(f"{{{MAIN}}}blip")]
    for paragraph in list(document.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)
    chart = related(document, "chart", f"<x><a:p xmlns:a='{MAIN}'><a:r><a:t>各年办件量</a:t></a:r></a:p></x>")
    group = "http://schemas.microsoft.com/office/word/2010/wordprocessing"
    drawn = (
        f"<g:wgp xmlns:g='{group}Group'><pic:pic><pic:nvPicPr><pic:cNvPr id='1' name='a' descr='办事流程'/></pic:nvPicPr>"
        f"<pic:blipFill><a:blip r:embed='{kept[0]}'/></pic:blipFill></pic:pic><wps:wsp><wps:txbx><w:txbxContent>"
        f"{line('组里的字')}</w:txbxContent></wps:txbx></wps:wsp><g:graphicFrame><a:graphic><a:graphicData "
        f"uri='{MAIN.replace('main', 'chart')}'><c:chart xmlns:c='c' r:id='{chart}'/></a:graphicData></a:graphic>"
        "</g:graphicFrame></g:wgp>"
    )
    filled = f"<wps:wsp><wps:spPr><a:blipFill><a:blip r:embed='{kept[1]}'/></a:blipFill></wps:spPr></wps:wsp>"
    for uri, inner in ((f"{group}Group", drawn), (f"{group}Shape", filled)):
        data = f"<a:graphic><a:graphicData uri='{uri}'>{inner}</a:graphicData></a:graphic>"
        put(document.add_paragraph("图："), f"<w:r><w:drawing><wp:anchor>{data}</wp:anchor></w:drawing></w:r>")
    words = ["图：", "组里的字", "图：", "各年办件量"]
    return Sample(saved(document), words, {"text-box", "chart", "picture-text"}, pictures=2)


RELATIONSHIPS = RELATIONSHIP_TYPE.HYPERLINK.rpartition("/")[0]


@sample
def pictures_that_are_not_there() -> Sample:
    document = new()
    blip = "<a:graphic><a:graphicData uri='x/picture'><pic:pic><pic:blipFill><a:blip r:embed='{}'/></pic:blipFill></pic:pic></a:graphicData></a:graphic>"
    for name in ("", "rNowhere"):
        put(
            document.add_paragraph("图："),
            f"<w:r><w:drawing><wp:inline>{blip.format(name)}</wp:inline></w:drawing></w:r>",
        )
    put(document.add_paragraph("见"), f"<w:hyperlink r:id='rNowhere'>{run('没有去处')}</w:hyperlink>")
    return Sample(saved(document), ["图：", "图：", "见没有去处"], {"picture-lost", "link-lost"})


@sample
def a_picture_in_the_header() -> Sample:
    document = new()
    document.sections[0].header.paragraphs[0].add_run().add_picture(picture())
    words = written(document, ["正文只有一段。"])
    return Sample(saved(document), words, {"picture-beside"})


@sample
def hidden_by_a_style() -> Sample:
    document = new()
    styles = document.styles.element
    for kind, name in (("character", "hid"), ("paragraph", "hidP")):
        shape = f"<w:style {W} w:type='{kind}' w:styleId='{name}'><w:name w:val='{name}'/><w:rPr><w:vanish/></w:rPr></w:style>"
        styles.append(parse_xml(shape))
    based = f"<w:style {W} w:type='paragraph' w:styleId='hidQ'><w:name w:val='q'/><w:basedOn w:val='hidP'/></w:style>"
    styles.append(parse_xml(based))
    hidden = "<w:r><w:rPr><w:rStyle w:val='hid'/></w:rPr><w:t>{}</w:t></w:r>".format
    put(document.add_paragraph("看得见"), hidden("内部批示") + run("的话"))
    seen = "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>这句显示，</w:t></w:r>"
    for style in ("hidP", "hidQ"):
        behind(
            document,
            f"<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr>{run('整段内部意见')}{seen}{hidden('又见')}</w:p>",
        )
    return Sample(saved(document), ["看得见的话", "这句显示，又见", "这句显示，又见"], {"hidden"})


@sample
def numbers_that_go_on_below_others() -> Sample:
    document = new()
    own = numbering(document, [("chineseCounting", "第%1章"), ("chineseCounting", "第%2条"), ("decimal", "[%3]")])
    levels = list(document.part.numbering_part.element.iter(f"{{{WORD}}}lvl"))[-3:]
    levels[1].append(parse_xml(f"<w:lvlRestart {W} w:val='0'/>"))
    padded = f"<mc:Choice Requires='w14'><w:numFmt {W} w:val='custom' w:format='001, 002, 003, ...'/></mc:Choice>"
    levels[2].find(f"{{{WORD}}}numFmt").getparent().replace(
        levels[2].find(f"{{{WORD}}}numFmt"),
        parse_xml(f"<mc:AlternateContent {W} xmlns:mc='{MARKUP}'>{padded}</mc:AlternateContent>"),
    )
    texts = ((0, "总则"), (1, "目的"), (2, "编号甲"), (0, "附则"), (1, "施行"))
    words = [numbered(document.add_paragraph(text), own, depth).text for depth, text in texts]
    return Sample(saved(document), words, labels="第一章第一条[001]第二章第二条")


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@sample
def readings_formulas_and_lettering_among_words() -> Sample:
    document = new()
    ruby = f"<w:ruby><w:rt>{run('a')}</w:rt><w:rubyBase>{control(run('汉'))}</w:rubyBase></w:ruby>"
    put(document.add_paragraph(), f"<w:r><w:t>注音的</w:t>{ruby}<w:t>字</w:t></w:r>")
    maths = f"<m:oMath><m:r><m:t>S=</m:t></m:r>{run('长')}<m:r><m:t>×</m:t></m:r>{control(run('宽'))}</m:oMath>"
    put(document.add_paragraph("面积"), maths)
    inner = f"<v:shape><v:textbox><w:txbxContent>{line('同组的框')}</w:txbxContent></v:textbox></v:shape>"
    letters = "".join(f"<v:shape><v:textpath string='{text}'/></v:shape>" for text in ("艺术字一", "艺术字二"))
    put(document.add_paragraph(), f"<w:r><w:pict>{letters}{inner}</w:pict></w:r>")
    words = ["注音的汉字", "面积S=长×宽", "艺术字一艺术字二", "同组的框"]
    return Sample(saved(document), words, {"ruby", "formula", "lettering", "text-box"})


@sample
def forms_to_choose_from_and_a_large_first_letter() -> Sample:
    document = new()
    both = "<mc:AlternateContent><mc:Choice Requires='w16'>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
    put(document.add_paragraph("甲"), both.format(run("新写法"), run("旧写法")) + run("乙"))
    behind(document, "<w:p><w:pPr><w:framePr w:dropCap='drop' w:lines='3'/></w:pPr><w:r><w:t>为</w:t></w:r></w:p>")
    written(document, ["加强管理，制定本办法。"])
    button = f"<w:p>{field(' MACROBUTTON No 块里的按钮 ')}</w:p>"
    behind(
        document,
        f"<mc:AlternateContent xmlns:mc='{MARKUP}'><mc:Choice Requires='w16'>{button}</mc:Choice></mc:AlternateContent>",
    )
    simple = "<w:p><w:fldSimple w:instr='MACROBUTTON No 简写的按钮'/></w:p>"
    other = f"<mc:Choice Requires='w16'>{simple}</mc:Choice><mc:Fallback><w:p/></mc:Fallback>"
    behind(document, f"<mc:AlternateContent xmlns:mc='{MARKUP}'>{other}</mc:AlternateContent>")
    return Sample(saved(document), ["甲新写法乙", "为加强管理，制定本办法。", "块里的按钮", "简写的按钮"])


@sample
def white_letters() -> Sample:
    """On a ground of their own they are seen; on paper only their maker knows of them."""
    document = new()
    white, ground = "<w:color w:val='FFFFFF'/>", "<w:shd w:val='clear' w:fill='1F4E79'/>"
    for text, shape in (("白纸白字", white), ("蓝底白字", white + ground)):
        put(document.add_paragraph(), f"<w:r><w:rPr>{shape}</w:rPr><w:t>{text}</w:t></w:r>")
    return Sample(saved(document), ["白纸白字", "蓝底白字"], {"white"})
