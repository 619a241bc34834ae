from django.urls import path

from alongside.joining.views import journey, requests

app_name = "joining"

urlpatterns = [
    path("join/", journey.programmes_to_join, name="programmes_to_join"),
    path("join/back/", journey.come_back, name="come_back"),
    path("p/<str:ref>/join/", journey.before, name="before"),
    path("p/<str:ref>/join/go-on/", journey.go_on, name="go_on"),
    path("p/<str:ref>/join/check/", journey.check, name="check"),
    path("p/<str:ref>/join/where/", journey.where_it_stands, name="where_it_stands"),
    path("p/<str:ref>/join/stop/", journey.stop, name="stop"),
    path("p/<str:ref>/join/question/<str:step>/", journey.question, name="question"),
    path("p/<str:ref>/joining/", requests.join_requests, name="join_requests"),
    path("p/<str:ref>/joining/settings/", requests.joining_settings, name="joining_settings"),
    path("p/<str:ref>/joining/heard/<str:subject>/", requests.heard_request, name="heard_request"),
    path("p/<str:ref>/joining/<int:pk>/", requests.join_request, name="join_request"),
    path("p/<str:ref>/joining/<int:pk>/ask/", requests.ask_them, name="ask_them"),
    path("p/<str:ref>/joining/<int:pk>/decline/", requests.decline, name="decline"),
]
