from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "alongside.jobs"
    label = "jobs"

    def ready(self) -> None:
        # Jobs and duties register themselves when their module is read.
        autodiscover_modules("actions")
