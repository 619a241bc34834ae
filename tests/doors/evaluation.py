from tests.doors.row import programme, row

ROWS = [
    row("evaluation:delivered", "cora eve", kwargs=programme),
    row("evaluation:results", "cora eve", kwargs=programme),
    row("evaluation:refresh_result", "cora eve", kwargs=programme, method="post"),
    row("evaluation:export", "eve", kwargs=programme),
    row("evaluation:export", "eve", kwargs=programme, method="post"),
]
