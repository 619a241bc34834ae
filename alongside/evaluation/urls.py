from django.urls import path

from alongside.evaluation.views import releases, reports, results, trials

app_name = "evaluation"
urlpatterns = [
    path("p/<str:ref>/report/delivered/", results.delivered, name="delivered"),
    path("p/<str:ref>/results/", results.results, name="results"),
    path("p/<str:ref>/results/work/", results.conduct, name="conduct"),
    path("p/<str:ref>/results/afresh/", results.refresh_result, name="refresh_result"),
    path("p/<str:ref>/found/", releases.found, name="found"),
    path("p/<str:ref>/found/<int:number>/", releases.found, name="found_before"),
    path("p/<str:ref>/found/<int:number>/figures.json", releases.found_file, name="found_file"),
    path("p/<str:ref>/results/publish/", releases.publish_result, name="publish_result"),
    path("p/<str:ref>/results/publish/<int:number>/", releases.take_back_result, name="take_back_result"),
    path("p/<str:ref>/results/export/", results.export, name="export"),
    path("p/<str:ref>/reports/", reports.reports, name="reports"),
    path("p/<str:ref>/report/schedule/", reports.schedule, name="schedule"),
    path("p/<str:ref>/reports/<str:which>/", reports.checklist, name="checklist"),
    path("p/<str:ref>/reports/<str:which>/<str:form>/", reports.checklist, name="checklist_file"),
    path("p/<str:ref>/trial/", trials.trial, name="trial"),
    path("p/<str:ref>/trial/plan/", trials.plan_trial, name="plan_trial"),
    path("p/<str:ref>/trial/fix/", trials.fix_trial, name="fix_trial"),
    path("p/<str:ref>/trial/amend/", trials.amend_trial, name="amend_trial"),
    path("p/<str:ref>/trial/close/", trials.close_trial, name="close_trial"),
    path("p/<str:ref>/trial/groups/", trials.groups_apart, name="groups_apart"),
    path("p/<str:ref>/trial/files/<str:what>/", trials.trial_log, name="trial_log"),
    path("p/<str:ref>/trial/allocate/", trials.to_allocate, name="to_allocate"),
    path("p/<str:ref>/trial/allocate/<int:pk>/", trials.allocate, name="allocate"),
    path("p/<str:ref>/trial/early/<int:pk>/", trials.support_early, name="support_early"),
]
