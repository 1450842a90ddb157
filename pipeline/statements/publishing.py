"""A draft of an item with its text and its annex, made in one go or not at all."""

import shutil
from pathlib import Path

from pipeline.kind import Kind
from pipeline.kinds import KINDS
from pipeline.new_item import Made, NotMade, Words, new_item, node_of
from pipeline.tables import SPECIAL, read_tables

TEXTS = ("article", "document", SPECIAL)
"""Kinds of columns whose items are a text with a title: others want fields of their own, which nobody has told."""


def draft(
    content: Path,
    column: str,
    title: str,
    text: str,
    annex: tuple[str, bytes] | None,
    words: Words,
    authority: str = "",
) -> Made:
    """`annex`: name and bytes of the file beside the item. Raises NotMade, also for a column whose items are no texts,
    and then leaves nothing.
    """
    node = node_of(read_tables(content), column)
    if node.kind not in TEXTS:
        raise NotMade("kind", column=column, kind=KINDS[node.kind].name if node.kind in KINDS else node.kind)
    made = new_item(content, column, title, authority or None, words)
    folder = made.path.with_suffix("")
    try:
        head, fence, _ = made.path.read_text(encoding="utf-8").rpartition("---\n")
        if annex:
            folder.mkdir()
            (folder / annex[0]).write_bytes(annex[1])
            head += f"{Kind.model_fields['attachments'].alias}: [{annex[0]}]\n"
        made.path.write_text(f"{head}{fence}\n{text.strip()}\n", encoding="utf-8")
    except BaseException:
        made.path.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return made
