"""The verbs of targeted push: the digest mail."""

from plugins.verb import verb


@verb(
    audience="面向哪类人群，如 企业",
    topic="哪个一级主题，如 科技、教育",
    authority="哪个机关，写代号",
    since="从哪一天起，格式 YYYY-MM-DD，默认到止日共七天",
    until="到哪一天止，格式 YYYY-MM-DD，默认今天",
    out="写到哪个文件，默认在 var/digests/",
)
def digest(
    *,
    audience: str | None = None,
    topic: str | None = None,
    authority: str | None = None,
    since: str | None = None,
    until: str | None = None,
    out: str | None = None,
) -> int:
    """邮件摘要：按人群、主题、机关把近几天公开的信息写成一封没有收件人的 .eml，不含任何个人信息。"""
    from plugins.digest_desk import write_digest

    return write_digest(audience, topic, authority, since, until, out)
