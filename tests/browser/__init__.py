"""The whole service in front of Chromium: a web process, a worker, a database, and officers who click."""
