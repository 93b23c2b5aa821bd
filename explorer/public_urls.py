"""What this room shows to everybody, outside of any project."""

from django.urls import path

from explorer.views import chain

app_name = "explorer_public"

urlpatterns = [path("chain-of-command/", chain.chain_of_command_public, name="chain_of_command")]
