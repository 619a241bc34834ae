from tests.doors.row import EVERYBODY, SIGNED_IN, row

ROWS = [
    row("people:ask_for_link", EVERYBODY),
    row("people:link_sent", EVERYBODY),
    row("people:use_link", EVERYBODY, kwargs=lambda cast: {"token": "not-a-link"}, inside=(410,)),
    row("people:not_offered", EVERYBODY, kwargs=lambda cast: {"page": "signup"}, inside=(404,)),
    row("people:account", SIGNED_IN),
    row("people:profile", SIGNED_IN),
    row("people:sign_out_of_all", SIGNED_IN),
]
