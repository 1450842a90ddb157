"""What the machine refuses, in the editor's language. Standard library only: it is told before .venv is entered too."""

from __future__ import annotations

import errno
import os

REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EROFS: "目录是只读的",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "同时打开的文件太多",
    errno.ENFILE: "同时打开的文件太多",
    errno.ENOENT: "没有这个文件或目录",
    errno.EISDIR: "那里是一个目录",
    errno.ENOTDIR: "路径中有一级不是目录",
    errno.EEXIST: "那里已有同名文件",
    errno.ENOTEMPTY: "目录不是空的",
    errno.ELOOP: "那里是一个链接",
    errno.ENAMETOOLONG: "名称太长",
    errno.ENOMEM: "内存不足",
    errno.EFBIG: "文件太大",
    errno.EBUSY: "正被别的程序占用",
    errno.ETXTBSY: "正被别的程序占用",
    errno.ESTALE: "网络磁盘已断开",
}
_WAYS = {
    errno.ENOSPC: "请腾出空间",
    errno.EDQUOT: "请腾出空间或调大配额",
    errno.EROFS: "请让目录可以写入",
    errno.EACCES: "请检查文件和目录的权限",
    errno.EPERM: "请检查文件和目录的权限",
    errno.EIO: "请检查磁盘",
    errno.EMFILE: "请用 ulimit -n 调大上限",
    errno.ENFILE: "请用 ulimit -n 调大上限",
    errno.ENOMEM: "请关掉别的程序或增加内存",
    errno.EBUSY: "请等它用完",
    errno.ESTALE: "请重新连接",
}
_STORE_SAYS = {
    "disk is full": errno.ENOSPC,
    "readonly": errno.EROFS,
    "unable to open": errno.EACCES,
    "disk I/O error": errno.EIO,
    "locked": errno.EBUSY,
}
"""SQLite tells no number of the system's."""


def reason(fault: OSError) -> str:
    """Why the system refused, without the file."""
    return REASONS.get(fault.errno or 0) or fault.strerror or type(fault).__name__


def no_port(fault: OSError | OverflowError) -> str:
    """Why a port of this machine cannot be had."""
    reasons = {errno.EADDRINUSE: "已被别的程序占用", errno.EACCES: "没有权限"}
    return reasons.get(getattr(fault, "errno", 0) or 0, "应在 1 到 65535 之间")


def told(fault: BaseException) -> str | None:
    """One sentence with the way out; None for a fault of the program itself."""
    number, place = _traced(fault)
    where = f"（{place}）" if place else ""
    if number not in _WAYS and number in REASONS and place:
        return f"没有完成：{REASONS[number]}{where}。请核对这个路径，或换一个；加 --debug 可看到出错位置。"
    if number not in _WAYS:
        return None
    return f"没有完成：{REASONS[number]}{where}。{_WAYS[number]}，再运行一次，没有写完的会补上。"


def _traced(fault: BaseException) -> tuple[int, str]:
    """The system's number of the reason, 0 when there is none; and the file, or ""."""
    if isinstance(fault, OSError):
        place = fault.filename2 or fault.filename  # of a copy, the file that was being written
        return fault.errno or 0, os.fsdecode(place) if isinstance(place, (str, bytes)) else ""
    if isinstance(fault, MemoryError):
        return errno.ENOMEM, ""
    if type(fault).__module__ == "sqlite3" and type(fault).__name__ == "OperationalError":
        return next((number for words, number in _STORE_SAYS.items() if words in str(fault)), 0), ""
    if type(fault).__name__ == "BrokenProcessPool":  # most often the system ended the one with most memory
        return errno.ENOMEM, ""
    return 0, ""
