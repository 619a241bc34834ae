from django.urls import path, register_converter

from alongside.matching.views import (
    answering,
    asking,
    looking,
    names,
    relationships,
    rounds,
    shares,
    workbench,
)


class AsWho:
    """In which role somebody says what matters."""

    regex = "member|supporter"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(AsWho, "as_who")

app_name = "matching"

_PLACE = "p/<str:ref>/people/<int:pk>/matching/<as_who:as_who>/"
_REQUEST = "p/<str:ref>/requests/<int:pk>/"
_PROPOSAL = "p/<str:ref>/matching/proposals/<int:pk>/"
_RELATIONSHIP = "p/<str:ref>/relationships/<int:pk>/"

urlpatterns = [
    path("p/<str:ref>/my-request/", asking.my_request, name="my_request"),
    path(_PLACE, asking.matching_profile, name="matching_profile"),
    path(f"{_PLACE}<slug:step>/", asking.matching_question, name="matching_question"),
    path(_REQUEST, asking.support_request, name="support_request"),
    path(f"{_REQUEST}look-round/", looking.look_round, name="look_round"),
    path(f"{_REQUEST}look-round/<int:supporter>/", looking.ask_directly, name="ask_directly"),
    path("p/<str:ref>/questions/<int:pk>/take-back/", looking.take_question_back, name="take_question_back"),
    path(f"{_REQUEST}withdraw/", asking.withdraw_request, name="withdraw_request"),
    path(f"{_REQUEST}release/", asking.release_request, name="release_request"),
    path(f"{_REQUEST}none/", answering.choose_none, name="choose_none"),
    path("p/<str:ref>/offers/<int:pk>/", answering.offer, name="offer"),
    path("p/<str:ref>/asked/", answering.asked_of_me, name="asked_of_me"),
    path("p/<str:ref>/asked/<int:pk>/", answering.asked, name="asked"),
    path("p/<str:ref>/people/<int:pk>/exclusions/", names.exclusions, name="exclusions"),
    path("p/<str:ref>/matching/", rounds.matching, name="matching"),
    path("p/<str:ref>/matching/names/<int:pk>/", names.avoided_name, name="avoided_name"),
    path("p/<str:ref>/matching/exclusions/<int:pk>/", names.take_back_exclusion, name="take_back_exclusion"),
    path("p/<str:ref>/matching/rounds/<int:pk>/", workbench.matching_round, name="matching_round"),
    path("p/<str:ref>/matching/rounds/<int:pk>/compare/", workbench.compare_rounds, name="compare_rounds"),
    path("p/<str:ref>/matching/rounds/<int:pk>/progress/", rounds.round_progress, name="round_progress"),
    path("p/<str:ref>/matching/recruiting/", workbench.recruiting, name="recruiting"),
    path("p/<str:ref>/matching/fair-shares/", shares.fair_shares, name="fair_shares"),
    path("p/<str:ref>/matching/requests/<int:pk>/", rounds.review_request, name="review_request"),
    path(f"{_REQUEST}hold-back/", workbench.hold_back, name="hold_back"),
    path(_PROPOSAL, workbench.review_proposal, name="review_proposal"),
    path(f"{_PROPOSAL}held-back/", workbench.tell_held_back, name="tell_held_back"),
    path(f"{_PROPOSAL}keep/", workbench.keep_pair, name="keep_pair"),
    path(f"{_PROPOSAL}approve/", workbench.approve, name="approve"),
    path(f"{_PROPOSAL}withdraw/", rounds.withdraw_proposal, name="withdraw_proposal"),
    path(f"{_PROPOSAL}swap/", workbench.swap, name="swap"),
    path("p/<str:ref>/relationships/", relationships.relationships, name="relationships"),
    path(_RELATIONSHIP, relationships.relationship, name="relationship"),
    path(f"{_RELATIONSHIP}pause/", relationships.pause_relationship, name="pause_relationship"),
    path(f"{_RELATIONSHIP}resume/", relationships.resume_relationship, name="resume_relationship"),
    path(f"{_RELATIONSHIP}different/<int:side>/", relationships.different_match, name="different_match"),
    path(f"{_RELATIONSHIP}review/", relationships.hold_review, name="hold_review"),
    path(f"{_RELATIONSHIP}end/", relationships.end_relationship, name="end_relationship"),
]
