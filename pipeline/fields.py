"""The sorts of values that rows of tables hold beside texts and days."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from pipeline.kind import _number
from pipeline.pattern import later

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
"""A key becomes part of a URL, so it is plain lower-case ASCII."""
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$")]
OwnAddress = Annotated[str, StringConstraints(pattern=r"^/?[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$", max_length=100)]
"""On the site itself: from its host, or without the first slash from its first page."""
FileName = Annotated[str, StringConstraints(pattern=r"^[^./\\\s][^/\\]*$", max_length=80)]
"""A file in a folder that is known: never a path."""
YES_NO = {"是": True, "否": False}


def _yes_no(value: Any) -> Any:
    return YES_NO.get(value, value) if isinstance(value, str) else value


YesNo = Annotated[bool, BeforeValidator(_yes_no), Field(strict=True)]
Mail = Annotated[str, StringConstraints(pattern=r"^[^<>()\s@]+@[^<>()\s@]+$", max_length=200)]
Handle = Annotated[str, StringConstraints(pattern=r"^@[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$")]
"""A person or a group on the code platform: `@zhuer`, `@gongkai/shenhe`."""
Order = Annotated[int, BeforeValidator(_number)]

_PUT_OFF = later(
    r"[-\u2014\u2013\uff0d_/\uff0f\\.\u3002、]+|待定|待补充|待完善|待公布|待更新|暂缺|暂无|略|空白?|null|none|n/?a|x{2,}",
    re.IGNORECASE,
).fullmatch


def says_nothing(text: str) -> bool:
    """Whether what is filled in fills nothing in: a dash, or words that put the matter off. “None” is an answer."""
    return _PUT_OFF(text.strip()) is not None
