"""Plain English for every code of the import. Pages translate by code and fall back to these words.

Keys are stable: they are stored with an import. Braces name the parameters that come with the code.
"""

from __future__ import annotations

from typing import Final


def _(words: str) -> str:
    """Marks words for the translators. Pages translate them; this library says them in English."""
    return words


ERRORS: Final[dict[str, str]] = {
    "too_large": _(
        "This file is {size_mb} MB. We can read files up to {limit_mb} MB. Save only the sheet with people in it as a new file."
    ),
    "too_many_rows": _(
        "This sheet has more than {limit} rows. Split it into files of up to {limit} rows each."
    ),
    "too_many_columns": _("This sheet has more than {limit} columns. Keep only the columns about people."),
    "unpacks_too_large": _(
        "This workbook unpacks to more than {limit_mb} MB. Copy the rows you need into a new workbook."
    ),
    "not_a_spreadsheet": _(
        "This file is not a spreadsheet. It looks like {kind}. Choose a CSV or XLSX file."
    ),
    "old_excel": _("This is an old Excel file (XLS). Open it and save it as “Excel workbook (.xlsx)”."),
    "binary_workbook": _(
        "This is a binary Excel file (XLSB). Open it and save it as “Excel workbook (.xlsx)”."
    ),
    "open_document": _(
        "This is an OpenDocument spreadsheet (ODS). Open it and save it as “Excel 2007-365 (.xlsx)”."
    ),
    "numbers_document": _("This is an Apple Numbers file. Open it and export it to Excel or CSV."),
    "password_protected": _("This file is protected by a password. Save a copy without the password."),
    "damaged": _(
        "This file is damaged and cannot be opened. Open it in your spreadsheet program and save it again."
    ),
    "empty": _("This file has nothing in it."),
    "no_rows": _("This sheet has headings but no people below them."),
    "no_header": _(
        "We cannot find a row of headings. Add a row on top that says what each column holds, such as Name, Phone, E-mail."
    ),
    "unreadable_encoding": _(
        "We cannot read the letters in this file. Save it as “CSV UTF-8” or as an Excel workbook."
    ),
    "unclosed_quote": _("Row {row} opens a quotation mark that is never closed. Close it or take it out."),
    "cell_too_long": _("A cell near row {row} is far too long. There may be a stray quotation mark."),
    "no_such_sheet": _("There is no sheet called “{sheet}” in this workbook."),
    "no_room": _("There is no free column on the right of this sheet."),
}

KINDS: Final[dict[str, str]] = {
    "program": _("a program"),
    "pdf": _("a PDF"),
    "picture": _("a picture"),
    "archive": _("a ZIP or other archive"),
    "word": _("a text document"),
    "slides": _("a slide show"),
    "web_page": _("a web page"),
    "binary": _("something other than text"),
}

NOTES: Final[dict[str, str]] = {
    "encoding_windows_1252": _(
        "The file does not say how its letters are stored. We read it as Windows text (1252): check names with accents."
    ),
    "garbled_text": _(
        "Some letters look garbled, in row {row} for example. Save the file as “CSV UTF-8” if names look wrong."
    ),
    "rows_above_headings": _("Rows above the headings that were left out: {count}."),
    "headings_joined": _("The headings stand in two rows; we joined them."),
    "headings_not_recognised": _("We took row {row} as the headings. Check that it is not a person."),
    "empty_columns_dropped": _("Empty columns that were left out: {count}."),
    "unnamed_column": _("Column {letter} has no heading."),
    "duplicate_heading": _("More than one column is called “{header}”; we numbered them."),
    "merged_cells": _("Merged cells that were filled into each of their rows: {count}."),
    "other_sheets": _("Only the sheet “{sheet}” was read. Also in the workbook: {others}."),
    "hidden_rows": _("Hidden or filtered rows of the workbook that were read too: {count}."),
    "stopped_reading": _("We stopped after a very long gap below row {row}."),
    "extra_cells": _("This row has more cells than there are headings. A comma in a cell may have split it."),
    "formula_text": _("This cell begins with “=”. We kept it as text and worked nothing out."),
    "formula_without_result": _(
        "This cell holds a formula whose result is not stored. Save the file in your spreadsheet program, or type the value."
    ),
}

# What is wrong, and what would be right.
PROBLEMS: Final[dict[str, tuple[str, str]]] = {
    "refused": (
        _("Something in this row could not be stored."),
        _("Add this person by hand, or look for very long or unusual values."),
    ),
    "closed": (
        _("The programme takes no new people at the moment."),
        _("Open it again, then check this sheet once more."),
    ),
    "too_young": (
        _("This person is younger than the programme is for."),
        _("Check the date of birth. The ages stand in the definition."),
    ),
    "too_old": (
        _("This person is older than the programme is for."),
        _("Check the date of birth. The ages stand in the definition."),
    ),
    "on_hold": (
        _("The safeguarding lead has to look at this person first."),
        _("Please talk to them, then check this sheet once more."),
    ),
    "intake_full": (
        _("The intake is full: {people} of {size}. This person is in the programme, and in no intake."),
        _("Let the intake take more people, or put them into another one."),
    ),
    "formula_text": (NOTES["formula_text"], _("Type the value itself.")),
    "formula_without_result": (
        _("This cell holds a formula whose result is not stored."),
        _("Type the value itself."),
    ),
    "extra_cells": (
        _("This row has more cells than there are headings."),
        _("Check that no comma has split a cell."),
    ),
    "spreadsheet_error": (_("The spreadsheet shows an error here ({value})."), _("Type the value itself.")),
    "too_long": (_("This is longer than {limit} characters."), _("Shorten it, or put it in the notes.")),
    "no_name": (
        _("This row has no name."),
        _("Fill in a full name, a given or family name, or what the person likes to be called."),
    ),
    "adds_up": (
        _("This row adds up the others. It is not a person."),
        _("Nothing, if that is so. If it is a person, write their full name, or how to reach them."),
    ),
    "nothing_usable": (_("Nothing in this row could be used."), _("Check that it is a person.")),
    "no_way_to_reach": (
        _("There is no way to reach this person yet."),
        _("Add a phone, an e-mail, a helper, or “post” as the channel."),
    ),
    "channel_without_number": (
        _("The person prefers {channel}, but there is no phone number."),
        _("Add a phone number."),
    ),
    "channel_without_email": (
        _("The person prefers e-mail, but there is no e-mail address."),
        _("Add an e-mail address."),
    ),
    "channel_without_helper": (
        _("The person is reached through a helper, but no helper is named."),
        _("Add the helper's name or phone."),
    ),
    "not_a_date": (_("This is not a date we can read."), _("Write it like 12/03/1961 or 12 March 1961.")),
    "no_such_date": (
        _("There is no day {day} in {month_name} {year}."),
        _("{month_name} {year} has {days} days."),
    ),
    "no_such_month": (_("There is no month {month}."), _("Write it like 12/03/1961 or 12 March 1961.")),
    "only_a_year": (
        _("This is only a year."),
        _("Write the whole date, or put the year in a column “Year of birth”."),
    ),
    "year_kept": (
        _("This is only a year. We kept it as the year of birth."),
        _("Write the whole date if you know it."),
    ),
    "no_day": (_("The day is missing."), _("Write it like 12/03/1961 or 12 March 1961.")),
    "date_in_future": (_("This date has not come yet."), _("Check the year.")),
    "date_too_early": (_("This date is before {year}."), _("Check the year.")),
    "serial_out_of_range": (_("This number is not a date."), _("Write it like 12/03/1961 or 12 March 1961.")),
    "ambiguous_date": (
        _("This could be {chosen} or {other}. We took {chosen}."),
        _("Write the month as a word to be sure."),
    ),
    "other_order": (
        _("Read in the only order that makes a date: {chosen}."),
        _("Write the month as a word to be sure."),
    ),
    "serial_number": (_("Read as a spreadsheet's day number: {chosen}."), _("Format the cell as a date.")),
    "two_digit_year": (_("The year has two digits. We took {year}."), _("Write the year with four digits.")),
    "not_a_year": (_("This is not a year we can read."), _("Write four digits, like 1961.")),
    "year_in_future": (_("This year has not come yet."), _("Check the year.")),
    "year_too_early": (_("This year is before {year}."), _("Check the year.")),
    "phone_scientific": (
        _("The spreadsheet has shortened this number; its last digits are lost."),
        _("Format the column as text and type the number again."),
    ),
    "phone_letters": (
        _("There are letters inside this number."),
        _("Use digits only. O and 0, I and 1 are easily mixed up."),
    ),
    "phone_none": (_("There is no phone number in this cell."), _("Write it like {example}.")),
    "phone_too_short": (_("This number is too short."), _("Write it in full, like {example}.")),
    "phone_too_long": (_("This number is too long."), _("Write one number only, like {example}.")),
    "phone_no_area_code": (_("This number has no area code."), _("Write it in full, like {example}.")),
    "phone_not_known": (_("This is not a phone number we know."), _("Write it like {example}.")),
    "phone_two_numbers": (
        _("There are two numbers. We kept the first; the other is {other}."),
        _("Put one number in each cell."),
    ),
    "phone_zero_restored": (
        _("The first zero was missing. We put it back: {chosen}."),
        _("Format the column as text to keep it."),
    ),
    "phone_words_dropped": (_("We kept the number and left out “{words}”."), _("Put words in the notes.")),
    "phone_extension_dropped": (
        _("We left out the extension {extension}."),
        _("Put the extension in the notes."),
    ),
    "email_no_at": (_("This e-mail address has no @."), _("Write it like mary@example.org.")),
    "email_spaces": (_("There is a space in this e-mail address."), _("Did you mean {chosen}?")),
    "email_not_valid": (_("This is not a whole e-mail address."), _("Write it like mary@example.org.")),
    "email_two": (
        _("There are two addresses. We kept the first; the other is {other}."),
        _("Put one address in each cell."),
    ),
    "email_tidied": (_("We tidied this address to {chosen}."), _("Check that it is right.")),
    "not_a_choice": (_("We do not know this answer."), _("Write one of: {choices}.")),
    "not_a_role": (
        _("We do not know this role. The person comes in as you said of the whole sheet."),
        _("Write one of: {choices}."),
    ),
    "two_choices": (
        _("There are two answers. We kept the first, {chosen}."),
        _("Put one answer in each cell."),
    ),
    "not_a_number": (_("This is not a whole number."), _("Write it in digits, like 3.")),
    "number_out_of_range": (
        _("This number must be from {low} to {high}."),
        _("Write a number from {low} to {high}."),
    ),
}
