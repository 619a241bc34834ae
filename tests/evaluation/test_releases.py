"""Publishing: frozen, sealed, the same words whatever was found, and nobody told of by taking one from another."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from scipy.stats import t

from alongside.audit.models import AuditEvent
from alongside.evaluation.actions import trials
from alongside.evaluation.actions.releases import (
    AlreadyTakenBack,
    CannotPublish,
    NotWhatWasSeen,
    publish,
    take_back,
)
from alongside.evaluation.core.analyses.verdicts import HELPS
from alongside.evaluation.core.change import Interval, Standing
from alongside.evaluation.core.commands.evaluating import main_meta
from alongside.evaluation.core.words import Say, judge, sentence_class
from alongside.evaluation.models import Release
from alongside.evaluation.queries.comparison import VERDICTS, Difference
from alongside.evaluation.queries.releases import Figures, draft_of, figures_of, public_page
from alongside.evaluation.queries.wording import _SENTENCES, amount
from tests.conftest import Cast
from tests.evaluation import factories
from tests.evaluation.trial_plan import ANSWERS, asked_after_twelve_weeks

CLASSES = (
    Say.IMPROVED_BEYOND_MID,
    Say.IMPROVED_MAY_BE_SMALL,
    Say.LITTLE_CHANGE,
    Say.CANNOT_TELL,
    Say.GOT_WORSE_MAY_BE_SMALL,
    Say.GOT_WORSE_BEYOND_MID,
)
INTERVALS = [
    (1.2, 2.0),
    (0.2, 1.5),
    (-0.5, 0.6),
    (-0.4, 1.4),
    (-1.4, 0.4),
    (-2.0, 2.0),
    (-1.5, -0.2),
    (-2.0, -1.2),
    (1.0, 1.0),
    (-1.0, 1.0),
]


def released(cast: Cast) -> Release:
    return publish(programme=cast.coaching, seen=draft_of(cast.coaching).data_hash, by=cast.eve)


def page(cast: Cast, number: int | None = None, who: str = "") -> str:
    client = cast.client(who) if who else Client()
    kwargs = {"ref": cast.coaching.ref, **({"number": number} if number else {})}
    answer = client.get(reverse("evaluation:found_before" if number else "evaluation:found", kwargs=kwargs))
    assert answer.status_code == 200, answer.status_code
    text: str = answer.content.decode()
    return text.partition("<main")[2].partition("</main")[0]


@pytest.fixture
def lived(cast: Cast) -> Cast:
    factories.lively(cast.coaching, cast.cora)
    return cast


def test_everybody_reads_what_was_published_where_the_programme_is_shown(lived: Cast) -> None:
    release = released(lived)
    address = reverse("evaluation:found", kwargs={"ref": lived.coaching.ref})
    assert Client().get(address).status_code == 302
    lived.coaching.is_public = True
    lived.coaching.save()
    text = page(lived)
    assert release.digest in text
    assert "What we cannot tell" in text
    assert "Described: no comparison group" in text
    assert (
        "What came of it"
        in Client().get(reverse("programmes:programme", args=[lived.coaching.ref])).content.decode()
    )


def test_nothing_published_says_so(cast: Cast) -> None:
    assert "Nothing has been published yet" in page(cast, who="mia")


def test_published_figures_stay_when_life_goes_on(lived: Cast) -> None:
    released(lived)
    before = page(lived, who="mia")
    for number in range(30):
        factories.a_member(lived.coaching, f"New {number}")
    assert page(lived, who="mia") == before
    newer = released(lived)
    assert newer.number == 2
    assert "There are newer figures" in page(lived, 1, who="mia")


def test_a_few_more_people_are_not_published(lived: Cast) -> None:
    released(lived)
    for number in range(3):
        factories.a_member(lived.coaching, f"New {number}")
    with pytest.raises(CannotPublish, match="could pick these people out"):
        released(lived)
    assert Release.objects.count() == 1


def test_the_same_data_are_published_once(lived: Cast) -> None:
    released(lived)
    with pytest.raises(NotWhatWasSeen):
        released(lived)


def test_what_was_not_seen_is_not_published(lived: Cast) -> None:
    seen = draft_of(lived.coaching).data_hash
    for number in range(30):
        factories.a_member(lived.coaching, f"New {number}")
    with pytest.raises(NotWhatWasSeen):
        publish(programme=lived.coaching, seen=seen, by=lived.eve)


def test_who_publishes_second_at_the_same_moment_is_told_to_look_again(
    lived: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alongside.evaluation.actions import releases as actions  # noqa: PLC0415

    first = draft_of(lived.coaching)
    monkeypatch.setattr(actions, "draft_of", lambda _programme: first)
    monkeypatch.setattr(actions.Release.objects, "filter", lambda **_of: Release.objects.none())
    publish(programme=lived.coaching, seen=first.data_hash, by=lived.eve)
    with pytest.raises(NotWhatWasSeen):
        publish(programme=lived.coaching, seen=first.data_hash, by=lived.ada)


def test_database_refuses_to_change_what_was_published(lived: Cast) -> None:
    release = released(lived)
    for field, value in (
        ("content", {}),
        ("digest", "0" * 64),
        ("as_of", timezone.localdate() - timedelta(days=1)),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Release.objects.filter(pk=release.pk).update(**{field: value})


def test_figures_that_are_not_what_was_sealed_are_not_shown(lived: Cast) -> None:
    release = released(lived)
    assert figures_of(release)
    release.content = {**release.content, "concerns": 0}
    assert figures_of(release) is None


def test_taken_back_figures_show_no_number_and_say_why(lived: Cast) -> None:
    release = released(lived)
    take_back(release=release, because="wrong", by=lived.ada)
    text = page(lived, who="mia")
    assert "Some of the numbers were wrong" in text
    assert release.digest not in text
    assert "How members changed" not in text
    with pytest.raises(AlreadyTakenBack):
        take_back(release=release, because="old", by=lived.eve)
    assert AuditEvent.objects.filter(what="result_taken_back").count() == 1


def test_before_outcomes_open_nothing_is_published(lived: Cast) -> None:
    asked_after_twelve_weeks(lived)
    opens = timezone.localdate() + timedelta(days=200)
    trial = trials.plan_trial(programme=lived.coaching, answers={**ANSWERS, "opens_on": opens}, by=lived.eve)
    trials.fix_protocol(trial=trial, by=lived.eve)
    with pytest.raises(CannotPublish, match="before its outcomes open"):
        released(lived)


def test_evaluator_publishes_on_the_page(lived: Cast) -> None:
    client = lived.client("eve")
    address = reverse("evaluation:publish_result", kwargs={"ref": lived.coaching.ref})
    shown = client.get(address)
    assert "This is what everybody would read" in shown.content.decode()
    answer = client.post(address, {"seen": shown.context["draft"].data_hash}, follow=True)
    assert "These figures do not change any more" in answer.content.decode()
    assert client.post(address, {"seen": "stale"}, follow=True).status_code == 200
    assert Release.objects.count() == 1
    assert "Nothing has changed since" in client.get(address).content.decode()
    back = reverse("evaluation:take_back_result", kwargs={"ref": lived.coaching.ref, "number": 1})
    assert client.post(back, {}).status_code == 422
    client.post(back, {"because": "gave_away"})
    assert Release.objects.get().taken_back_because == "gave_away"


def test_sentence_is_the_class_of_interval_and_smallest_change_that_matters(lived: Cast) -> None:
    """On the page that everybody reads, each class has its own sentence, and no other stands there."""
    figures = draft_of(lived.coaching).figures
    assert figures
    assert {judge(Interval(*each), 1.0) for each in INTERVALS} == set(CLASSES)
    for low, high in INTERVALS:
        the_sentence_is_due(figures, low, high)


def the_sentence_is_due(figures: Figures, low: float, high: float) -> None:
    old = next(one for one in figures.page.members.measures if one.change.interval)
    change = replace(
        old.change,
        interval=Interval(low, high),
        improvement=(low + high) / 2,
        mid=1.0,
        standing=Standing.COMPARED_WITH_MID,
    )
    measures = (replace(old, change=change),)
    changed = replace(
        figures.page, members=replace(figures.page.members, measures=measures), primary=old.instrument
    )
    told = public_page(Figures(changed, None))
    said = " ".join(told.main[0].spans[0][1])
    due = judge(Interval(low, high), 1.0)
    assert sentence_class(change) == due
    present = [code for code in CLASSES if str(_SENTENCES[code]) % {"mid": amount(1.0)} in said]
    assert present == [due]
    assert (str(_SENTENCES[Say.NOT_EVIDENCE_OF_NO_CHANGE]) in said) == (due == Say.CANNOT_TELL)


def test_sentence_of_a_trial_is_the_class_of_its_interval(lived: Cast) -> None:
    """Also where the kept verdict says something else: the interval decides."""
    figures = draft_of(lived.coaching).figures
    assert figures
    for low, high in INTERVALS:
        the_sentence_of_a_trial_is_due(figures, low, high)


def the_sentence_of_a_trial_is_due(figures: Figures, low: float, high: float) -> None:
    difference = Difference("ucla_3", 60, (low + high) / 2, low, high, 1.0, "clearly_helps", "ANCOVA")
    told = public_page(Figures(figures.page, difference))
    first = {"first": "Those offered support at once"}
    present = [code for code, words in VERDICTS.items() if str(words) % first in told.compared]
    assert present == [HELPS[judge(Interval(low, high), 1.0)]]
    assert any("It may harm" in words for words in told.compared) == (low <= -1.0 < high)


def test_page_of_everybody_shows_no_small_number(lived: Cast) -> None:
    released(lived)
    text = page(lived, who="mia")
    limit = lived.harbour.small_cell_threshold
    cells = [part.split("<")[0].strip() for part in text.split('class="number">')[1:]]
    assert cells
    assert not [cell for cell in cells if cell.isdigit() and 0 < int(cell) < limit]


def test_published_figures_of_three_sites_are_pooled(
    lived: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An organisation gives away the file of its page and nobody's data; another pools such files."""
    release = released(lived)
    address = reverse("evaluation:found_file", kwargs={"ref": lived.coaching.ref, "number": 1})
    told = json.loads(lived.client("mia").get(address).content)
    figures = figures_of(release)
    assert figures
    shown = next(one for one in figures.page.members.measures if one.change.n and one.change.interval)
    name = f"members/{shown.instrument}/{shown.span}"
    mine = next(each for each in told["analyses"] if each["name"] == name)["estimates"]["mean_difference"]
    assert shown.change.improvement is not None
    assert abs(mine["value"]) == abs(shown.change.improvement)
    quantile = (mine["high"] - mine["value"]) / mine["se"]
    assert quantile == pytest.approx(t.ppf(0.975, mine["df"]))
    files = []
    for shift in (0.0, 0.3, -0.2):
        mine["value"] = shown.change.improvement + shift
        files.append(tmp_path / f"site{len(files)}.json")
        files[-1].write_text(json.dumps(told))
    options = ["--estimate", "mean_difference", "--analysis", name, "--json"]
    assert main_meta([*map(str, files), *options]) == 0
    pooled = json.loads(capsys.readouterr().out)["analyses"][0]["estimates"]
    first = next(iter(pooled.values()))
    assert first["value"] == pytest.approx(shown.change.improvement + 0.1 / 3)
    take_back(release=release, because="wrong", by=lived.ada)
    assert lived.client("mia").get(address).status_code == 404
