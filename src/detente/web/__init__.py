"""The web application: pages for people, a JSON API for programs, over one archive."""

from detente.web.app import create_app

__all__ = ["create_app"]
