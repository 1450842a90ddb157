"""A draft of an item with its text and its annex, made in one go or not at all."""

import shutil
from pathlib import Path

from pipeline.kind import Kind
from pipeline.new_item import Made, Words, new_item


def draft(
    content: Path,
    column: str,
    title: str,
    text: str,
    annex: tuple[str, bytes] | None,
    words: Words,
    authority: str = "",
) -> Made:
    """`annex`: name and bytes of the file beside the item. Raises NotMade, and then leaves nothing."""
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
