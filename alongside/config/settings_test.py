"""What the tests change: fast hashing, jobs at once, and the database that TEST_DATABASE_URL names."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "ALONGSIDE_DATA" not in os.environ:
    os.environ["ALONGSIDE_DATA"] = tempfile.mkdtemp(prefix="alongside-test-")
    atexit.register(shutil.rmtree, os.environ["ALONGSIDE_DATA"], ignore_errors=True)
os.environ.setdefault("SECRET_KEY", "only-for-tests-and-long-enough-to-be-quiet-about-its-length")
os.environ.setdefault("DATABASE_URL", os.environ.get("TEST_DATABASE_URL", ""))
os.environ.setdefault("ALONGSIDE_DEMO", "1")

from alongside.config.settings import *
from alongside.config.settings import DATA, DATABASES, MIDDLEWARE

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMBEDDED_WORKER = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as on a real site: several threads and processes see it, and its locks are the real ones.
    DATABASES["default"]["TEST"] = {"NAME": DATA / "test.sqlite3"}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
