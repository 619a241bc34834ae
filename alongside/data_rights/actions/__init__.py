"""People's rights over what is kept about them: a copy, and to be forgotten."""

from alongside.data_rights.actions.asking import (
    AlreadyAsked,
    ask_for_copy,
    ask_to_be_forgotten,
    one_month_after,
)
from alongside.data_rights.actions.copies import (
    NotDecided,
    decide_rows,
    forget_old_copies,
    note_copy_read,
    note_copy_taken,
    release_copy,
    take_back_request,
)
from alongside.data_rights.actions.erasing import (
    StillTakesPart,
    erase,
    erase_again,
    stay_remembered,
)

__all__ = [
    "AlreadyAsked",
    "NotDecided",
    "StillTakesPart",
    "ask_for_copy",
    "ask_to_be_forgotten",
    "decide_rows",
    "erase",
    "erase_again",
    "forget_old_copies",
    "note_copy_read",
    "note_copy_taken",
    "one_month_after",
    "release_copy",
    "stay_remembered",
    "take_back_request",
]
