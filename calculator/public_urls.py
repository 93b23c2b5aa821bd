"""The public quick calculator."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def quick(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


app_name = "calculator_public"

urlpatterns = [path("", quick, name="quick")]
