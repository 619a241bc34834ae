from django.apps import AppConfig


class JoiningConfig(AppConfig):
    name = "alongside.joining"
    label = "joining"
