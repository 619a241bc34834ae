from django.urls import path

from alongside.common import views

app_name = "common"

urlpatterns = [
    path("patterns/", views.patterns, name="patterns"),
]
