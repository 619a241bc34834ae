"""Triage: a second pair of eyes that puts posts in front of people sooner, and says why.

    from alongside.safeguarding.core.triage import read
    reading = read("i cant go on")
    reading.lane, reading.findings[0].why, reading.findings[0].evidence

It orders words for people to read. It does not predict, does not judge a person, acts on nothing and sends nothing.
"""

from alongside.safeguarding.core.triage.in_time import IN_TIME, InTime
from alongside.safeguarding.core.triage.policy import Lane
from alongside.safeguarding.core.triage.reading import (
    Evidence,
    Finding,
    Reading,
    not_read,
    read,
    read_or_say_so,
)
from alongside.safeguarding.core.triage.rules import BrokenRules, KeptRules, load_rules
from alongside.safeguarding.core.triage.sample import to_read

__all__ = [
    "IN_TIME",
    "BrokenRules",
    "Evidence",
    "Finding",
    "InTime",
    "KeptRules",
    "Lane",
    "Reading",
    "load_rules",
    "not_read",
    "read",
    "read_or_say_so",
    "to_read",
]
