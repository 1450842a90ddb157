"""The verbs of new media: packages of items for every channel."""

from plugins.verb import AS_OF, verb


@verb(as_of=AS_OF, out="发布包的目录，不随网站发布", no_build="不先生成网站，只用上次生成时读到的内容")
def media(*, as_of: str | None = None, out: str = "output-media", no_build: bool = False) -> int:
    """制作发布包：按栏目和条目的“渠道”，把内容做成微信、微博等平台的发布包，只做有改动的。"""
    from plugins import host, media_desk

    built = 0 if no_build else host.build(as_of=as_of)
    return built if built > 1 else max(built, media_desk.packages(as_of, out))
