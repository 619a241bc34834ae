from django.urls import path

from alongside.training.views import acts, preparing, supervising, training_day

app_name = "training"

SUPPORTER = "p/<str:ref>/supporters/<int:pk>/"
MINE = "p/<str:ref>/my-readiness/"
SUPERVISION = "p/<str:ref>/supervision/"

urlpatterns = [
    path("p/<str:ref>/supporters/", preparing.supporters, name="supporters"),
    path("p/<str:ref>/supporters/training-day/", training_day.training_day, name="training_day"),
    path(SUPPORTER, preparing.supporter, name="supporter"),
    path(f"{SUPPORTER}training/", preparing.training, name="training"),
    path(f"{SUPPORTER}training/take-back/", preparing.take_back, name="take_back"),
    path(f"{SUPPORTER}supervisor/", preparing.supervisor, name="supervisor"),
    path(f"{SUPPORTER}next-supervision/", preparing.next_supervision, name="next_supervision"),
    path(f"{SUPPORTER}role/", acts.role, name="role"),
    path(f"{SUPPORTER}capacity/", acts.capacity, name="capacity"),
    path(f"{SUPPORTER}pause/", acts.pause, name="pause"),
    path(f"{SUPPORTER}resume/", acts.resume, name="resume"),
    path(f"{SUPPORTER}free-again/", acts.free_again, name="free_again"),
    path(MINE, preparing.my_readiness, name="my_readiness"),
    path(f"{MINE}role/", acts.my_role, name="my_role"),
    path(f"{MINE}capacity/", acts.my_capacity, name="my_capacity"),
    path(f"{MINE}pause/", acts.my_pause, name="my_pause"),
    path(f"{MINE}resume/", acts.my_resume, name="my_resume"),
    path(f"{MINE}free-again/", acts.my_free_again, name="my_free_again"),
    path(SUPERVISION, supervising.supervision, name="supervision"),
    path(f"{SUPERVISION}<int:pk>/", supervising.supervisee, name="supervisee"),
    path(f"{SUPERVISION}<int:pk>/plan/", supervising.plan_supervision, name="plan_supervision"),
    path(f"{SUPERVISION}<int:pk>/record/", supervising.record_supervision, name="record_supervision"),
]
