from django.apps import AppConfig


class SupportSessionsConfig(AppConfig):
    name = "alongside.support_sessions"
    label = "support_sessions"
