"""An analysis bundle gives the same numbers to their last digit when it is done again, and says where it does not."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from alongside.evaluation.core.commands.bundling import main_bundle
from alongside.evaluation.core.specs import bundles
from alongside.evaluation.core.specs.tables import Unreadable

REFERENCE = Path(__file__).resolve().parents[3] / "docs/reference"
EXAMPLES = re.findall(
    r"```toml\n(.*?)```", (REFERENCE / "evaluate.md").read_text(encoding="utf-8"), re.DOTALL
)
# The random ones above all: they must come out the same from their seed.
CHOSEN = ("paired_change", "ancova", "multiple_imputation", "tipping_point", "agreement", "meta_analysis")


def spec_of(kind: str, folder: Path) -> Path:
    shutil.copytree(REFERENCE / "examples", folder, dirs_exist_ok=True)
    text = next(each for each in EXAMPLES if f'kind = "{kind}"' in each)
    path = folder / "spec.toml"
    path.write_text(text)
    return path


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    spec = spec_of("paired_change", tmp_path)
    assert main_bundle(["make", str(spec)]) == 0
    return tmp_path / "spec.bundle.zip"


def again(bundle: Path, capsys: pytest.CaptureFixture[str], *, code: int) -> str:
    capsys.readouterr()
    assert main_bundle(["rerun", str(bundle)]) == code
    return "".join(capsys.readouterr())


def rewritten(bundle: Path, changes: dict[str, bytes]) -> Path:
    """The bundle with other content in some of its files."""
    with ZipFile(bundle) as archive:
        files = {name: archive.read(name) for name in archive.namelist()} | changes
    other = bundle.with_name("other.zip")
    with ZipFile(other, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return other


def about_of(bundle: Path) -> dict[str, object]:
    with ZipFile(bundle) as archive:
        found: dict[str, object] = json.loads(archive.read(bundles.ABOUT))
    return found


@pytest.mark.parametrize(
    "kind", [kind for kind in CHOSEN if any(f'kind = "{kind}"' in each for each in EXAMPLES)]
)
def test_rerun_gives_every_number_to_its_last_digit(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = spec_of(kind, tmp_path)
    target = tmp_path / "kept.zip"
    assert main_bundle(["make", str(spec), "--to", str(target)]) == 0
    assert "Every one is the same to its last digit" in again(target, capsys, code=0)
    assert bundles.rerun(target).numbers > 5


def test_bundle_names_versions_seeds_and_hashes(bundle: Path) -> None:
    about = about_of(bundle)
    software, files = about["software"], about["files"]
    assert isinstance(software, dict)
    assert isinstance(files, dict)
    assert {"alongside", "python", "machine", "package numpy", "package scipy"} <= set(software)
    assert set(files) == {"spec.toml", "trial.csv", bundles.NUMBERS}
    assert bundles.seeds_in({"defaults": {"seed": 3}, "analysis": [{"seed": 4, "name": "a"}, {}]}) == {
        "defaults": 3,
        "a": 4,
    }


def test_same_analysis_makes_the_same_bytes(bundle: Path) -> None:
    assert bundles.make_bundle(bundle.with_name("spec.toml")) == bundle.read_bytes()


def test_number_that_comes_out_otherwise_is_named(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ZipFile(bundle) as archive:
        numbers = json.loads(archive.read(bundles.NUMBERS))
    estimates = numbers["analyses"][0]["estimates"]
    first = next(iter(estimates))
    estimates[first]["value"] *= 1 + 1e-9
    text = json.dumps(numbers).encode()
    about = about_of(bundle)
    about["files"][bundles.NUMBERS] = hashlib.sha256(text).hexdigest()  # type: ignore[index]
    about["software"]["package numpy"] = "0.1"  # type: ignore[index]
    other = rewritten(bundle, {bundles.NUMBERS: text, bundles.ABOUT: json.dumps(about).encode()})
    told = again(other, capsys, code=1)
    assert f"0/estimates/{first}/value" in told
    assert re.search(r"\(9 digits agree\)|\(8 digits agree\)", told)
    assert "package numpy: 0.1 then" in told


def test_changed_data_are_refused(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = again(rewritten(bundle, {"trial.csv": b"before,after\n1,2\n"}), capsys, code=2)
    assert "trial.csv was changed after the bundle was made" in told


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04"])
def test_what_is_no_bundle_is_refused_in_words(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    assert "no bundle" in again(path, capsys, code=2)
    assert "cannot be read" in again(tmp_path / "none.zip", capsys, code=2)


@pytest.mark.parametrize("name", ["../x.csv", "/x.csv", "C:\\x.csv", "a/../../x.csv", ""])
def test_file_outside_the_folder_is_neither_packed_nor_unpacked(
    name: str, tmp_path: Path, bundle: Path
) -> None:
    spec = tmp_path / "far.toml"
    spec.write_text(f"[data]\nfile = {json.dumps(name)}\n[[analysis]]\nkind = 'paired_change'\n")
    with pytest.raises(Unreadable):
        bundles.data_files(spec)
    about = about_of(bundle)
    about["files"][name] = hashlib.sha256(b"x").hexdigest()  # type: ignore[index]
    with pytest.raises(Unreadable):
        bundles.rerun(rewritten(bundle, {bundles.ABOUT: json.dumps(about).encode(), name or "a": b"x"}))


def test_bundle_never_writes_over_a_file(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main_bundle(["make", str(bundle.with_name("spec.toml"))]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("one", "other", "digits"), [(1.0, 1.0, 17), (1.0, 1.1, 1), (1.0, -1.0, 0), (0.0, 1.0, 0)]
)
def test_digits_that_agree(one: float, other: float, digits: int) -> None:
    assert bundles.same_digits(one, other) == digits


def test_data_of_one_analysis_that_cannot_be_read_make_no_bundle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "spec.toml"
    spec.write_text(
        '[[analysis]]\nkind = "e_value"\nrisk_ratio = 2\n'
        '[[analysis]]\nkind = "ancova"\noutcome = "y"\narm = "a"\ndata = { file = "nowhere.csv" }\n'
    )
    assert main_bundle(["make", str(spec)]) == 2
    assert "nowhere.csv: The file cannot be read" in capsys.readouterr().err
    assert main_bundle(["rerun", str(spec), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["conditions"][0]["code"] == "unreadable"
