"""No two addresses differ only in case or in how a character is composed: some hosts take them for one."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.standards import HOUSE_RULE


@check(
    severity=Severity.ERROR,
    clause=HOUSE_RULE,
    about="网址不重复，也不只差大小写或写法",
    hint="给其中的文件改名",
)
def site_urls(site: Inspected) -> Iterator[Answer]:
    folded: defaultdict[str, list[str]] = defaultdict(list)
    for file in site.files:
        folded[file.lower() if file.isascii() else unicodedata.normalize("NFC", file).casefold()].append(file)
    for files in folded.values():
        if len(files) > 1:
            files.sort()
            yield Answer(Location(f"output{files[-1]}"), f"这些网址在部分服务器上是同一个：{'、'.join(files)}")
