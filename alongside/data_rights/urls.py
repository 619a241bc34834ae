from django.urls import path

from alongside.data_rights import views

app_name = "data_rights"
urlpatterns = [
    path("p/<str:ref>/my-data/", views.my_data, name="my_data"),
    path("p/<str:ref>/my-data/copy/", views.my_copy, name="my_copy"),
    path("p/<str:ref>/my-data/forget/", views.forget_me, name="forget_me"),
    path("p/<str:ref>/data-requests/forget/<int:pk>/", views.erase, name="erase"),
    path("p/<str:ref>/people/<int:pk>/copy/", views.ask_for_somebody, name="ask_for_somebody"),
    path("p/<str:ref>/data-requests/", views.copy_requests, name="copy_requests"),
    path("p/<str:ref>/data-requests/<int:pk>/", views.copy_request, name="copy_request"),
    path("p/<str:ref>/data-requests/<int:pk>/<int:table>/", views.copied_table, name="copied_table"),
    path("p/<str:ref>/data-requests/<int:pk>/release/", views.release, name="release"),
]
