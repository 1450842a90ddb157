"""The words of importing: labels that documents use, sentences for reports and comments."""

from pipeline.terms import Genre

LABELS = {
    "标题": "title",
    "信息名称": "title",
    "文件名称": "title",
    "名称": "title",
    "索引号": "index_number",
    "信息索引号": "index_number",
    "发文机关": "authority",
    "发文单位": "authority",
    "发文机构": "authority",
    "发布机构": "authority",
    "发布单位": "authority",
    "发布机关": "authority",
    "制发机关": "authority",
    "公开机构": "authority",
    "公开主体": "authority",
    "来源": "content_source",
    "信息来源": "content_source",
    "稿件来源": "content_source",
    "文章来源": "content_source",
    "发文字号": "document_number",
    "文号": "document_number",
    "发文文号": "document_number",
    "文件编号": "document_number",
    "成文日期": "dated_on",
    "成文时间": "dated_on",
    "生成日期": "dated_on",
    "发布日期": "published_at",
    "发布时间": "published_at",
    "公开日期": "published_at",
    "公开时间": "published_at",
    "主题分类": "topic",
    "体裁分类": "genre",
    "公文种类": "genre",
    "文种": "genre",
    "关键词": "keywords",
    "主题词": "keywords",
    "有效性": "validity",
    "效力状态": "validity",
    "公开方式": "disclosure_mode",
    "施行日期": "effective_on",
    "实施日期": "effective_on",
    "生效日期": "effective_on",
    "失效日期": "expires_on",
    "废止日期": "repealed_on",
    "服务对象": "audience",
    "摘要": "summary",
    "内容概述": "summary",
    "作者": "author",
    "责任编辑": "author",
}
"""Words before a colon, or in the cell before a value -> identifier of the field."""
LOOSE_LABELS = frozenset({"标题", "名称", "摘要", "内容概述"})
"""Labels that ordinary text uses too: believed in a table of labels only."""
NO_VALUE = frozenset({"", "无", "暂无", "null", "NULL", "None", "-", "--", "—", "/"})
DAY_SIGNS = ("年", "月", "日")
NUMERAL_DIGITS = "〇零○一二三四五六七八九十"
SEPARATORS = "，,、；;　 "
GENRES = (*(genre.value for genre in Genre if genre not in (Genre.ORDER, Genre.OTHER)), "命令", "令", "办法", "规定")
ABOUT, OF = "关于", "的"
LETTERHEAD = "文件"
SECRECY = ("绝密", "机密", "秘密")
MODES = {
    "此件公开发布": "主动公开",
    "此件主动公开": "主动公开",
    "此件依申请公开": "依申请公开",
    "此件不予公开": "不予公开",
    "此件不公开": "不予公开",
}
CODES = {
    "document_number": "文件中写的是“{value}”，不是“代字〔年份〕序号”的写法，没有采用{offer}",
    "date": "文件中写的是“{value}”，不是完整的日期，没有采用",
    "authority": "文件中写的是“{value}”，authorities.yaml 中没有这个名称，没有采用",
    "enum": "文件中写的是“{value}”，不在规定的值之内，没有采用",
    "topic": "文件中写的是“{value}”，不在统一的主题目录中，没有采用",
    "index_number": "文件中写的是“{value}”，不是“机构代码/年份-流水号”的写法，没有采用",
    "several": "文件中有几种说法：{value}，没有采用",
    "refused": "文件中写的是“{value}”，不合要求（{why}），没有采用",
    "no-title": "文件中没有认出标题，请补上（原文件：{value}）",
    "no-authority": "文件中没有认出发文机关；栏目的责任部门是 {value}，核对后填写",
    "no-authority-at-all": "文件中没有认出发文机关，核对后填写",
    "no-number": "发文机关确定以后再编索引号：机构代码/年份-流水号",
    "told": "文件中写有 {label}：{value}（这个栏目的条目没有这个字段）",
    "letterhead": "原文件的红头：{value}",
    "offer": "，规范的写法是“{value}”",
}
"""Comments in the header of a draft, by reason."""
REMARKS = {
    "lost": "没有带过来：第 {where} 段“{what}”",
    "differs": "网页上显示的文字与原文不完全相同，请用 serve 预览核对",
    "lost-beside": "页眉、页脚没有带过来：“{what}”",
    "lost-cell": "没有带过来：“{what}”",
    "characters": "看不见的字符已去掉（{what}）{at}",
    "formula": "公式写成了一行文字，请核对{at}：“{what}”",
    "ruby": "注音“{what}”没有带过来{at}",
    "hidden": "隐藏的文字没有带过来{at}",
    "contents": "目录 {what} 行没有带过来，网页自动生成目录{at}",
    "text-box": "文本框的文字移到了所在段落之后，请核对{at}：“{what}”",
    "drawing": "图形（{what}）没有带过来{at}，请改成图片或表格补上",
    "diagram": "图示里的文字移到了所在段落之后，图示本身没有带过来，请核对{at}：“{what}”",
    "chart": "图表（{what}）没有带过来{at}，请改成图片或表格补上",
    "lettering": "艺术字写成了普通文字，请核对{at}：“{what}”",
    "bold-lines": "有 {where} 段整段加粗，没有标题的样式；是标题的，去掉两边的 **，在行首写“## ”：“{what}”",
    "object": "嵌入的对象（{what}）没有带过来{at}，需要的另存为附件",
    "linked-picture": "链接到外部的图片没有带过来{at}，请从原处取得后补上",
    "numbers": "编号的格式不认识，按“{what}”写出，请核对{at}",
    "symbol": "特殊符号没有带过来（{what}），请核对",
    "reader": "读取时提示：{what}",
    "formats": "有 {what} 处没有接受的格式修订，文字不受影响",
    "picture-type": "图片 {what} 不是网页能显示的格式，没有带过来；另存为 PNG 后补上",
    "picture-damaged": "图片 {what} 读不出来，没有带过来",
    "picture-pixels": "图片 {what} 的像素太多（最多 4000 万），没有带过来；缩小后补上",
    "picture-missing": "图片 {what} 没有找到，没有带过来",
    "picture-text": "图片 {what} 没有文字说明，请在方括号里写上",
    "nested-table": "第 {where} 个表格里还有表格，请核对",
    "note-in-table": "第 {where} 个表格有合并单元格，里面的脚注号写成了普通文字，请核对",
    "foreign": "网页里的 {where} 没有带过来：{what}",
    "link": "链接“{what}”换了地方就打不开，只留下文字",
    "link-refused": "链接“{what}”不允许使用，只留下文字",
    "attachment-missing": "附件“{what}”没有找到，只留下文字",
    "attachment-type": "附件“{what}”的类型不允许发布，没有带过来",
    "pdf": "PDF 只有文字和位置，没有段落、标题和表格的结构：断行按版面拼接，请对照原文逐段核对",
    "data": "表格写成了数据文件 {what}，正文里不再重复，请核对每一列",
    "pdf-table": "按位置排成了 {where} 行的表格，请对照原文逐格核对：“{what}”",
    "page-line": "每页都有的页眉、页脚没有带过来：“{what}”",
    "page-number": "第 {where} 页的页码“{what}”没有带过来",
    "page-picture": "第 {where} 页有图片，没有带过来",
    "hidden-sheet": "隐藏的工作表“{what}”没有带过来",
    "hidden-columns": "工作表“{where}”有 {what} 个隐藏的列，没有带过来",
    "hidden-rows": "工作表“{where}”有 {what} 个隐藏的行，没有带过来",
    "chart-sheet": "图表工作表“{what}”没有带过来",
    "sheet-objects": "工作表“{where}”有 {what} 个图表或图片，没有带过来",
    "formula-blank": "{where} 是公式（{what}），没有算好的结果，写成了空格；在 Excel 中打开并保存后重新导入",
    "number-format": "{where} 的数字格式不认识，按原值“{what}”写出，请核对",
    "whole-page": "没有认出网页的正文在哪里，整页都带过来了，请删去导航、页脚等",
    "region": "网页的正文取自 {where}，其余 {what} 个字（导航、页脚等）没有带过来",
    "hidden-html": "网页上不显示的文字没有带过来：“{what}”",
    "converted": "原文件是旧格式，由 LibreOffice 转换后导入，请对照原文核对",
    "private": "有专用区字符 {what}，读者的设备上可能显示不出，请改用通用汉字",
    "section": "这类条目要有“{what}”一节，文件中没有，已写好空的标题",
    "mode": "文件写明“{what}”，不会出现在网站上",
    "original": "原文件没有作为附件保留：{what}",
    "active": "原文件里有宏或其他会自动运行的内容，没有带过来",
}
REFUSALS = {
    "inserted": "{place}有插入的修订：“{what}”",
    "deleted": "{place}有删除的修订：“{what}”",
    "moved": "{place}有移动的修订：“{what}”",
    "comment": "{place}有批注：“{what}”",
    "chunk": "文件里嵌着另一份文件，Word 打开时才并进来：用 Word、WPS 打开，另存一份再导入",
    "strict": "是“严格”（Strict）格式的文件：用 Word、WPS 打开，另存为普通的“Word 文档（*.docx）”再导入",
    "damaged": "文件已损坏或不是它的扩展名所说的格式，用 Word、WPS 打开后另存一份再导入",
    "mismatch": "文件的内容与扩展名不符，用原来的软件打开后另存一份再导入",
    "encrypted": "文件有密码，去掉密码后再导入",
    "bomb": "压缩包解开后大得不正常，没有打开",
    "overlap": "压缩包的目录有问题，没有打开",
    "too-large": "文件太大，拆分后再导入",
    "size": "文件超过 {what} MB，拆分后再导入",
    "encoding": "文字的编码认不出来，用浏览器打开后另存为 UTF-8 再导入",
    "doctype": "文件里有不该有的文档类型声明，没有打开",
    "nested": "文件里一层套一层，没有打开",
    "memory": "读取这个文件用的内存超过限制，拆分后再导入",
    "time": "读取这个文件超过时间限制，拆分后再导入",
    "crash": "这个文件读不出来，用 Word、WPS 打开后另存一份再导入",
    "missing": "没有这个文件",
    "macro": "文件带有宏，另存为不带宏的 .docx 或 .xlsx 再导入",
    "script": "文件带有会自动运行的脚本，另存一份不带脚本的再导入",
    "control": "文件带有 ActiveX 控件，去掉后再导入",
    "template": "文件会从别处取模板，断开链接、另存一份再导入",
    "program": "文件里夹带程序，没有打开",
    "type": "不能导入这种文件；能导入的有：{what}",
    "old": "旧格式（.{what}），本机没有 LibreOffice：用 Word、WPS 打开，另存为 .{where} 再导入",
    "office": "LibreOffice 没有转换成功（{what}）：用 Word、WPS 打开，另存为 .{where} 再导入",
    "not-regular": "不是普通文件（链接或特殊文件），没有读取",
    "unreadable": "文件读不出来：{what}",
    "scanned": "里面是扫描的图片，没有文字；用文字版，或识别、校对后再导入",
    "garbled": "PDF 的字体没有文字对照，取不出文字；用 Word 原稿导入",
    "empty": "文件里没有文字",
    "pages": "超过 {what} 页，拆分后再导入，或直接作为附件发布",
    "cells": "表格超过 {what} 格，直接作为附件发布，或拆分后再导入",
    "pictures-size": "图片合起来超过 {what} MB，压缩图片后再导入",
    "secret": "文件标有密级“{what}”，不得公开",
    "too-complex": "内容过于复杂或过长，拆分后再导入",
    "unread": "写出的草稿读不回来：{what}",
    "archive": "压缩包不能导入，解开后再导入里面的文件",
    "old-format": "旧格式的文件，另存为 .docx 或 .xlsx 再导入",
    "unknown": "不认识的文件格式",
    "embedded": "文件里嵌有看不懂的对象",
}
PAGES = {
    "no-title": "没有 ArticleTitle 标签：不是文章页",
    "column-page": "栏目页，旧网址转到新栏目",
    "jump": "跳转页，旧网址转到它指向的那一篇：{what}",
    "jump-lost": "跳转页，它指向的“{what}”没有迁移，旧网址没有设转址",
    "frames": "框架网页：正文在框架里的网页里",
    "no-date": "没有 PubDate 标签，发布时间不能猜",
    "bad-date": "PubDate 是“{what}”，不是完整的日期",
    "future": "PubDate 是“{what}”，在今天之后",
    "no-column": "没有 ColumnName 标签，不知道放到哪个栏目；用 --mapping 对照表指定",
    "unknown-column": "栏目“{what}”在 columns.yaml 中没有；用 --mapping 对照表指定",
    "several-columns": "叫“{what}”的栏目有几个；用 --mapping 对照表指定",
    "group-column": "栏目“{what}”只收下级栏目；用 --mapping 对照表指定",
    "same": "与 {what} 是同一篇，没有重复迁移，旧网址转到那一篇",
    "same-waiting": "与它相同的、它指向的那一篇是草稿，旧网址没有设转址；那一篇发布后在 redirects.yaml 加上",
    "already": "以前已经迁移过",
    "address": "旧网址的写法不能设转址（带参数、百分号或不是网页的扩展名）",
    "taken-address": "旧网址已经有转址或就是新网址",
    "draft": "缺必填字段，迁移成草稿：{what}；补齐发布后在 redirects.yaml 加上旧网址",
    "lost-draft": "有文字没有带过来，或没有认出正文在哪里，迁移成草稿，请核对",
    "waiting-link": "链到的旧页面迁移后是草稿，链接仍指向旧网站：{what}",
    "doubt": "{where}：{what}",
    "not-page": "不是网页，也没有网页用到",
    "unfit": "{what}",
}
"""What the ledger of a migration says of a page, by reason."""
RESULTS = {
    "moved": "已迁移",
    "draft": "草稿",
    "refused": "没有迁移",
    "redirect": "只设转址",
    "note": "说明",
}
LEDGER_HEAD = ("原文件", "旧网址", "结果", "新位置", "说明")
AT = "（第 {where} 段）"
IN_NOTES = "脚注里"
PARAGRAPH = "第 {where} 段"


def told(code: str, where: str, what: str) -> str:
    """A remark or a refusal as a sentence."""
    sentence = REMARKS.get(code) or REFUSALS.get(code) or code
    numbered = where.isdecimal()
    place = (PARAGRAPH.format(where=where) if where != "0" else IN_NOTES) if numbered else where
    at = AT.format(where=where) if numbered and where != "0" else ""
    return sentence.format(where=where, what=what, at=at, place=place)


def comment(code: str, **facts: str) -> str:
    return CODES[code].format(**facts)
