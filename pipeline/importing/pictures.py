"""Pictures of foreign files: looked at, named in ASCII, those of other formats made PNG."""

import io
import warnings

from pipeline.importing.arrival import Remark
from pipeline.picture import MOST_PIXELS, fault_of

_SUFFIXES = ((b"\xff\xd8", "jpg"), (b"\x89PNG", "png"), (b"GIF8", "gif"), (b"RIFF", "webp"))
_OTHERS = ((b"BM", "BMP"), (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"))


class Album:
    """The pictures that an item takes along, by name; the same bytes once."""

    def __init__(self, found: dict[str, bytes], remarks: list[Remark]) -> None:
        self.files: dict[str, bytes] = {}
        self._found, self._remarks = found, remarks
        self._names: dict[str, str | None] = {}

    def name(self, address: str) -> str | None:
        """The name of a picture beside the item; None, and a remark, for one that does not come along."""
        if address not in self._names:
            self._names[address] = self._take(address)
        return self._names[address]

    def _take(self, address: str) -> str | None:
        shown = address if len(address) < 80 else address[:40] + "\u2026"
        raw = self._found.get(address)
        if raw is None:
            self._remarks.append(Remark("picture-missing", "", shown))
            return None
        raw = _as_png(raw) or raw
        fault = fault_of(raw)
        if fault:
            code = {"type": "picture-type", "pixels": "picture-pixels"}.get(fault, "picture-damaged")
            self._remarks.append(Remark(code, "", shown))
            return None
        known = next((name for name, content in self.files.items() if content == raw), None)
        if known:
            return known
        suffix = next(suffix for mark, suffix in _SUFFIXES if raw.startswith(mark))
        name = f"image-{len(self.files) + 1}.{suffix}"
        self.files[name] = raw
        return name


def _as_png(raw: bytes) -> bytes | None:
    """A bitmap that no browser shows, without loss; None for anything else, and for what cannot be read."""
    form = next((form for mark, form in _OTHERS if raw.startswith(mark)), None)
    if form is None:
        return None
    from PIL import Image

    written = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(raw), formats=(form,)) as image:
                if image.width * image.height > MOST_PIXELS:
                    return None
                image.convert("RGBA" if "A" in image.getbands() else "RGB").save(written, "PNG")
    except Exception:  # whatever the decoders stumble over, the file is the fault
        return None
    return written.getvalue()
