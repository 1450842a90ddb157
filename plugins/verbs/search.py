"""The verbs of searching: by hand, the index of record, the service."""

from plugins.verb import verb

CLUSTER = "改用 OpenSearch 集群，写地址，如 https://10.0.0.5:9200；见 docs/search-cluster.md"


@verb(
    text="要找的词，可以不止一个；有引号、空格也照原样查",
    column="只查这些栏目，写栏目路径，多个用逗号隔开",
    authority="只查这些机关，写机关代号，多个用逗号隔开",
    kind="只查这些类别，写类别代号，多个用逗号隔开",
    year="只查这些年份，多个用逗号隔开",
    since="只查这一天及以后发布的，格式 YYYY-MM-DD",
    until="只查这一天及以前发布的，格式 YYYY-MM-DD",
    sort="排序：relevance 相关度，date 时间",
    page="第几页，每页 10 条",
    everything="词恰好是文号、索引号时，也查提到它的其他内容",
)
def search(
    *,
    text: str,
    column: str = "",
    authority: str = "",
    kind: str = "",
    year: str = "",
    since: str = "",
    until: str = "",
    sort: str = "relevance",
    page: int = 1,
    everything: bool = False,
) -> int:
    """搜索内容：按读者搜索的同一规则查找，列出文件位置；找到为 0，没有为 1。"""
    from plugins import search_desk

    facets = {"column": column, "authority": authority, "kind": kind, "year": year}
    return search_desk.search(text, facets, since=since, until=until, sort=sort, page=page, everything=everything)


@verb(full="不看已有的索引，全部重做", cluster=CLUSTER)
def search_index(*, full: bool = False, cluster: str = "") -> int:
    """更新搜索索引：只处理有改动的内容，结果在 var/whoosh/，搜索服务随即改用新索引。"""
    from plugins import search_desk

    return search_desk.bring_up_to_date(full=full, cluster=cluster)


@verb(port="本机端口", processes="进程数，0 为每个处理器核心一个", cluster=CLUSTER)
def search_service(*, port: int = 8081, processes: int = 0, cluster: str = "") -> int:
    """搜索服务：在本机提供 /api/search 和 /api/suggest，先更新索引；供网站服务器转发。"""
    from plugins import search_desk

    return search_desk.serve(port, processes, cluster)
