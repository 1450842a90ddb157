"""The verbs of delivery: packages to accounts, what was put right by hand, feeds to a hub."""

from plugins.verb import verb


@verb(
    channel="渠道，如 wechat；wechat 进草稿箱，其余发到自己的接收地址",
    account="账号ID，见 accounts.yaml",
    item="只发这一条，写条目路径",
    since="发哪一天以后发布的，格式 YYYY-MM-DD，默认最近七天；以前发过又改了的总会更新",
    go="真正发送，默认只试运行",
    again="草稿已不在草稿箱的，另建一个",
    most="这次最多发几个",
    no_build="不先生成网站，只用上次生成时读到的内容",
)
def media_send(
    *,
    channel: str,
    account: str,
    item: str | None = None,
    since: str | None = None,
    go: bool = False,
    again: bool = False,
    most: int = 20,
    no_build: bool = False,
) -> int:
    """发送发布包：默认试运行；每个只发一次，改了就更新草稿，记入 content/sent/；绝不自动发表。"""
    from plugins.delivery_desk import make_and_send

    asked = {"item": item, "since": since, "go": go, "again": again, "most": most}
    return make_and_send(channel, account, no_build=no_build, **asked)


@verb(channel="渠道，如 wechat", account="账号ID", item="条目路径")
def media_settle(*, channel: str, account: str, item: str) -> int:
    """人工处理：在平台上已更正或删除的，记入发送台账，检查不再提示。"""
    from plugins.delivery_desk import settle

    return settle(channel, account, item)


@verb(go="真正通知，默认只试运行")
def ping_feeds(*, go: bool = False) -> int:
    """通知订阅中心：把有变化的订阅源告诉 site.yaml 里的“订阅中心”（WebSub），没有写就不通知。"""
    from plugins.delivery_desk import ping_feeds as ping

    return ping(go=go)
