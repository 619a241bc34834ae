"""A real site's settings on the database of the test that starts a worker."""

import os

from alongside.config.settings import *
from alongside.config.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["WORKERS_DATABASE"]
