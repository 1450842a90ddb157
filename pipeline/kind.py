"""The contract of a kind of item: its fields, written once;
forms, checks, documents and templates are derived from it.
"""

import os
import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from pipeline.audience import FIELD_HELP, Audience
from pipeline.phrases import date_fault, is_day
from pipeline.reviews import ReviewStep
from pipeline.terms import DisclosureMode, ItemStatus

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
"""Nothing installed beside us has a say in what is valid; looking for such a thing reads a file of every package."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?: (\d{2}):(\d{2}))?", re.ASCII)


def _one_line(text: Any) -> Any:
    return " ".join(text.split()) if isinstance(text, str) else text


def _day(text: str) -> str:
    if not DAY.fullmatch(text):
        raise date_fault(text)
    return _real_day(text)


def _real_day(text: str) -> str:
    if not is_day(text):
        raise PydanticCustomError("day_impossible", "{value}", {"value": text})
    return text


def _moment(text: str) -> str:
    found = MOMENT.fullmatch(text)
    if not found:
        raise date_fault(text, clock=True)
    day, hour, minute = found.groups(default="00")
    _real_day(day)
    if hour > "23" or minute > "59":
        raise PydanticCustomError("clock_impossible", "{value}", {"value": text})
    return f"{day} {hour}:{minute}"


def _signed(text: str) -> str:
    """A name, perhaps with the moment after it; what looks like a moment must be one."""
    found = re.search(r" (\d{4}[-/].*)", text, re.ASCII)
    if found:
        _moment(found[1])
    return text


def _number(text: Any) -> Any:
    """Accept `1,234` and ASCII digits only; anything else is left for pydantic to refuse."""
    if not isinstance(text, str):
        return text
    if not _NUMBER(text):
        raise PydanticCustomError("number_form", "{value}", {"value": text})
    return text.replace(",", "")


_NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.ASCII).fullmatch
"""Commas only where they part thousands: elsewhere one may stand for a point, or part two numbers."""


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Line = Annotated[str, Field(min_length=1, max_length=2000), BeforeValidator(_one_line)]
"""Text on one line; white space is folded, so a line break in a title cannot reach a page label."""
Text = Annotated[str, Field(min_length=1, max_length=100_000)]
Signed = Annotated[str, Field(min_length=1, max_length=200), BeforeValidator(_one_line), AfterValidator(_signed)]
"""A name, with the moment of signing after it where that is recorded; see `reviews.parted`."""
Day = Annotated[str, AfterValidator(_day)]
"""`YYYY-MM-DD`, a real day; kept as text, which sorts as time does."""
Moment = Annotated[str, AfterValidator(_moment)]
"""`YYYY-MM-DD HH:MM` (Asia/Shanghai); a bare day becomes 00:00 of that day, as the header says no more."""
FileName = Annotated[Line, "file"]
"""The name of a file beside the item, or in its folder; forms offer to bring one along."""
PictureName = Annotated[Line, "picture"]
Count = Annotated[int, BeforeValidator(_number), Field(ge=0)]
Amount = Annotated[float, BeforeValidator(_number), Field(ge=0)]
Lines = Annotated[tuple[Line, ...], BeforeValidator(_one_or_many)]
FileNames = Annotated[tuple[FileName, ...], BeforeValidator(_one_or_many)]
Audiences = Annotated[tuple[Audience, ...], BeforeValidator(_one_or_many)]


def label(name: str, *, help: str = "", default: Any = ..., **extra: Any) -> Any:
    """A field as the editor sees it: `name` is the key in the header; without `default` the field is required."""
    return Field(default, alias=name, description=help, **extra)


class Part(BaseModel):
    """A nested group of fields, such as the reviewers or one material of a guide."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=False, defer_build=True, protected_namespaces=()
    )


class Review(Part):
    """Who reviewed: three reviews and three readings (三审三校), a field for each of `ReviewStep`;
    names are recorded, never printed unless the site says so.
    """

    editor: Signed | None = label(
        ReviewStep.EDITOR.value, help="责任编辑；后面可以写时间，如 袁一 2026-03-02 09:30", default=None
    )
    first: Signed | None = label(ReviewStep.FIRST.value, help="初审人", default=None)
    second: Signed | None = label(ReviewStep.SECOND.value, help="复审人，与初审不同", default=None)
    final: Signed | None = label(ReviewStep.FINAL.value, help="终审人，与复审不同", default=None)
    first_proof: Signed | None = label(ReviewStep.FIRST_PROOF.value, help="校对文字的人", default=None)
    second_proof: Signed | None = label(
        ReviewStep.SECOND_PROOF.value, help="核对姓名、职务、数字、引文的人", default=None
    )
    third_proof: Signed | None = label(ReviewStep.THIRD_PROOF.value, help="核对页面、链接、附件的人", default=None)


class Withdrawal(Part):
    on: Day = label("日期", help="YYYY-MM-DD")
    reason: Line = label("原因", help="公众能看懂的一句话")


class Imported(Part):
    """Evidence for a date older than the item's first commit."""

    source: Line = label("来源", help="原来发布的网址或文献")
    on: Day = label("日期", help="原来发布的日期，与发布时间相同")


class Kind(Part):
    """Fields of every item. Subclasses add theirs, one file each in `kinds/`."""

    key: ClassVar[str] = ""
    """English key: also the name of the template, `kinds/<key>.html`."""
    name: ClassVar[str] = ""
    """What columns.yaml writes in 形态."""
    sections: ClassVar[tuple[str, ...]] = ()
    """Headings that the body must contain, in this order."""
    needs_body: ClassVar[bool] = True
    sheets: ClassVar[tuple[str, ...]] = ()
    """Fields that are filled from a spreadsheet, one behind the other: forms neither ask for them nor touch them."""

    title: Line = label("标题", help="与正文标题一致，不加书名号以外的修饰")
    authority: Line = label("发文机关", help="authorities.yaml 中的机关代号")
    published_at: Moment = label("发布时间", help="YYYY-MM-DD HH:MM；晚于当前时间的，到时自动发布")
    index_number: Line | None = label("索引号", help="机构代码/年份-流水号", default=None)
    dated_on: Day | None = label("成文日期", help="YYYY-MM-DD", default=None)
    status: ItemStatus = label("状态", help="草稿、已发布、已撤回；不写即已发布", default=ItemStatus.PUBLISHED)
    disclosure_mode: DisclosureMode = label(
        "公开方式", help="主动公开、依申请公开、不予公开", default=DisclosureMode.PROACTIVE
    )
    content_source: Line | None = label("来源", help="信息来源；不写即发文机关名称", default=None)
    author: Line | None = label("作者", help="作者或责任编辑姓名", default=None)
    topic: Line | None = label("主题分类", help=r"如 综合政务\政务公开", default=None)
    keywords: Lines = label("关键词", help="列表；用于页面标签、相关信息和专题收录", default=())
    meant_for: Audiences = label("面向", help=f"{FIELD_HELP}；不写即随栏目", default=())
    summary: Line | None = label("摘要", help="不写则取正文开头", default=None)
    image: PictureName | None = label("图片", help="条目旁的图片文件名", default=None)
    image_text: Line | None = label("图片说明", help="图片的文字说明（替代文本）", default=None)
    attachments: FileNames = label("附件", help="条目旁的文件名", default=())
    also_in: Lines = label("同时发布", help="还要显示在哪些栏目", default=())
    statutory: Annotated[int, BeforeValidator(_number), Field(ge=1, le=15)] | None = label(
        "法定公开", help="条例第二十条的项号，1 到 15；不写则随栏目", default=None
    )
    short_title: Line | None = label("短标题", help="标题太长的渠道改用它，32 字以内；页面上不显示", default=None)
    media: Lines | None = label(
        "渠道", help="制作新媒体发布包的渠道的列表，如 [微信, 微博]；不写随栏目，写 [] 即不制作", default=None
    )
    updated_on: Day | None = label("更新日期", help="YYYY-MM-DD，内容有实质更新时填写", default=None)
    review: Review | None = label("审核", help="责编、初审、复审、终审，可加一校、二校、三校", default=None)
    withdrawal: Withdrawal | None = label("撤回", help="状态为已撤回时必填：日期、原因", default=None)
    imported: Imported | None = label("导入", help="从原网站导入的历史信息：来源、日期", default=None)
    waivers: dict[Line, Line] = label("豁免", help="检查代号: 理由", default_factory=dict)


@cache
def field_labels(model: type[BaseModel]) -> Mapping[str, str]:
    """Header key -> identifier, for one model."""
    return {info.alias or name: name for name, info in model.model_fields.items()}
