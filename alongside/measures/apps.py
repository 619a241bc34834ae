from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "alongside.measures"
    label = "measures"

    def ready(self) -> None:
        # Models can only be read once all rooms are there.
        from alongside.measures.core.registry import look_also  # noqa: PLC0415
        from alongside.measures.queries.packs import on_the_shelf  # noqa: PLC0415

        look_also(on_the_shelf)
