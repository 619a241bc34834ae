from __future__ import annotations

import pytest

from alongside.config.env import BadSetting, env_bool, env_int, env_list, env_secret
from tests.prepared import alongside

PRODUCTION = {
    "ALONGSIDE_PRODUCTION": "1",
    "SECRET_KEY": "a-secret-of-a-real-site-0123456789-abcdefghijklmnopqrstuvwxyz",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    "ALLOWED_HOSTS": "harbour.example",
}


def test_production_settings_have_no_warning(tmp_path) -> None:
    done = alongside("check", "--deploy", "--fail-level=WARNING", ALONGSIDE_DATA=str(tmp_path), **PRODUCTION)
    assert (done.returncode, done.stdout + done.stderr) == (
        0,
        "System check identified no issues (1 silenced).\n",
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL"])
def test_production_needs_its_secrets(missing, tmp_path) -> None:
    settings = {name: value for name, value in PRODUCTION.items() if name != missing}
    done = alongside("check", ALONGSIDE_DATA=str(tmp_path), **settings)
    assert f"A production site needs {missing}" in done.stderr


@pytest.mark.parametrize("mode", ["ALONGSIDE_DEMO", "ALONGSIDE_DEBUG"])
def test_production_is_neither_demo_nor_debug(mode, tmp_path) -> None:
    done = alongside("check", ALONGSIDE_DATA=str(tmp_path), **PRODUCTION, **{mode: "1"})
    assert "neither a demo nor in debug mode" in done.stderr


def test_laptop_makes_its_secret_once_and_keeps_it_to_its_owner(tmp_path) -> None:
    keys = []
    for _ in range(2):
        assert alongside("check", ALONGSIDE_DATA=str(tmp_path)).returncode == 0
        keys.append((tmp_path / "secret-key").read_text())
    assert keys[0] == keys[1]
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_database_is_reached_as_its_address_says(tmp_path) -> None:
    address = "postgres://ada@db.example:5433/harbour?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem"
    site = {**PRODUCTION, "DATABASE_URL": address, "ALONGSIDE_DATA": str(tmp_path)}
    show = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS'])"
    done = alongside("shell", "--no-imports", "-c", show, **site)
    assert done.stdout.strip() == "{'sslmode': 'verify-full', 'sslrootcert': '/etc/ca.pem'}"


SIGN = "from django.core.signing import dumps; print(dumps('Mia'))"


def test_what_a_key_of_before_signed_is_believed_while_it_is_named(tmp_path) -> None:
    before, now = ("a" * 60, "b" * 60)
    here = {"ALONGSIDE_DATA": str(tmp_path)}
    signed = alongside("shell", "--no-imports", "-c", SIGN, SECRET_KEY=before, **here).stdout.strip()
    read = f"from django.core.signing import loads; print(loads({signed!r}))"
    old_keys = tmp_path / "old-keys"
    old_keys.write_text(f"{'c' * 60}\n{before}\n")
    for fallbacks in ({"SECRET_KEY_FALLBACKS": before}, {"SECRET_KEY_FALLBACKS_FILE": str(old_keys)}):
        done = alongside("shell", "--no-imports", "-c", read, SECRET_KEY=now, **fallbacks, **here)
        assert done.stdout.strip() == "Mia"
    refused = alongside("shell", "--no-imports", "-c", read, SECRET_KEY=now, **here)
    assert "BadSignature" in refused.stderr


@pytest.mark.parametrize(("text", "value"), [("1", True), ("YES", True), ("off", False), ("", False)])
def test_yes_and_no_are_read(text, value, monkeypatch) -> None:
    monkeypatch.setenv("A_SETTING", text)
    assert env_bool("A_SETTING") is value


def test_nonsense_is_named(monkeypatch) -> None:
    monkeypatch.setenv("A_SETTING", "perhaps")
    with pytest.raises(BadSetting, match="A_SETTING='perhaps' is neither yes nor no"):
        env_bool("A_SETTING")
    with pytest.raises(BadSetting, match="A_SETTING='perhaps' is not a whole number"):
        env_int("A_SETTING", 1)


def test_defaults_lists_and_secrets_from_files(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("A_SETTING", raising=False)
    assert (env_bool("A_SETTING", default=True), env_int("A_SETTING", 5), env_secret("A_SETTING")) == (
        True,
        5,
        "",
    )
    monkeypatch.setenv("A_SETTING", " a, b,,")
    assert env_list("A_SETTING") == ["a", "b"]
    (tmp_path / "secret").write_text("hush\n")
    monkeypatch.setenv("A_SETTING_FILE", str(tmp_path / "secret"))
    assert env_secret("A_SETTING") == "hush"
