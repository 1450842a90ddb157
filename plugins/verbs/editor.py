"""The verbs of the web editor."""

from plugins.verb import verb

PACKAGES = "npm pack 取来的程序包放在哪个文件夹"


@verb(
    form="代码平台：github、gitlab 或 forgejo；不写，就在本机打开",
    repo="仓库，例如 shifan/gongkai",
    branch="主干分支",
    address="自建平台的网址，例如 https://git.example.gov.cn；github.com 不用写",
    login="github 用：代办登录的服务的网址",
    app="gitlab、forgejo 用：在平台上登记本编辑器得到的应用 ID",
    out="平台用的编辑器生成到哪个文件夹，不随网站发布",
    port="本机打开时用的端口；不写，用 8265，被占用的另取一个",
    packages=PACKAGES,
)
def web_editor(
    *,
    form: str = "",
    repo: str = "",
    branch: str = "main",
    address: str = "",
    login: str = "",
    app: str = "",
    out: str = "admin",
    port: int = 0,
    packages: str = ".cache",
) -> int:
    """网页编辑器：按各形态的字段生成表单，在浏览器里写条目；不写平台就在本机打开，草稿存成分支。"""
    from plugins import editor_desk

    if not form:
        return editor_desk.open_here(port, branch, packages)
    return editor_desk.make(editor_desk.place_of(form, repo, branch, address, login, app), out, packages)


@verb()
def number() -> int:
    """统一取号：给索引号写着“待编号”的条目取下一个索引号，只改这一处。"""
    from plugins.editor_desk import number as give

    return give()
