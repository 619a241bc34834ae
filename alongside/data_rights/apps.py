from django.apps import AppConfig


class DataRightsConfig(AppConfig):
    name = "alongside.data_rights"
    label = "data_rights"
