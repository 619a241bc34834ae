from django.urls import path

from alongside.evaluation import views

app_name = "evaluation"
urlpatterns = [
    path("p/<str:ref>/report/delivered/", views.delivered, name="delivered"),
    path("p/<str:ref>/results/", views.results, name="results"),
    path("p/<str:ref>/results/afresh/", views.refresh_result, name="refresh_result"),
    path("p/<str:ref>/results/export/", views.export, name="export"),
]
