"""The stages of ``series.ingest.pipeline``, one a file."""
