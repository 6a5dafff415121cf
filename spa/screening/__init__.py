"""Health screening: what is asked, what follows from the answers, and the record that the booking gate reads."""

from spa.screening.assess import Assessment, assess, merge, next_question
from spa.screening.rules import Condition, Question, Rules

__all__ = ["Assessment", "Condition", "Question", "Rules", "assess", "merge", "next_question"]
