"""The words of personal data: what announces it, what speaks against it, and how findings name it."""

import re
from enum import StrEnum
from typing import NamedTuple

from pipeline.finding import Severity
from pipeline.pattern import later
from pipeline.standards import Clause

PERSONAL_DATA = Clause("《个人信息保护法》", "第二十五条、第五十一条")


class DataKind(StrEnum):
    """What can be recognised. `…_COLUMN`: told by a table's heading, not by the value's form."""

    IDENTITY = "identity"
    DOUBTFUL_IDENTITY = "doubtful-identity"
    LOST_IDENTITY = "lost-identity"
    OLD_IDENTITY = "old-identity"
    MOBILE = "mobile"
    BANK_CARD = "bank-card"
    LIKELY_CARD = "likely-card"
    PASSPORT = "passport"
    EMAIL = "email"
    HOME = "home"
    IDENTITY_COLUMN = "identity-column"
    ACCOUNT_COLUMN = "account-column"
    HOME_COLUMN = "home-column"
    HEALTH_COLUMN = "health-column"
    BELIEF_COLUMN = "belief-column"
    FAMILY_COLUMN = "family-column"
    VEHICLE_COLUMN = "vehicle-column"
    NAME_COLUMN = "name-column"


class Words(NamedTuple):
    """`severity` where it stands alone, `listed` in a list of people; `name` with the measure word before it."""

    name: str
    severity: Severity
    listed: Severity
    hint: str


_E, _W, _R = Severity.ERROR, Severity.WARNING, Severity.REVIEW
_OMIT = "删去这一列，或遮盖后再发布"
WORDS: dict[DataKind, Words] = {
    DataKind.IDENTITY: Words("个完整的身份证号", _E, _E, "删去，或只留前 4 位，其余写 *，如 3205**************"),
    DataKind.DOUBTFUL_IDENTITY: Words(
        "个疑似身份证号的数字（校验码不符，与其他数字连写，分写在几格，或写作编号）",
        _R,
        _R,
        "核对；是身份证号的删去或遮盖",
    ),
    DataKind.LOST_IDENTITY: Words(
        "个按数值存放、末几位已失真的身份证号", _R, _R, "删去这一列；出生日期等前面各位仍然是个人信息"
    ),
    DataKind.OLD_IDENTITY: Words("个 15 位旧身份证号", _W, _W, "删去，或遮盖后再发布"),
    DataKind.MOBILE: Words(
        "个手机号", _W, _E, "写成 138****1234；办公用的号码改用座机，或登记到 authorities.yaml 的“联系电话”"
    ),
    DataKind.BANK_CARD: Words("个银行卡号", _E, _E, "删去，或只留末 4 位"),
    DataKind.LIKELY_CARD: Words("个疑似银行卡号的数字", _W, _W, "核对；是个人银行卡号的删去或只留末 4 位"),
    DataKind.PASSPORT: Words("个护照或通行证号", _W, _W, "删去，或遮盖后再发布"),
    DataKind.EMAIL: Words("个私人电子邮箱", _W, _W, "删去，或改用机关的邮箱"),
    DataKind.HOME: Words("处与个人在一起的详细住址", _R, _R, "只写到街道、村或社区"),
    DataKind.IDENTITY_COLUMN: Words("行证件号码（校验码不符，但没有遮盖）", _E, _E, _OMIT),
    DataKind.ACCOUNT_COLUMN: Words("行个人银行账号", _E, _E, _OMIT),
    DataKind.HOME_COLUMN: Words("行个人详细住址", _E, _E, "只写到街道、村或社区，或删去这一列"),
    DataKind.HEALTH_COLUMN: Words("行个人的病情、残疾等健康信息", _E, _E, _OMIT),
    DataKind.BELIEF_COLUMN: Words("行个人的宗教信仰或生物识别信息", _E, _E, _OMIT),
    DataKind.FAMILY_COLUMN: Words("行个人的出生日期或家庭成员", _R, _R, "没有法定要求的，删去这一列"),
    DataKind.VEHICLE_COLUMN: Words("行个人的车牌号或社会保障号", _W, _W, _OMIT),
    DataKind.NAME_COLUMN: Words("个救助、残疾、未成年人等名单中的完整姓名", _R, _R, "没有法定要求的，写成“张*”或删去"),
}

# headings of tables -------------------------------------------------------------------------------------------------

HEADINGS: tuple[tuple[DataKind | None, re.Pattern[str]], ...] = (
    (
        DataKind.IDENTITY_COLUMN,
        later(r"(?:公民|居民)?身份证?(?:件|明)?(?:号码?|编号|号)?|公民身份号码|身份证.*号.*|证件号码?|证件编号"),
    ),
    (
        DataKind.ACCOUNT_COLUMN,
        later(r".*(?:账|帐)号|.*(?:银行|社保|储蓄|惠农|医保)?卡号|.*一卡通.*|.*存折.*|银行[账帐]户"),
    ),
    (
        DataKind.HOME_COLUMN,
        later(r"(?:家庭|居住|户籍|现住|常住)(?:住|地|所在)?(?:址|地址|地)|住址|现住址?|户籍(?:所在)?地(?:址)?"),
    ),
    (
        DataKind.HEALTH_COLUMN,
        later(
            r"病[情种史因]|患病.*|所患.*|疾病.*|诊断.*|确诊.*|残疾(?!.*(?:人数|数量)).*|残别|健康状况|致贫原因|精神(?:残疾|疾病|障碍|状况).*|怀?孕.*|婚育.*"
        ),
    ),
    (DataKind.BELIEF_COLUMN, later(r"宗教(?:信仰)?|信仰|指纹|人脸.*|虹膜|DNA.*", re.IGNORECASE)),
    (
        DataKind.FAMILY_COLUMN,
        later(r"出生(?:日期|年月|年月日|时间)|生日|家庭成员.*|(?:父母|父亲|母亲|监护人|配偶)(?:姓名)?"),
    ),
    (DataKind.VEHICLE_COLUMN, later(r"车牌号?码?|机动车号牌|社保号码?|社会保障(?:卡)?号码?|医保号码?")),
    (
        DataKind.NAME_COLUMN,
        later(
            r"(?:.{0,6}(?:人员?|对象|者|员|生|户主|儿童|户|法人|当事人|老人))?(?:的)?姓名.{0,4}|户主|申请人|当事人|"
            r"(?:保障|救助|补贴|资助|受助)(?:对象|人)"
        ),
    ),
    (
        None,
        later(r".{0,6}(?:电话|手机|联系方式|移动电话).{0,4}|性别|年龄|民族|序号|备注|与户主关系|补贴金额|.{0,4}金额"),
    ),
)
"""Heading -> what stands below it; None: a heading that tells nothing by itself, but marks the heading row."""
HEADING_NOISE = later(r"[\s*:\uff1a]|[(\uff08].*?[)\uff09]")
NAME = later(r"[一-龥]{2,4}|[一-龥]{1,12}[·•・][一-龥·•・]{1,12}")
NOT_A_NAME = later(
    r"合计|总计|小计|共计|单位|公司|姓名|无|暂无|其他|[一-龥]{1,2}某{1,3}|男|女|省|.*[省市县区镇乡村局委办院校部厅会社所站]$"
)
NOTHING = frozenset({"无", "否", "没有", "暂无", "-", "—", "/", "健康", "良好", "一般", "正常", "未知", "不详"})
HOUSE_NUMBER = later(r"\d+\s*(?:号|室|栋|幢|座|单元|组|楼|户|门)|\d+-\d+")
RELIEF_LIST = later(
    r"低保|特困|五保|救助|残疾|精神(?:病|障碍)|孤儿|困境儿童|留守儿童|未成年|儿童|患者|优抚|戒毒|矫正|贫困(?:学|户|生)"
)

# words around a number ----------------------------------------------------------------------------------------------

CALLED_IDENTITY = later(r"(?:身份证|公民身份)(?:件)?(?:号码?|编号)?[ :\uff1a为是(\uff08]{0,3}$")
CALLED_CARD = later(r"(?:卡号码?|银行卡|储蓄卡|信用卡)[ :\uff1a为是(\uff08]{0,3}$")
CALLED_PHONE = later(r"(?:电话|手机|联系|微信|拨打|致电|号码|tel|phone|mobile)[^\d\n]{0,6}$", re.IGNORECASE)
SAYS_SEX = later(r"(?<![一-龥])[男女](?![一-龥])")
SAYS_IDENTITY = later(r"身份证|身份号码|证件号|公民身份")
SAYS_PERSONS = later(r"身份|证件|公民|学籍|社保|社会保障|医保|参保|残疾")
SAYS_DISABILITY = later(r"残疾")
SAYS_CREDIT_CODE = later(r"信用代码|机构代码|索引号|税号|纳税人识别")
SAYS_CARD = later(r"卡号|银行卡|信用卡|储蓄卡|借记卡|一卡通|社保卡|医保卡")
SAYS_ACCOUNT = later(r"[账帐][号户]|银行|开户|存折|收款|汇款|转账|支付宝")
SAYS_OFFICE_ACCOUNT = later(
    r"(?:户名|[账帐]户名称?|开户名称?|收款(?:单位|人)|单位名称)[:\uff1a]?[^,\uff0c;\uff1b。\n]{0,24}"
    r"(?:公司|局|中心|财政|专户|委员会|办公室|政府|工会|协会|基金会|学校|医院|集团|法院)|对公|国库|财政专户|非税"
)
PASSPORTS = ("护照", "assport", "ASSPORT")
PAPERS = (*PASSPORTS, "通行证", "旅行证", "回乡证", "台胞证", "证件号")
PAPERS_SIGN = "证"
"""In the names of all but passports."""
SAYS_PASSPORT = later("|".join(PAPERS))
TAIWAN_PERMIT = later(
    r"(?:台胞证|台湾[^,\uff0c。;\uff1b\n]{0,8}通行证)[^\d\n,\uff0c。;\uff1b]{0,10}(?<![A-Za-z])(\d{8})(?![\dA-Za-z])"
)
"""Eight digits without a letter, so that only the words before tell them."""
WIDE_LATIN = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}
SAYS_SERIAL = later(
    r"(?:编号|编码|代码|单号|订单|工单|流水号?|索引号|受理号|案号|许可证|批准|证号|证书|备案|合同|项目|批次|条码|货号|型号|"
    r"标准|文号|序列号|登记号|注册号|发票|物料|设备|票号|ISBN|ISSN|QQ|No\.?)[号码:\uff1a\s为是()\uff08\uff09]{0,4}$",
    re.IGNORECASE,
)
SAYS_OFFICE_MAIL = later(
    r"意见|反馈|报送|投稿|监督|举报|办公室|征集|来信|发送|报名|咨询|公开|(?:局|委|厅|中心|处|科|所|股)[^,\uff0c。;\uff1b\n]{0,12}$"
)
SAYS_HOME = later(
    r"(?:住址|住所地?|家住|现住(?:址|地)?|居住地|户籍(?:地|所在地|地址)?|家庭(?:住址|地址)|住(?<=[,\uff0c]住)(?![房建宅所院宿户持]))[:\uff1a为在于系]?\s*"
    r"(?P<address>[^,\uff0c;\uff1b。\n\t]{2,36}?\d+\s*(?:号|室|栋|幢|单元|组))"
)
HOME_WORDS = ("住址", "住所", "家住", "现住", "居住地", "户籍", "家庭地址", *(f"{comma}住" for comma in ",\uff0c"))
"""One of these stands in every text that SAYS_HOME fits, and one of the signs in every such word."""
HOME_SIGNS = ("住", "户籍", "家庭")
HOME_ENDS = "号室栋幢单组"
"""What may stand behind the number of a house."""
SAYS_PERSON = later(r"[,\uff0c、\s(:\uff08\uff1a][男女][,\uff0c、\s)\uff09]|当事人|被处罚人|姓名|身份证|出生")
COUNTED = later(r" ?(?:[万亿]|元(?!旦)|吨|公斤|千[克瓦米]|平方|立方|股|人次|[%\uff05‰])")
"""What stands after an amount."""

# where in a file ----------------------------------------------------------------------------------------------------

ROW = "第 {} 行"
SEVERAL_PARTS = "等处"
EXAMPLES = "（如 {}）"
SAID = "{where}有 {count} {name}{examples}"
PARTS = {
    "text": "",
    "name": "文件名",
    "body": "正文",
    "deleted": "修订痕迹（已删除的文字）",
    "header": "页眉页脚",
    "notes": "脚注尾注",
    "speaker": "备注页",
    "master": "母版",
    "comments": "批注",
    "properties": "文档属性",
    "field": "域代码",
    "said": "图片、链接等的说明",
    "formula": "公式",
    "other": "内部部件",
    "names": "名称管理器",
    "leftover": "已删单元格的残留文字",
    "pivot": "透视表缓存",
    "external": "外部链接缓存",
    "form": "表单",
    "outline": "书签",
    "metadata": "图片信息",
    "raw": "旧格式文件",
}
SHEET, HIDDEN_SHEET, SLIDE, PAGE, MEMBER = (
    "工作表“{}”",
    "隐藏的工作表“{}”",
    "第 {} 张幻灯片",
    "第 {} 页",
    "内含的“{}”",
)


def part_label(part: str) -> str:
    """`member:a.zip/sheet:名单` as it is said to editors."""
    said = []
    for step in part.split("\x1f"):
        kind, _, name = step.partition(":")
        form = {"sheet": SHEET, "hidden-sheet": HIDDEN_SHEET, "slide": SLIDE, "page": PAGE, "member": MEMBER}.get(kind)
        said.append(form.format(name[:60]) if form else PARTS.get(kind, ""))
    return "".join(said)
