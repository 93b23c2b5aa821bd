"""Forms about endpoints. What is secret goes in and never comes out: a form shows at most that something is there."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from evaluations.endpoints.base_address import as_base
from evaluations.endpoints.recorded_answers import MAX_BYTES
from evaluations.json_field import JSONTextField
from evaluations.models import MAX_CONCURRENCY, Endpoint
from evaluations.models.endpoints import CURRENCIES, MAX_DEADLINE
from evaluations.services.endpoints import EndpointValues, Secrets
from workspaces.forms import CleanCharField
from workspaces.sealed import REDACTED

HIGHEST_RATE = 1_000_000_000
HIGHEST_PRICE = Decimal(100_000)
MAX_HEADERS = 20
LONGEST_VALUE = 4000
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
# What the client itself writes, or what would change where and how a message ends.
OURS = frozenset(
    {"host", "content-length", "content-type", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect"}
    | {"accept", "accept-encoding", "proxy-authorization", "keep-alive"}
)
# Parameters that decide what is asked or how it comes back.
DECIDED = frozenset({"model", "messages", "stream", "stream_options", "n"})


class HeadersField(CleanCharField):
    """Lines of ``Name: value``; a value of dots stands for the one that is stored."""

    def __init__(self) -> None:
        widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off", "class": "code"})
        super().__init__(
            required=False,
            max_length=20_000,
            label="Extra headers",
            widget=widget,
            help_text=f"One a line, as “X-Tenant: 42”. Values are kept like keys; {REDACTED} keeps a stored one.",
        )

    def clean(self, value: Any) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for line in super().clean(value).splitlines():
            if not line.strip():
                continue
            name, colon, rest = line.partition(":")
            name, text = name.strip(), rest.strip()
            problem = _fault_of_header(name, text if colon else "")
            if problem:
                raise forms.ValidationError(problem)
            if name.lower() in map(str.lower, found):
                raise forms.ValidationError(f"{name} occurs twice.")
            found[name] = None if text == REDACTED else text
        if len(found) > MAX_HEADERS:
            raise forms.ValidationError(f"At most {MAX_HEADERS} headers.")
        return found

    def prepare_value(self, value: Any) -> Any:
        """Names with dots; also for a form that comes back with an error, so that no value travels to a page."""
        if isinstance(value, str):
            parts = (line.partition(":") for line in value.splitlines() if line.strip())
            kept = ((name.strip(), text.strip() == REDACTED) for name, _, text in parts)
            return "\n".join(f"{name}: {REDACTED if stored else ''}".rstrip() for name, stored in kept)
        return "\n".join(f"{name}: {REDACTED}" for name in value or ())


def _fault_of_header(name: str, value: str) -> str:
    if not _NAME.fullmatch(name):
        return f"“{name[:40]}” is not the name of a header. Write “Name: value”."
    if name.lower() in OURS:
        return f"{name} is set by the product itself."
    if not value or len(value) > LONGEST_VALUE or not value.isprintable():
        return f"{name} needs a value of 1 to {LONGEST_VALUE} printable characters."
    return (
        "" if value.isascii() or value == REDACTED else f"The value of {name} holds letters that a header cannot carry."
    )


class EndpointForm(forms.Form):
    """An OpenAI-compatible API."""

    name = CleanCharField(max_length=120, help_text="Such as “Support assistant, staging”.")
    base_url = CleanCharField(
        max_length=500,
        label="Base address",
        help_text="Where the chat API begins, such as https://api.example.com/v1. /chat/completions is added; a query, "
        "such as ?api-version=…, stays behind it. A server of your own network has to be listed by the operator "
        "first, in PRIVATE_ENDPOINTS.",
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocapitalize": "none"}),
    )
    model = CleanCharField(max_length=200, widget=forms.TextInput(attrs={"spellcheck": "false"}))
    api_key = CleanCharField(
        required=False,
        max_length=1000,
        label="Key",
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Sent as a bearer token. It is stored encrypted and never shown again.",
    )
    remove_key = forms.BooleanField(required=False, label="Remove the key")
    headers = HeadersField()
    parameters = JSONTextField(
        shape=dict,
        label="Parameters",
        help_text='Go into every request, such as {"top_p": 0.9}. What a run sets wins. Keep secrets out: they show.',
    )
    roles = forms.ChoiceField(
        choices=Endpoint.ROLES,
        initial=Endpoint.ROLES[0][0],
        label="System and developer messages",
        help_text="Choose another way when the endpoint refuses a role or its template knows none.",
    )
    length_parameter = forms.ChoiceField(
        choices=Endpoint.LengthParameter.choices,
        initial="max_tokens",
        label="Length is limited by",
        help_text="OpenAI’s newer models want the second.",
    )
    concurrency = forms.IntegerField(
        initial=10, min_value=1, max_value=MAX_CONCURRENCY, label="Parallel calls", help_text=f"1 to {MAX_CONCURRENCY}."
    )
    calls_per_minute = forms.IntegerField(
        required=False, min_value=1, max_value=HIGHEST_RATE, label="Calls a minute", help_text="Empty for no limit."
    )
    tokens_per_minute = forms.IntegerField(
        required=False, min_value=1, max_value=HIGHEST_RATE, label="Tokens a minute", help_text="Empty for no limit."
    )
    deadline = forms.IntegerField(
        initial=60,
        min_value=1,
        max_value=MAX_DEADLINE,
        label="Seconds for an answer",
        help_text=f"From the first byte sent to the last one read, 1 to {MAX_DEADLINE}.",
    )
    price_in = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=HIGHEST_PRICE,
        max_digits=12,
        decimal_places=6,
        label="A million tokens in",
    )
    price_out = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=HIGHEST_PRICE,
        max_digits=12,
        decimal_places=6,
        label="A million tokens out",
    )
    currency = forms.ChoiceField(choices=[(name, name) for name in CURRENCIES], initial="USD")
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, endpoint: Endpoint | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.endpoint = endpoint
        if endpoint is None or not endpoint.api_key:
            del self.fields["remove_key"]
            return
        hint = f" that ends in {endpoint.key_hint}" if endpoint.key_hint else ""
        lost = endpoint.needs_its_key_again
        self.fields["api_key"].help_text = (
            "The stored key no longer opens. Type it again." if lost else f"Leave it empty to keep the key{hint}."
        )

    def clean_base_url(self) -> str:
        return as_base(str(self.cleaned_data["base_url"]))

    def clean_api_key(self) -> str:
        key = str(self.cleaned_data["api_key"])
        if key and (not key.isascii() or not key.isprintable() or " " in key):
            raise forms.ValidationError("A key has letters, digits and signs only, without spaces.")
        return key

    def clean_parameters(self) -> dict[str, Any]:
        parameters: dict[str, Any] = self.cleaned_data["parameters"]
        taken = sorted(DECIDED & parameters.keys())
        if taken:
            raise forms.ValidationError(f"“{taken[0]}” is decided by the product; leave it out.")
        return parameters

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = {name.lower() for name in data.get("headers") or ()}
        if "authorization" in names and (data.get("api_key") or self._keeps_its_key(data)):
            self.add_error("headers", "There is a key as well, and it is sent as Authorization. Keep one of the two.")
        return data

    def _keeps_its_key(self, data: dict[str, Any]) -> bool:
        return bool(self.endpoint and self.endpoint.api_key and not data.get("remove_key"))

    def values(self) -> EndpointValues:
        """A valid form without its secrets."""
        names = set(EndpointValues.__dataclass_fields__) - {"kind"}
        return EndpointValues(**{name: self.cleaned_data[name] for name in names})

    def secrets(self) -> Secrets:
        """What becomes of the secrets: an empty key keeps the stored one, unless it shall be removed."""
        key = self.cleaned_data["api_key"]
        kept = None if self.endpoint else ""
        wanted = key or ("" if self.cleaned_data.get("remove_key") else kept)
        return Secrets(api_key=wanted, headers=self.cleaned_data["headers"])


class RecordedEndpointForm(forms.Form):
    """A place for answers that were given elsewhere."""

    name = CleanCharField(max_length=120, help_text="Such as “Release 4, nightly test bench”.")
    model = CleanCharField(
        max_length=200, required=False, label="Model", help_text="Which model answered, if you want it on the record."
    )
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, endpoint: Endpoint | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def values(self) -> EndpointValues:
        return EndpointValues(
            kind=Endpoint.Kind.RECORDED, name=self.cleaned_data["name"], model=self.cleaned_data["model"]
        )

    def secrets(self) -> Secrets:
        return Secrets()


class AnswersForm(forms.Form):
    """Recorded answers, pasted or as a file."""

    text = CleanCharField(
        required=False,
        max_length=2_000_000,
        strip=False,
        label="Paste them",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "code"}),
        help_text="JSONL or CSV, as described beside.",
    )
    file = forms.FileField(
        required=False,
        max_length=200,
        label="Or choose a file",
        widget=forms.ClearableFileInput(attrs={"accept": ".jsonl,.ndjson,.csv"}),
        help_text=f"JSONL or CSV in UTF-8, at most {MAX_BYTES // (1024 * 1024)} MB.",
    )

    def clean_file(self) -> "UploadedFile[Any] | None":
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(f"The file is larger than {MAX_BYTES // (1024 * 1024)} MB.")
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = [name for name in ("text", "file") if data.get(name)]
        if not given and not self.errors:
            self.add_error("text", "Paste answers or choose a file.")
        elif len(given) == 2:
            self.add_error("file", "Paste answers or choose a file, not both.")
        return data

    def content(self) -> bytes:
        """The bytes of a valid form."""
        file = self.cleaned_data.get("file")
        return bytes(file.read(MAX_BYTES + 1)) if file else str(self.cleaned_data["text"]).encode()
