"""This app's part of the API. It calls the same actions as the pages."""
