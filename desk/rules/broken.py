"""What is a broken rule? One field, one stable code, one sentence for the person who typed it."""

from __future__ import annotations


class RuleBroken(Exception):
    """Input that a rule refuses. Nothing has changed; the person mends the field and tries again.

    `field` is the dotted name of the input as the person sees it (`applicant.personal_id`);
    `code` is stable and English, for scripts and tests; the message is a Vietnamese sentence
    that says what to do.
    """

    def __init__(self, field: str, code: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.code = code
        self.message = message
