"""Addresses of this room, inside a project."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def index(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse("")


app_name = "evaluations"

urlpatterns = [path("", index, name="index")]
