"""What customers say about health: from a text to mentions of conditions, by rules that stand in knowledge/health."""

from spa.health.mention import Mention
from spa.health.reader import Reader

__all__ = ["Mention", "Reader"]
