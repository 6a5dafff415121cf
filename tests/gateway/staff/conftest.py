"""The small spa, whose people look into the conversations."""

from tests.spa.conftest import *  # noqa: F403
