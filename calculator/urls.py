"""Addresses of this room, inside a project."""

from django.urls import path
from django.http import HttpRequest, HttpResponse


def index(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse("")


app_name = "calculator"

urlpatterns = [path("", index, name="index")]
