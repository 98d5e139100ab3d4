"""What officers type about themselves and about audiences."""

from accounts.forms.account import MAX_LANGUAGES, LanguagesForm, PasswordForm, SignInForm, TokenForm
from accounts.forms.audiences import ChangeAudienceForm, DefaultAudienceForm, NewAudienceForm

__all__ = [
    "MAX_LANGUAGES",
    "ChangeAudienceForm",
    "DefaultAudienceForm",
    "LanguagesForm",
    "NewAudienceForm",
    "PasswordForm",
    "SignInForm",
    "TokenForm",
]
