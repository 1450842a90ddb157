"""Preview: serve a build of its own on this machine, rebuild when a source changes, tell the browser.

The build runs as a separate process, so edited code takes effect and a broken build leaves the last good pages in view.
What is served differs from the files in one line of HTML, the script that listens for news; no file is ever touched.
Before the build of an edited item its own page is made by a process that has the site in mind (`resident.py`), which
also gives pages to drafts and to items that wait for their time. A build that is under way rests meanwhile: whoever has
saved a file looks at its page.
"""

import signal
import sys
import threading
from functools import partial
from pathlib import Path
from typing import NoReturn

from pipeline.background import Background
from pipeline.changed_paths import Changes, Touched, touched, watch
from pipeline.preview_board import GONE, Board
from pipeline.preview_handler import OUTPUT, WAITING, Handler, House, Server, base_of
from pipeline.resident import Resident
from pipeline.troubles import no_port

SOURCES = ("content", "themes", "plugins", "pipeline")
STORE = "var/preview.sqlite"
BUILD = ("tasks.py", "build", "--store", STORE, "--output", OUTPUT)
RESIDENT = ("content", OUTPUT, STORE, "themes/gov", "")
AT_ONCE = 20
"""Items saved together whose pages are made before the build."""


def serve(root: str, port: int) -> int:
    """Serve until interrupted. Exit status 0, or 2 when the port is taken."""
    place = Path(root).resolve()
    builds = Background([sys.executable, *BUILD], place, partial(print, end="", flush=True))
    house = House(place, Board(), Resident(place, RESIDENT), builds)
    try:
        server = Server(("127.0.0.1", port), partial(Handler, house))
    except (OSError, OverflowError) as fault:
        print(f"错误 无法使用端口 {port}（{no_port(fault)}）。请换一个，例如：--port 8001", file=sys.stderr)
        return 2
    # A shell that starts it in the background has it ignore Ctrl-C.
    for end in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(end, signal.default_int_handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    print(f"预览地址：{address}{base_of(place)}/    草稿和定时发布的：{address}{WAITING}    按 Ctrl-C 结束", flush=True)
    try:
        _follow(house)
    except KeyboardInterrupt:
        print("\n预览已结束。", flush=True)
    finally:
        house.board.close()
        builds.end()
        house.resident.end()
        server.shutdown()
        server.server_close()
    return 0


def _follow(house: House) -> NoReturn:
    """Show at once what changes, and have it built. Watching begins before the first build, so no edit is missed."""
    root, changed, todo = house.root, Changes(), Changes()
    folders = [root / name for name in SOURCES if (root / name).is_dir()]
    watch(changed, *folders)
    # Editors replace a file instead of writing into it, which a watch on the file itself does not survive.
    watch(changed, root, recursive=False, watch_filter=lambda _, path: path == str(root / "pelicanconf.py"))
    threading.Thread(target=_build, args=(house, todo), daemon=True).start()
    while True:
        paths = changed.take()
        house.builds.hold()
        _show_at_once(house, touched(root / "content", paths))
        house.builds.hold()
        todo.add(paths)


def _show_at_once(house: House, found: Touched) -> None:
    base, board = base_of(house.root), house.board
    for item in sorted(found.items)[:AT_ONCE]:
        address = f"{base}/{item}.html"
        made = house.resident.ask(item=item, checked=False) or {}
        if made.get("html"):
            board.put(address, made["html"].encode(), made)
        elif not (house.root / f"content/{item}.md").is_file():
            board.put(address, GONE)
        elif made.get("findings"):
            board.put(address, None, made)
    for file in found.files:
        board.put(f"{base}/{file}", house.root / "content" / file)


def _build(house: House, todo: Changes) -> NoReturn:
    """Build at once, and whenever there is something to do."""
    board, resident = house.board, house.resident
    first = threading.Thread(target=resident.begin, daemon=True)
    if (house.root / STORE).is_file():  # what an earlier preview left is good enough for the page of a new source
        first.start()
    found = Touched()
    while True:
        board.begin()
        status, output = house.builds.run()
        if first.is_alive():
            first.join()
        gave = board.state.after(status, output).built > board.state.built
        again = sorted(found.items) if board.state.built else None
        kept = gave and not found.anew and resident.ask(again=again) is not None
        board.after(status, output)
        if gave and not kept:
            resident.begin()
            board.turn()
        left = Touched() if gave else found
        found = left.also(touched(house.root / "content", todo.take()))
