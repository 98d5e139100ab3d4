"""Forms of sign-in and of the account page."""

import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from accounts.models import Officer

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
MAX_LANGUAGES = 20


class SignInForm(forms.Form):
    """Address and password; ``next`` is where the officer was going."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def clean_email(self) -> str:
        """Return the address in lower case, so that attempts with other capitals are counted together."""
        address: str = self.cleaned_data["email"]
        return address.lower()


class LanguagesForm(forms.Form):
    """Languages as a line of tags."""

    languages = forms.CharField(
        max_length=200,
        required=False,
        help_text="Language tags with commas between them, for example: en, fr, pt-br. Best language first.",
    )

    def clean_languages(self) -> list[str]:
        """Return the tags in order, each once."""
        tags = [tag.strip().lower() for tag in self.cleaned_data["languages"].split(",") if tag.strip()]
        wrong = [tag for tag in tags if not _LANGUAGE.fullmatch(tag)]
        if wrong:
            raise forms.ValidationError(f"These are not language tags: {', '.join(wrong)}. Write for example en or fr.")
        if len(set(tags)) > MAX_LANGUAGES:
            raise forms.ValidationError(f"Name {MAX_LANGUAGES} languages at most.")
        return list(dict.fromkeys(tags))


class PasswordForm(forms.Form):
    """The present password, and the new one twice."""

    current = forms.CharField(
        label="Present password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="New password",
        max_length=1000,
        strip=False,
        help_text="At least 12 characters, and none of the passwords that everybody uses.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="New password, again",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer

    def clean_new(self) -> str:
        """Return the new password if it is strong enough."""
        new: str = self.cleaned_data["new"]
        validate_password(new, self.officer)
        return new

    def clean(self) -> dict[str, Any]:
        """Compare the two."""
        typed = self.cleaned_data
        if "new" in typed and "again" in typed and typed["new"] != typed["again"]:
            self.add_error("again", "The two new passwords differ.")
        return typed


class TokenForm(forms.Form):
    """A name for the token, how long it lives, and the password: a session left open is not enough."""

    name = forms.CharField(label="What it is for", max_length=80, help_text="For example: nightly upload.")
    days = forms.TypedChoiceField(
        label="Ends after",
        coerce=int,
        choices=[(30, "30 days"), (90, "90 days"), (180, "180 days"), (365, "One year")],
        initial=90,
    )
    password = forms.CharField(
        label="Your password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
