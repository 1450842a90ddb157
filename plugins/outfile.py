"""A file that a verb writes for the editor. Raises Refused."""

from pathlib import Path

from pipeline.environment import Refused
from pipeline.troubles import reason


def put(path: Path, content: bytes, *, new: bool = False) -> None:
    """`new`: what stands there may be half filled in by hand, and is not written over; nor is a new one left half
    written, to be taken for such.
    """
    place = path.resolve()
    if place.is_relative_to(Path("output").resolve()):
        raise Refused("不能写进 output/：里面的文件都会发布到网上。请用 --out 换一个位置。")
    if place.is_relative_to(Path("content").resolve()):
        raise Refused("不能写进 content/：那里只放网站的内容。请用 --out 换一个位置。")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "xb" if new else "wb") as file:
            try:
                file.write(content)
                file.flush()
            except OSError:
                if new:
                    path.unlink()
                raise
    except FileExistsError:
        raise Refused(f"已有文件 {path}，没有覆盖。用 --out 换一个文件名。") from None
    except OSError as fault:
        raise Refused(f"{path} 写不进去：{reason(fault)}。") from None
