"""What officers type about themselves and about audiences."""

from accounts.forms.account import MAX_LANGUAGES, LanguagesForm, PasswordForm, SignInForm, TokenForm
from accounts.forms.audiences import ChangeAudienceForm, DefaultAudienceForm, NewAudienceForm
from accounts.forms.marking import MarkingFields

__all__ = [
    "MAX_LANGUAGES",
    "ChangeAudienceForm",
    "DefaultAudienceForm",
    "LanguagesForm",
    "MarkingFields",
    "NewAudienceForm",
    "PasswordForm",
    "SignInForm",
    "TokenForm",
]
