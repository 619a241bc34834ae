from django.urls import path

from alongside.web import views

app_name = "web"

urlpatterns = [
    path("", views.landing, name="landing"),
    path("health/", views.health, name="health"),
    path("home/", views.home, name="home"),
    path("you/notices/", views.notices, name="notices"),
    path("demo/enter/<int:pk>/", views.enter_demo, name="enter_demo"),
    path("p/<str:ref>/today/", views.today, name="today"),
    path("p/<str:ref>/my-support/", views.my_support, name="my_support"),
    path("p/<str:ref>/supporting/", views.supporting, name="supporting"),
    path("p/<str:ref>/to-pass-on/", views.to_pass_on, name="to_pass_on"),
    path("p/<str:ref>/to-pass-on/<int:pk>/", views.pass_on, name="pass_on"),
]
