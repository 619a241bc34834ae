"""British English: months in whole words, and the day in 24 hours, as on the letters and timetables people know."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
TIME_FORMAT = "H:i"
