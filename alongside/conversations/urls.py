from django.urls import path

from alongside.conversations import views

app_name = "conversations"

urlpatterns = [
    path("p/<str:ref>/relationships/<int:pk>/messages/", views.conversation, name="conversation"),
    path("p/<str:ref>/relationships/<int:pk>/messages/newer/", views.newer_messages, name="newer_messages"),
    path("p/<str:ref>/cases/<int:pk>/conversations/", views.case_conversations, name="case_conversations"),
    path("p/<str:ref>/cases/<int:case>/conversations/<int:pk>/", views.read_for_case, name="read_for_case"),
]
