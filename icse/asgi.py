"""The web process, for uvicorn: Django, with requests' bodies bounded before anything reads them."""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icse.settings")
# WhiteNoise answers with a file, which Django reads whole under ASGI: the static files are small.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
django_application = get_asgi_application()

from django.conf import settings  # noqa: E402 - Django must be set up first

from icse.core.bodies import BodyLimit  # noqa: E402

application = BodyLimit(django_application, settings.MAX_REQUEST_BYTES)
