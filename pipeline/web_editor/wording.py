"""What the web editor says."""

AWAITING = "待编号"
"""What stands for an index number until one is allocated."""
BODY = "正文"
BODY_HINT = (
    "段落之间空一行；单独成行的“一、”“（一）”自动成为标题；文中的图片：点上面“图片”里的“选择图片”上传，"
    "“复制名称”，写成 \\![说明]\\(名称)"
)
INDEX_HINT = "机构代码/年份-流水号；不知道流水号的写“待编号”，交稿以后由 number 命令统一取号"
FILE_HINT = "文件名变成小写字母和数字；没有字母的，换成“file-”开头的名字"
SHEETS_HINT = (
    "{names}的数字不在这里填：用 report-template 取填报表，在表格软件里填好，用 report-import 导入；"
    "已经导入的，在这里保存时原样不动"
)
WHOLE_NUMBER = "写整数，如 12 或 1,200"
DECIMAL_NUMBER = "写数字，如 12 或 12.5"
PATTERN_INDEX = "写作 机构代码/年份-流水号，或“待编号”"
KEY, VALUE = "名称", "内容"
SINGULAR = "信息"
ONLY = "只看{status}"
SUMMARY = "{{发布时间}} {{标题}}"
SEPARATOR = " / "
TITLE = "网页编辑器"
LOADING = "正在打开编辑器。如果一直停在这里，请用新版本的浏览器，并允许运行脚本。"
COMMITS = {
    "create": "新建 {{path}}",
    "update": "修改 {{path}}",
    "delete": "删除 {{path}}",
    "uploadMedia": "上传 {{path}}",
    "deleteMedia": "删除文件 {{path}}",
}
FAULTS = {
    "encoding": "不是 UTF-8 编码",
    "opening": "没有页头，或页头没有结束",
    "yaml": "第 {line} 行写得不对",
    "shape": "“{key}”的写法表单里放不下",
    "apart": "页头的写法表单拆不开",
    "title": "（打不开：{what}。请用 check 看是哪里，在编辑软件里改）",
    "save": "这一篇没有保存，原文没有动：{what}。请在编辑软件里改",
}
"""Why a file is not for the form, and what the list and an attempt to save say of it."""
UPLOADS = {
    "type": "“{name}”不能上传：不收 .{type} 文件。能发布的类型见手册的字段对照表",
    "picture": "“{name}”不是图片：这里只收 jpg、png、gif、webp",
    "empty": "“{name}”是空文件（0 字节），没有上传。请从原稿重新导出",
    "size": "“{name}”超过 {limit} MB，没有上传。请压缩或拆开",
    "content": "“{name}”的内容不是 .{type} 文件，没有上传。改后缀不能改变文件类型，请从原稿重新导出",
    "csv": "“{name}”不是 UTF-8 编码，没有上传。在表格软件里用“另存为”选“CSV UTF-8（逗号分隔）”，再上传",
    "one": "一次只能上传一个文件，请一个一个上传",
    "media": "文件要在条目的表单里上传，不能单独放进媒体库",
    "paste": "图片、文件不能粘贴进来。先存成文件，再点“选择图片”或“选择文件”上传",
    "replace": "这一篇里已有“{name}”。用新的文件替换它吗？不替换，请先给新文件改名",
}
REFUSALS = {
    "request": "请求不对：{what}",
    "large": "一次保存的文件太大：先去掉几个，保存一次，再加其余的",
    "missing": "没有找到：{what}",
    "path": "不能写这个位置：{path}",
    "branch": "没有分支“{branch}”，先提交一次，或用 --branch 写明主干分支",
    "open": "分支“{branch}”正在一个工作目录里打开，先切换到别的分支再保存",
    "moved": (
        "这一篇刚刚被别人改过，或者在另一个窗口里改过：没有保存，也没有盖过它。"
        "先把这里写的复制出来，再刷新页面，把改动再做一次"
    ),
    "gone": (
        "这一篇的草稿刚刚被删除了，没有保存。还要的，把这里写的复制出来，另建一篇；误删的，在 refs/dropped/ 下能找回"
    ),
    "full": "磁盘满了，没有保存，填的内容还在页面里：腾出空间，再点“保存”。{what}",
    "readonly": "仓库不让写，没有保存，填的内容还在页面里：把文件夹 .git 的写权限交给运行命令的人，再点“保存”。{what}",
    "disk": "文件写不进去，没有保存，填的内容还在页面里：看磁盘是不是满了，再点“保存”。{what}",
    "identity": "git 不知道是谁在写：在仓库里运行 git config user.name 姓名 和 git config user.email 邮箱，再保存一次",
    "locked": "另一个 git 命令正在运行，没有保存。等它结束再保存；确认没有在运行的，删去锁文件：{what}",
    "prefix": "有一个分支叫“{branch}”，草稿的分支没有地方放：给它改名，例如 git branch -m {branch} {branch}-old",
    "media": "文件要在条目的表单里上传，不能单独放进媒体库",
    "publish": "发布要经过审核合并，不在这里做",
    "delete": "已发布的条目不能在这里删除；要撤下，把“状态”改为“已撤回”",
    "move": "条目不能改名，网址要长期有效",
    "git": "git 没有做成：{what}",
}
UNANSWERED = {
    "unreachable": (
        "连不上服务器。填过的内容还在这个页面里，不要关：在本机用的，到命令窗口里重新运行 web-editor；"
        "在平台上用的，看网络通不通。然后再做一次"
    ),
    "slow": "服务器一分钟没有回答，不知道做了没有。填过的内容还在这个页面里，不要关：过一会儿再做一次",
}
REACH = {"fold": "收起或展开这一项：{field}", "remove": "删除这一项：{field}", "move": "拖动，改变次序：{field}"}
PHRASES = {
    "editor.editorToolbar.inReview": "审核中",
    "workflow.workflowList.inReviewHeader": "审核中",
    "editor.editor.confirmLoadBackup": (
        "浏览器里留着这一篇没有保存的内容。要用它吗？点“确定”填进表单，看过再保存；点“取消”就不要它了。"
    ),
    "editor.editor.onLeavePage": "填的内容还没有保存，离开就没有了。要离开吗？",
    "ui.toast.onFailToDelete": "没有删除：%{details}",
    "ui.toast.onFailToPersist": "没有保存：%{details}",
    "ui.toast.onFailToLoadEntries": "没有取到：%{details}",
    "ui.toast.onFailToUpdateStatus": "状态没有改：%{details}",
    "auth.loginWithForgejo": "使用 Forgejo 登录",
    "collection.sidebar.collections": "栏目",
    "collection.sidebar.allCollections": "全部栏目",
    "editor.editorToolbar.backCollection": "正在栏目“%{collectionLabel}”中编写",
    "workflow.workflow.newPost": "新建条目",
    "collection.collectionTop.viewAsList": "按列表显示",
    "collection.collectionTop.viewAsGrid": "按卡片显示",
    "collection.entries.unpublishedHeader": "没有发布的",
    "editor.editorControl.field.widgetLabel": "%{widgetLabel}",
    "editor.editorControlPane.widget.rangeCount": "“%{fieldLabel}”至少要有 %{minCount} 项，最多 %{maxCount} 项。",
    "editor.editorControlPane.widget.rangeMin": "“%{fieldLabel}”至少要有 %{minCount} 项。",
    "editor.editorControlPane.widget.rangeMax": "“%{fieldLabel}”最多只能有 %{maxCount} 项。",
    "editor.editorInterface.toggleNotes": "显示或收起备注",
    "editor.editorNotesPane.title": "备注",
    "editor.editorNotesPane.emptyState": "还没有备注。",
    "editor.editorNotesPane.addNote": "添加备注",
    "editor.editorNotesPane.addPlaceholder": "写一条备注……",
    "editor.editorNotesPane.editPlaceholder": "修改备注……",
    "editor.editorNotesPane.save": "保存",
    "editor.editorNotesPane.cancel": "取消",
    "editor.editorNotesPane.edit": "修改",
    "editor.editorNotesPane.delete": "删除",
    "editor.editorNotesPane.resolve": "标为已解决",
    "editor.editorNotesPane.unresolve": "改回未解决",
    "editor.editorNotesPane.confirmDelete": "要删除这条备注吗？",
    "editor.editorNotesPane.shortcut": "提示：按 Ctrl+Enter 添加",
    "editor.editorToolbar.statusInfoTooltipDraft": "现在是草稿。写好了，把状态改为“审核中”送审",
    "editor.editorToolbar.statusInfoTooltipInReview": "正在审核，不用再做什么；这时仍可以修改。",
    "editor.editorWidgets.markdown.strikethrough": "删除线",
    "editor.editorWidgets.markdown.toggleMode.rich": "改用可视化编辑",
    "editor.editorWidgets.markdown.toggleMode.markdown": "改用原文编辑",
    "editor.editorWidgets.image.chooseMultiple": "选择图片",
    "editor.editorWidgets.image.addMore": "再加图片",
    "editor.editorWidgets.image.removeAll": "去掉全部图片",
    "editor.editorWidgets.file.chooseMultiple": "选择文件",
    "editor.editorWidgets.file.addMore": "再加文件",
    "editor.editorWidgets.file.removeAll": "去掉全部文件",
    "editor.editorWidgets.datetime.setToNow": "把“%{fieldLabel}”设为现在",
    "editor.editorWidgets.list.addType": "添加%{item}",
    "editor.editorWidgets.object.expand": "展开",
    "editor.editorWidgets.object.collapse": "收起",
    "mediaLibrary.mediaLibraryModal.close": "关闭",
    "ui.settingsDropdown.account": "账号选项",
    "ui.toast.noteAdded": "已添加备注",
    "ui.toast.onFailToAddNote": "备注没有添加：%{details}",
    "ui.toast.noteUpdated": "已修改备注",
    "ui.toast.onFailToUpdateNote": "备注没有修改：%{details}",
    "ui.toast.noteDeleted": "已删除备注",
    "ui.toast.onFailToDeleteNote": "备注没有删除：%{details}",
    "ui.toast.noteResolved": "备注已解决",
    "ui.toast.noteReopened": "备注改回未解决",
    "ui.toast.onFailToToggleNote": "备注的状态没有改：%{details}",
    "workflow.workflow.dateFormat": "M月D日",
}
"""What the editor itself says only in English, or in words of another trade."""
