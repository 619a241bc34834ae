from django.urls import path, re_path

from alongside.people import views

app_name = "people"

urlpatterns = [
    path("sign-in/link/", views.ask_for_link, name="ask_for_link"),
    path("sign-in/link/sent/", views.link_sent, name="link_sent"),
    path("sign-in/link/<str:token>/", views.use_link, name="use_link"),
    re_path(
        r"^sign-in/(?P<page>signup|email|confirm-email|login/code/confirm)/",
        views.not_offered,
        name="not_offered",
    ),
    path("you/", views.account, name="account"),
    path("you/name/", views.profile, name="profile"),
    path("you/devices/", views.devices, name="devices"),
    path("you/devices/<int:pk>/end/", views.end_device, name="end_device"),
    path("you/sign-out-everywhere/", views.sign_out_of_all, name="sign_out_of_all"),
]
