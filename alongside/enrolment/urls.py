from django.urls import path, register_converter

from alongside.enrolment.views import consents, duplicates, intakes, people, services, spreadsheets

app_name = "enrolment"


class PlaceKind:
    """The kinds of a place, and nothing else: other rooms have addresses below a person's too."""

    regex = "member|supporter"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PlaceKind, "place")

urlpatterns = [
    path("p/<str:ref>/people/", people.people, name="people"),
    path("p/<str:ref>/people/add/", people.add_person, name="add_person"),
    path("p/<str:ref>/people/<int:pk>/", people.participant, name="participant"),
    path("p/<str:ref>/people/<int:pk>/change/", people.change_participant, name="change_participant"),
    path("p/<str:ref>/people/<int:pk>/<place:kind>/add/", people.give_place, name="give_place"),
    path("p/<str:ref>/people/<int:pk>/<place:kind>/pause/", people.pause_place, name="pause_place"),
    path("p/<str:ref>/people/<int:pk>/<place:kind>/resume/", people.resume_place, name="resume_place"),
    path("p/<str:ref>/people/<int:pk>/<place:kind>/leave/", people.leave_place, name="leave_place"),
    path("p/<str:ref>/people/<int:pk>/<place:kind>/intake/", intakes.place_intake, name="place_intake"),
    path("p/<str:ref>/intakes/<int:pk>/", intakes.intake, name="intake"),
    path("p/<str:ref>/intakes/<int:pk>/people/", intakes.intake_people, name="intake_people"),
    path("p/<str:ref>/people/<int:pk>/consents/", consents.participant_consents, name="participant_consents"),
    path(
        "p/<str:ref>/people/<int:pk>/consents/<str:purpose>/", consents.record_consent, name="record_consent"
    ),
    path("p/<str:ref>/people/signed-papers/", consents.signed_papers, name="signed_papers"),
    path("p/<str:ref>/people/<int:pk>/services/", services.tell_service, name="tell_service"),
    path("p/<str:ref>/my-consent/", consents.my_consent, name="my_consent"),
    path("p/<str:ref>/my-consent/taken-back/", consents.consent_withdrawn, name="consent_withdrawn"),
    path("p/<str:ref>/my-consent/<str:purpose>/", consents.answer_consent, name="answer_consent"),
    path(
        "p/<str:ref>/my-consent/<str:purpose>/take-back/", consents.withdraw_consent, name="withdraw_consent"
    ),
    path("p/<str:ref>/spreadsheets/", spreadsheets.spreadsheets, name="spreadsheets"),
    path("p/<str:ref>/spreadsheets/new/", spreadsheets.upload_spreadsheet, name="upload_spreadsheet"),
    path("p/<str:ref>/spreadsheets/<int:pk>/", spreadsheets.spreadsheet, name="spreadsheet"),
    path("p/<str:ref>/spreadsheets/<int:pk>/columns/", spreadsheets.map_columns, name="map_columns"),
    path(
        "p/<str:ref>/spreadsheets/<int:pk>/progress/",
        spreadsheets.spreadsheet_progress,
        name="spreadsheet_progress",
    ),
    path(
        "p/<str:ref>/spreadsheets/<int:pk>/remarks/",
        spreadsheets.spreadsheet_remarks,
        name="spreadsheet_remarks",
    ),
    path(
        "p/<str:ref>/spreadsheets/<int:pk>/remarks/file/",
        spreadsheets.download_remarks,
        name="download_remarks",
    ),
    path("p/<str:ref>/spreadsheets/<int:pk>/duplicates/", duplicates.duplicates, name="duplicates"),
    path(
        "p/<str:ref>/spreadsheets/<int:pk>/duplicates/clear/",
        duplicates.decide_clear_doubles,
        name="decide_clear_doubles",
    ),
    path(
        "p/<str:ref>/spreadsheets/<int:pk>/duplicates/<int:number>/",
        duplicates.decide_duplicate,
        name="decide_duplicate",
    ),
    path("p/<str:ref>/spreadsheets/<int:pk>/bring-in/", spreadsheets.bring_in, name="bring_in"),
    path("p/<str:ref>/spreadsheets/<int:pk>/undo/", spreadsheets.undo_import, name="undo_import"),
    path("p/<str:ref>/spreadsheets/<int:pk>/put-away/", spreadsheets.put_away, name="put_away"),
    path("p/<str:ref>/spreadsheets/<int:pk>/go-on/", spreadsheets.retry_import, name="retry_import"),
]
