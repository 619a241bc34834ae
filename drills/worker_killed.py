"""R03: the worker is killed with -9 while it sends notices. None is missing; hardly any is sent twice.

A notice that a dead worker left in the middle is taken up after ten minutes: the drill does not wait for them, but
makes the rows ten minutes older.
"""

from __future__ import annotations

import random
import signal
import time
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alongside.jobs.models import Duty
from alongside.notify.actions import Recipient, notify
from alongside.notify.models import Notice, NoticeStatus
from drills import Figure, at_most, exactly, none_of, told
from drills.ground import coaching, folder
from drills.letterbox import Letterbox
from drills.processes import stopped, worker

AGES = timedelta(minutes=11)
DOUBLES_PER_10_000 = 1


def write(count: int, urgent: int) -> None:
    """Notices as the product writes them; of `urgent` an alarm is told."""
    programme = coaching()
    for number in range(count):
        kind = "concern_raised" if number % (count // urgent) == 0 else "message_waiting"
        to = Recipient(
            label=f"drill:{number}",
            name=f"Reader {number}",
            channel="email",
            address=f"reader{number}@example.org",
            organisation_id=programme.organisation_id,
            programme_id=programme.pk,
        )
        concern = {"urgency": "now", "due_at": timezone.now()}
        context = {"discreet_name": programme.discreet_name, "programme": programme, "concern": concern}
        notify(kind, to=to, key=f"drill:{number}", context=context)


def grow_old() -> None:
    """Ten minutes pass for what was begun and not finished."""
    Notice.objects.filter(status=NoticeStatus.SENDING).update(claimed_at=F("claimed_at") - AGES)
    Notice.objects.filter(status=NoticeStatus.QUEUED).update(created_at=F("created_at") - AGES)
    DBTaskResult.objects.filter(status="RUNNING").update(started_at=F("started_at") - AGES)
    Duty.objects.update(next_at=timezone.now())


def run(*, full: bool) -> list[Figure]:
    count, kills = (10_000, 30) if full else (200, 4)
    box = Letterbox()
    box.open()
    Notice.objects.all().delete()
    DBTaskResult.objects.all().delete()
    write(count, urgent=max(2, count // 100))
    post = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(box.port), "EMAIL_USE_TLS": "no"}
    chance, log = random.Random(1), folder() / "worker.log"
    for number in range(kills):
        beside = worker(log, **post)
        goal = count * (number + 1) / (kills + 1)
        while sum(box.taken.values()) < goal and beside.poll() is None:
            time.sleep(0.001)
        time.sleep(chance.random() * 0.05)
        beside.send_signal(signal.SIGKILL)
        beside.wait()
    grow_old()
    beside = worker(log, **post)
    end = time.monotonic() + 1_200
    while Notice.objects.exclude(status=NoticeStatus.SENT).exists() and time.monotonic() < end:
        if not DBTaskResult.objects.ready().exists():
            grow_old()
        time.sleep(1)
    stopped(beside)
    box.close()
    letters = {f"<notice-{pk}@localhost>": kind for pk, kind in Notice.objects.values_list("pk", "kind")}
    missing = {name for name in letters if not box.taken[name]}
    doubled = sum(times - 1 for times in box.taken.values())
    return [
        told("Notices", count),
        exactly("Workers killed", kills, kills),
        none_of("Missing", len(missing)),
        none_of("Alarms missing", sum(letters[name] == "concern_raised" for name in missing)),
        at_most("Sent a second time", doubled, max(1, DOUBLES_PER_10_000 * count / 10_000)),
        none_of("Not noted as sent", Notice.objects.exclude(status=NoticeStatus.SENT).count()),
    ]
