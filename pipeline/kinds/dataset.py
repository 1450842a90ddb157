"""数据发布: a CSV beside the item becomes a table, a chart and a download."""

from pipeline.kind import FileName, Kind, Line, Lines, Part, label
from pipeline.terms import ChartType


class Chart(Part):
    form: ChartType = label("类型", help="柱状图、折线图、饼图")
    across: Line = label("横轴", help="CSV 的列名")
    values: Lines = label("纵轴", help="CSV 的列名，一个或几个", min_length=1)
    unit: Line | None = label("单位", help="数值的单位", default=None)
    title: Line | None = label("图名", help="不写则用标题", default=None)


class Dataset(Kind):
    key = "dataset"
    name = "数据发布"
    needs_body = False

    table: FileName = label("数据", help="条目旁的 CSV 文件名，UTF-8，首行为列名")
    chart: Chart | None = label("图表", help="类型、横轴、纵轴、单位、图名", default=None)
    period: Line | None = label("统计期", help="如 2026年前三季度", default=None)
    compiled_by: Line | None = label("数据来源", help="谁统计的", default=None)
    dictionary: dict[Line, Line] = label("字段说明", help="列名: 含义", default={})


KIND = Dataset
