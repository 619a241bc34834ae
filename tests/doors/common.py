from tests.doors.row import EVERYBODY, row

ROWS = [row("common:patterns", EVERYBODY)]
