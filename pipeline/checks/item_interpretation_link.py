"""An interpretation names a document that is on this site and shown."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, alike, check
from pipeline.finding import Severity
from pipeline.phrases import left_out, near
from pipeline.standards import INTERPRETATION_NORM


@check(
    severity=Severity.ERROR,
    clause=INTERPRETATION_NORM,
    about="政策解读关联到本站已公开的文件",
    hint="“解读文件”写被解读文件的索引号、发文字号或路径，并先发布该文件",
    kinds=("interpretation",),
)
def item_interpretation_link(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    register = site.register
    for n, target in enumerate(item.row.references().get("interprets", ())):
        place, path = item.at("interprets", n), register.resolve(target)
        if path is None:
            known, source = [*register.by_index_number, *register.by_document_number], site.left_out(target)
            state = left_out(source) if source else f"不存在{near(target, alike(target, known))}"
            yield Answer(place, f"解读的文件“{target}”{state}")
        elif path == item.row.path:
            yield Answer(place, "解读的文件是它自己")
        elif path not in register.shown_paths:
            yield Answer(place, f"解读的文件“{target}”没有公开（content/{path}.md）")
