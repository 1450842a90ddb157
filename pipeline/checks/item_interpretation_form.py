"""An interpretation has the form that it says it has."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import INTERPRETATION_NORM
from pipeline.terms import InterpretationForm as Form

_PICTURES = frozenset(["jpg", "jpeg", "png", "gif", "webp", "svg"])
_FILMS = frozenset(["mp4", "webm", "mov", "m4v", "avi"])
_SOUNDS = frozenset(["mp3", "m4a", "wav", "ogg", "aac"])
_DOCUMENTS = frozenset({"pdf"})
_QUESTION = re.compile("[?？]|(?:^|\n)(?:问|Q)[:：]")
_LACKS = {
    Form.DIAGRAM: (_PICTURES | _DOCUMENTS, "没有图片"),
    Form.ANIMATION: (_FILMS | _PICTURES, "没有动画或图片"),
    Form.VIDEO: (_FILMS, "没有视频文件或链接"),
    Form.AUDIO: (_SOUNDS | _FILMS, "没有音频文件或链接"),
    Form.H5: (frozenset[str](), "没有页面链接"),
}
_MAY_LINK = frozenset({Form.ANIMATION, Form.VIDEO, Form.AUDIO, Form.H5})
_NAMED = frozenset({Form.EXPERT, Form.LEADER})


@check(
    severity=Severity.WARNING,
    clause=INTERPRETATION_NORM,
    about="解读的内容与所写的“解读形式”相符",
    hint="补上相应的内容，或改正“解读形式”",
    kinds=("interpretation",),
)
def item_interpretation_form(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    form = item.details["form"]
    if form in _LACKS:
        types, lack = _LACKS[Form(form)]
        files = {row.type.lower().lstrip(".") for row in item.attachments}
        linked = form in _MAY_LINK and 'class="external"' in item.body.html
        if not (files & types or linked):
            yield Answer(item.at("form"), f"解读形式为“{form}”，但{lack}")
    elif form == Form.QUESTIONS and len(_QUESTION.findall(item.text)) < 2:
        yield Answer(item.at("form"), f"解读形式为“{form}”，但正文没有一问一答")
    elif form in _NAMED and not (item.details.get("interpreter") or item.row.image or item.details.get("author")):
        yield Answer(item.at("form"), f"解读形式为“{form}”，但没有写解读人", "补上“解读人: …”")
    elif form == Form.TEXT and not item.text.strip():
        yield Answer(item.at("form"), f"解读形式为“{form}”，但正文没有文字")
