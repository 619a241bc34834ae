from __future__ import annotations

from django.urls import path

from alongside.measures.views import brought_scores, for_others, own, own_measures, paper

app_name = "measures"

OWN = "p/<str:ref>/my-questions/"
OTHERS = "p/<str:ref>/people/<int:pk>/questions/"
SET = "<slug:wave>/<slug:side>/"
QUESTION = f"{SET}<int:response>/<slug:item>/"

PACKS = "organisation/<int:pk>/measures/"

urlpatterns = [
    path(PACKS, own_measures.packs, name="packs"),
    path(f"{PACKS}new/", own_measures.pack_new, name="pack_new"),
    path(f"{PACKS}begin/<slug:what>.toml", own_measures.pack_start, name="pack_start"),
    path(f"{PACKS}<int:pack_pk>/", own_measures.pack, name="pack"),
    path(f"{PACKS}<int:pack_pk>/file.toml", own_measures.pack_file, name="pack_file"),
    path("p/<str:ref>/scores/", brought_scores.scores, name="scores"),
    path(OWN, own.my_questions, name="my_questions"),
    path("p/<str:ref>/my-goals/", own.my_goals, name="my_goals"),
    path("p/<str:ref>/my-answers/", own.my_answers, name="my_answers"),
    path(f"{OWN}{SET}", own.my_question_set, name="my_question_set"),
    path(f"{OWN}{SET}decline/", own.my_decline, name="my_decline"),
    path(f"{OWN}{SET}check/", own.my_check_answers, name="my_check_answers"),
    path(f"{OWN}{QUESTION}", own.my_question, name="my_question"),
    path("p/<str:ref>/questions/to-ask/", for_others.to_ask, name="to_ask"),
    path(OTHERS, for_others.questions, name="questions"),
    path("p/<str:ref>/people/<int:pk>/goals/", for_others.goals, name="goals"),
    path("p/<str:ref>/people/<int:pk>/answers/", for_others.answers, name="answers"),
    path(f"{OTHERS}{SET}", for_others.question_set, name="question_set"),
    path(f"{OTHERS}{SET}decline/", for_others.decline, name="decline"),
    path(f"{OTHERS}{SET}check/", for_others.check_answers, name="check_answers"),
    path("p/<str:ref>/paper/", paper.paper, name="paper"),
    path(f"{OTHERS}{SET}settle/", paper.settle, name="settle"),
    path(f"{OTHERS}{QUESTION}", for_others.question, name="question"),
]
