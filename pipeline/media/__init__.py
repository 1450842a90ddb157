"""One text for every channel: packages that people or a client carry to WeChat, Weibo and the rest."""
