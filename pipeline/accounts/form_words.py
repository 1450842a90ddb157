"""The words of the census form, and what its cells may be found wrong in."""

FORM_SHEET, NOTES_SHEET = "普查", "说明"
ON = "普查日期"
FORM_HEAD = (
    "平台", "账号ID", "账号名称", "主办单位", "上次更新日期", "最近更新日期", "能否使用", "能否互动", ON, "备注",
)  # fmt: skip
WIDTHS = (14, 24, 24, 24, 14, 14, 10, 10, 14, 40)
WEEK_LABEL = "本表是哪一周的（年份-周次，不要改）"
NOTES = (
    "灰底的五列已经填好，不要改；其余各列逐个账号填写。",
    "最近更新日期：看到的最后一条信息的日期，写 2026-11-18 这样；一条也没有的空着。",
    "能否使用：能打开、关注、下载并使用的写“是”，否则写“否”，原因写在备注里。",
    "能否互动：留言、评论、私信等能用的写“是”，不能的写“否”；没有试的空着。",
    "普查日期：哪一天看的，必须在这一周之内。",
    "没有看的账号整行空着，可以分几次填写、几次导入。",
)
OLDEST = "2005"
"""No account is of an earlier year."""
PLACE = "{file} 工作表“{sheet}”{address}"
FAULTS: dict[str, tuple[str, str]] = {
    "no-sheet": ("没有工作表“{sheet}”，现有：{known}", "不要删除或改名；用 census-form 生成的表重新填写"),
    "week": ("看不出是哪一周的（现为“{text}”）", "写回“年份-周次”，如 2026-47"),
    "column": ("首行应有且只有一列“{title}”", "不要删改首行；用 census-form 生成的表重新填写"),
    "long": ("表有 {limit} 行以上，不像普查表", "删去下面的空行，或重新填写"),
    "nothing": ("一个账号也没有填", "填写后再导入"),
    "unknown-account": ("账号“{account}”没有登记{near}", "改正平台和账号ID，或先在 accounts.yaml 登记"),
    "twice": ("账号“{account}”填了两行", "只保留一行"),
    "formula": ("是公式", "直接写内容"),
    "yes-no": ("“{title}”是“{text}”", "写“是”或“否”"),
    "day": ("“{title}”的“{text}”不是日期", "按 YYYY-MM-DD 填写；没有看到更新的，最近更新日期空着"),
    "not-looked": ("没有写“{title}”", "写上哪一天看的"),
    "another-week": ("普查日期 {day} 不在这一周（{monday} 至 {sunday}）", "核对日期，或改用那一周的表"),
    "not-yet": ("普查日期 {day} 还没有到（今天是 {today}）", "写实际看的那一天"),
    "too-old": ("最近更新日期 {day} 早于任何新媒体", "核对日期；没有看到更新的空着"),
    "after-look": ("最近更新日期 {day} 晚于普查日期 {on}", "核对两个日期"),
}
