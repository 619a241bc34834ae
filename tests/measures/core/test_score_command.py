"""`alongside score`, as people who write sheets with Stata, SPSS, R and by hand meet it."""

import contextlib
import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.measures.core.answer_sheet import UnreadableSheet, read_sheet
from alongside.measures.core.command import main

NUMBERED = "id,phq9_1,phq9_2,phq9_3,phq9_4,phq9_5,phq9_6,phq9_7,phq9_8,phq9_9\n"


@pytest.fixture
def run(tmp_path, capsys):
    def run(instrument, text, *options):
        file = tmp_path / "answers.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = main([instrument, str(file), *options])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def rows(out):
    return list(csv.DictReader(io.StringIO(out)))


def test_sheet_with_numbered_columns_is_scored_line_by_line(run):
    code, out, err = run("PHQ-9", NUMBERED + "a,3,2,3,2,1,2,1,0,1\nb,1,2,,2,0,1,2,0,0\nc,1,,,2,,1,2,0,\n")

    assert (code, err) == (0, "")
    assert [(r["line"], r["id"], r["score"], r["prorated"], r["why_not"], r["alarm"]) for r in rows(out)] == [
        ("2", "a", "15.0", "0", "", "self_harm"),
        ("3", "b", "9.0", "1", "", ""),
        ("4", "c", "", "0", "too_many_missing", "self_harm?"),
    ]


def test_columns_named_for_their_questions_may_stand_in_any_order(run):
    code, out, _ = run("ucla_3", "isolated,left_out,companionship,who\n2,3,2,x\n")

    assert (code, rows(out)[0]["score"], rows(out)[0]["who"]) == (0, "7.0", "x")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_sheets_of_many_programs_are_read(run, encoding):
    text = '"who";"companionship";"left_out";"isolated"\r\n"Zoé";2.0;"Often";"2,0"\r\n'

    code, out, err = run("ucla_3", text.encode(encoding))

    assert (code, rows(out)[0]["score"], rows(out)[0]["who"]) == (0, "7.0", "Zoé"), err


def test_what_stands_for_missing_is_declared_and_not_guessed(run):
    text = "companionship,left_out,isolated\n2,NA,2\n2,999,2\n2,.,2\n"

    code, out, err = run("ucla_3", text)
    assert code == 1
    assert err.count("If it stands for a missing answer, say so") == 3
    assert "line 2, column left_out" in err

    code, out, err = run("ucla_3", text, "--missing", "NA", "--missing", "999", "--missing", ".")
    assert (code, err) == (0, "")
    assert {r["why_not"] for r in rows(out)} == {"too_many_missing"}


def test_cell_that_is_no_answer_is_listed_and_the_other_lines_are_kept(run):
    code, out, err = run("ucla_3", "companionship,left_out,isolated\n2,7,2\n1,1,1\n2,often ,2.5\n")

    assert code == 1
    assert [r["score"] for r in rows(out)] == ["", "3.0", ""]
    assert err.splitlines() == [
        'line 2, column left_out: "7" is not an answer; there are 1, 2, 3.',
        'line 4, column isolated: "2.5" is not an answer; there are 1, 2, 3.',
    ]


def test_form_of_several_instruments_scores_each(run):
    code, out, _ = run("phq-4", "phq4_1,phq4_2,phq4_3,phq4_4\n3,2,1,0\n")

    assert (code, [(r["instrument"], r["score"]) for r in rows(out)]) == (
        0,
        [("gad_2", "5.0"), ("phq_2", "1.0")],
    )


def test_run_of_numbers_that_goes_on_is_taken_only_where_it_is_named(run):
    text = NUMBERED.replace("\n", ",phq9_10\n") + "a,3,2,3,2,1,2,1,0,1,2\n"

    code, _, err = run("phq_9", text)
    assert (code, "say those letters with --prefix" in err) == (2, True)
    code, out, _ = run("phq_9", text, "--prefix", "phq9_")
    assert (code, rows(out)[0]["score"]) == (0, "15.0")


def test_question_without_a_column_is_told_and_not_taken_as_left_out(run):
    code, out, err = run("ucla_3", "companionship,left_out\n2,2\n")

    assert (code, out) == (2, "")
    assert "there is no column for isolated" in err


def test_json_holds_every_number_unrounded_and_what_could_not_be_read(run):
    _, out, _ = run("gad_7", "g1,g2,g3,g4,g5,g6,g7\n2,1,,1,0,2,1\n2,1,x,1,0,2,1\n", "--json")

    found = json.loads(out)
    assert [one["value"] for one in found["scores"]] == [49 / 6, 49 / 6]
    assert found["scores"][0]["missing_items"] == ["worry"]
    assert [(one["line"], one["column"]) for one in found["remarks"]] == [(3, "g3")]


def test_goal_attainment_gives_a_t_score_for_each_person(run):
    text = (
        "person,goal,attained,weight\na,walk,1,\na,sleep,1,\na,cook,0,\nb,walk,3,\nc,walk,2,2\nc,cook,-1,1\n"
    )

    code, out, err = run("goal_attainment", text)

    found = {r["person"]: float(r["attainment_t"]) for r in rows(out)}
    assert code == 1
    assert err.startswith('line 5, column attained: "3" is not a level')
    assert found["a"] == pytest.approx(59.1287, abs=5e-5)
    assert found["c"] == pytest.approx(50 + 10 * 3 / (0.7 * 5 + 0.3 * 9) ** 0.5)
    assert set(found) == {"a", "c"}


def test_own_instrument_is_scored_from_its_file_and_tested(tmp_path, document, run, capsys):
    own = tmp_path / "own.json"
    own.write_text(json.dumps(document()))

    assert run(str(own), "q1,q2,q3\n1,1,1\n")[0] == 0
    assert main([str(own), "--check"]) == 0
    own.write_text(json.dumps(document(range={"min": 0, "max": 12})))
    assert main([str(own), "--check"]) == 1
    assert "worst answers give 9.0, not 12" in capsys.readouterr().out
    own.write_text(json.dumps(document(reverse=["q7"])))
    assert main([str(own), "--check"]) == 2
    assert "there is no item q7" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The file is empty."),
        ("companionship,companionship,isolated\n1,1,1\n", "stands there twice"),
        ("companionship,left_out,isolated\n1,2,3,4\n", "Line 2 has 4 cells under 3 headings"),
        ('companionship,left_out,isolated\n1,"2,3\n', "never closed"),
        (b"\x00\x01\x02\x03" * 50, "not a sheet"),
        ("a,b\n1,2\n", "No columns are named for the questions"),
        ("a1,a2,a3,b1,b2,b3\n1,1,1,1,1,1\n", "Several runs of columns"),
    ],
)
def test_sheet_that_cannot_be_used_is_told_in_words(run, text, words):
    code, out, err = run("ucla_3", text)

    assert (code, out) == (2, "")
    assert words in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no_such", "x.csv"], 'no instrument called "no_such"'),
        (["ucla_3", "not_there.csv"], "cannot be read"),
        (["ucla_3"], "Name the file"),
        ([], "Name an instrument"),
        (["ucla_3", "x.csv", "--language", "de"], "only in en"),
        (["personal_goals", "x.csv"], "goals of their own"),
    ],
)
def test_command_says_what_it_lacks(arguments, words, capsys):
    assert main(arguments) == 2
    assert words in capsys.readouterr().err


@given(st.binary(max_size=400) | st.text(alphabet="a1,;\t\n\"'\u202eé=-", max_size=400).map(str.encode))
def test_any_bytes_are_a_sheet_or_a_sentence(data):
    with contextlib.suppress(UnreadableSheet):
        assert read_sheet(data).headings


def test_line_that_repeats_another_is_told_and_scored(run):
    code, out, err = run("ucla_3", "id,q1,q2,q3\na,2,3,2\nb,1,1,1\na,2,3,2\na,3,3,3\n")
    assert code == 1
    assert len(rows(out)) == 4
    assert err.splitlines() == ["line 4: repeats line 2 in every cell; both were scored."]


def test_same_answers_of_people_who_are_not_named_are_no_copies(run):
    code, _, err = run("ucla_3", "q1,q2,q3\n2,3,2\n2,3,2\n")
    assert (code, err) == (0, "")


def test_what_could_not_be_done_is_told_in_json_too(run):
    code, out, err = run("ucla_3", "", "--json")
    assert code == 2
    assert json.loads(out) == {"scores": [], "remarks": [], "not_done": err.strip()}
