"""A letter is published without who wrote it: no full name, no room of a home, no number of a car."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.pattern import later
from pipeline.personal_words import PERSONAL_DATA

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申"
    "欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古"
)
_NAME = rf"(?P<name>(?:欧阳|上官|司徒|诸葛|司马|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}})"
_SAID = later(
    r"(?:我叫|本人叫|名叫|名字[叫是]|(?:来信|留言|写信|投诉|反映|咨询|求助|申请|联系)人(?:姓名)?\s*[:\uff1a是为]|姓名\s*[:\uff1a])\s*"
    rf"{_NAME}(?=[\s,\uff0c。;\uff1b、(\uff08]|\Z)"
)
_GREETED = later(rf"\s*(?:尊敬的)?{_NAME}(?:先生|女士|小姐|同志|同学|老师|[\s,\uff0c:\uff1a!\uff01]{{0,3}}[您你]好)")
_NO_NAME = later(r"某|先生|女士|小姐|同志|同学|老师|游客|居民|市民|业主|群众|家长")
_NUMBER = r"[\d一二三四五六七八九十]{1,4}"
_ROOM = later(
    rf"{_NUMBER}\s*(?:栋|幢|座|号楼)[^,\uff0c。;\uff1b]{{0,6}}?\d{{3,4}}(?![\d.%]|年|元|平|米|人|户|万)|\d+单元\s*\d{{3,4}}"
)
_PLATE = later(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•\s]?(?=[A-HJ-NP-Z]{0,4}\d)[A-HJ-NP-Z\d]{5,6}(?![A-Za-z\d])"
)


@check(
    severity=Severity.REVIEW,
    clause=PERSONAL_DATA,
    about="公开的留言没有写信人的完整姓名、房号和车牌号",
    hint="写成“张先生”“某小区”，或删去",
    kinds=("letter",),
)
def item_letter_writer(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    letter, reply = str(item.details.get("letter") or ""), item.text
    greeted = _GREETED.match(reply)
    names = [("letter", found["name"]) for found in _SAID.finditer(letter)]
    names += [("body", greeted["name"])] if greeted else []
    for place, name in names:
        if not _NO_NAME.search(name):
            yield Answer(item.at(place), f"{_WHERE[place]}写出了“{name[0]}{'*' * len(name[1:])}”的姓名")
    for place, text in (("letter", letter), ("body", reply)):
        room, plate = _ROOM.search(text), _PLATE.search(text)
        if room and place == "letter":
            yield Answer(item.at(place), f"{_WHERE[place]}有房号“{room[0][:2]}****”")
        if plate:
            message = f"{_WHERE[place]}有车牌号“{plate[0][:2]}****”"
            yield Answer(item.at(place), message, "只写“一辆小客车”，或遮盖后几位", Severity.WARNING)


_WHERE = {"letter": "来信", "body": "答复"}
