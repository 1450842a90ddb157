"""What the web editor says."""

AWAITING = "待编号"
"""What stands for an index number until one is allocated."""
BODY = "正文"
BODY_HINT = "段落之间空一行；单独成行的“一、”“（一）”自动成为标题；图片、附件先在上面的“图片”“附件”里上传"
INDEX_HINT = "机构代码/年份-流水号；不知道流水号的写“待编号”，交稿以后由 number 命令统一取号"
FILE_HINT = "文件名会变成小写字母和数字，请先改成看得懂的字母文件名再上传"
WHOLE_NUMBER = "写整数，如 12 或 1,200"
DECIMAL_NUMBER = "写数字，如 12 或 12.5"
FIGURE = "写数字；空着的写 —"
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
REFUSALS = {
    "request": "请求不对：{what}",
    "missing": "没有找到：{what}",
    "path": "不能写这个位置：{path}",
    "branch": "没有分支“{branch}”，先提交一次，或用 --branch 写明主干分支",
    "open": "分支“{branch}”正在一个工作目录里打开，先切换到别的分支再保存",
    "moved": "分支“{branch}”刚刚被别人改过，请刷新页面，把改动再做一次",
    "media": "文件要在条目的表单里上传，不能单独放进媒体库",
    "publish": "发布要经过审核合并，不在这里做",
    "delete": "已发布的条目不能在这里删除；要撤下，把“状态”改为“已撤回”",
    "move": "条目不能改名，网址要长期有效",
    "git": "git 没有做成：{what}",
}
PHRASES = {
    "auth.loginWithForgejo": "使用 Forgejo 登录",
    "collection.collectionTop.viewAsList": "按列表显示",
    "collection.collectionTop.viewAsGrid": "按卡片显示",
    "collection.entries.unpublishedHeader": "没有发布的",
    "editor.editorControl.field.widgetLabel": "%{widgetLabel}",
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
    "editor.editorToolbar.statusInfoTooltipDraft": "现在是草稿。写好了，把状态改为“审查中”送审",
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
"""What the editor itself says only in English."""
