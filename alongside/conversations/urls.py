from django.urls import path

from alongside.conversations.views import messages

app_name = "conversations"

urlpatterns = [
    path("p/<str:ref>/relationships/<int:pk>/messages/", messages.conversation, name="conversation"),
    path("p/<str:ref>/relationships/<int:pk>/messages/newer/", messages.newer_messages, name="newer_messages"),
    path("p/<str:ref>/cases/<int:pk>/conversations/", messages.case_conversations, name="case_conversations"),
    path("p/<str:ref>/cases/<int:case>/conversations/<int:pk>/", messages.read_for_case, name="read_for_case"),
]
