"""The web process, for uvicorn: Django, with requests' bodies bounded before anything reads them."""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icse.settings")
# WhiteNoise answers with a file, which Django reads whole under ASGI: the static files are small.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
django_application = get_asgi_application()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.urls import reverse  # noqa: E402

from icse.core.bodies import BodyLimit, Bound  # noqa: E402
from icse.core.memory import settle  # noqa: E402
from series.uploads import IN_PIECES, RECEIVING  # noqa: E402

application = BodyLimit(
    django_application,
    files=Bound(settings.MAX_REQUEST_BYTES, 600),
    other=Bound(2 * 1024 * 1024, 30),
    receiving=frozenset(reverse(name) for name in RECEIVING),
    cookie=settings.SESSION_COOKIE_NAME,
    streamed=IN_PIECES,
)
settle()  # reverse() has loaded all views
