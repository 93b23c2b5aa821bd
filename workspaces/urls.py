"""Addresses of projects, people and invitations."""

from django.urls import path

from workspaces.views import account, comments, notifications, people, projects, tokens, waivers, webhooks

app_name = "workspaces"

urlpatterns = [
    path("projects/", projects.project_list, name="project_list"),
    path("account/", account.account, name="account"),
    path("tasks/", notifications.tasks, name="tasks"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.notifications_read, name="notifications_read"),
    path("notifications/settings/", notifications.notification_settings, name="notification_settings"),
    path("notifications/<int:notification>/open/", notifications.notification_open, name="notification_open"),
    path("notifications/<int:notification>/read/", notifications.notification_read, name="notification_read"),
    path("notifications/calendar/new/", notifications.calendar_renew, name="calendar_renew"),
    path("notifications/calendar/end/", notifications.calendar_end, name="calendar_end"),
    path("calendar/<str:calendar_token>.ics", notifications.calendar_feed, name="calendar_feed"),
    path("o/<slug:organisation>/projects/new/", projects.project_create, name="project_create"),
    path("o/<slug:organisation>/people/", people.people, name="people"),
    path("o/<slug:organisation>/people/<int:membership>/role/", people.member_role, name="member_role"),
    path("o/<slug:organisation>/people/<int:membership>/remove/", people.member_remove, name="member_remove"),
    path(
        "o/<slug:organisation>/invitations/<int:invitation>/withdraw/",
        people.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("o/<slug:organisation>/activity/", people.activity, name="activity"),
    path("o/<slug:organisation>/webhooks/", webhooks.organisation_webhook_list, name="organisation_webhook_list"),
    path(
        "o/<slug:organisation>/webhooks/<int:organisation_webhook>/remove/",
        webhooks.organisation_webhook_remove,
        name="organisation_webhook_remove",
    ),
    path("invitations/<str:token>/", people.invitation, name="invitation"),
    path("p/<project:slug>/", projects.project_overview, name="project_overview"),
    path("p/<project:slug>/settings/", projects.project_settings, name="project_settings"),
    path("p/<project:slug>/tokens/", tokens.token_list, name="token_list"),
    path("p/<project:slug>/tokens/<int:api_token>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("p/<project:slug>/tasks/", notifications.project_tasks, name="project_tasks"),
    path("p/<project:slug>/comments/", comments.comments, name="comments"),
    path("p/<project:slug>/comments/<int:comment>/edit/", comments.comment_edit, name="comment_edit"),
    path("p/<project:slug>/comments/<int:comment>/withdraw/", comments.comment_withdraw, name="comment_withdraw"),
    path("p/<project:slug>/webhooks/", webhooks.webhook_list, name="webhook_list"),
    path("p/<project:slug>/webhooks/<int:webhook>/remove/", webhooks.webhook_remove, name="webhook_remove"),
    path("p/<project:slug>/search/", projects.search, name="search"),
    path("p/<project:slug>/waivers/", waivers.waivers, name="waivers"),
    path("p/<project:slug>/waivers/<int:waiver>/decide/", waivers.waiver_decide, name="waiver_decide"),
    path("p/<project:slug>/waivers/<int:waiver>/withdraw/", waivers.waiver_withdraw, name="waiver_withdraw"),
]
