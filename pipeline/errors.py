"""What can go wrong, by who has to act.

In: a sentence for a person who does not program. Out: exceptions that carry it. Content never raises: an unreadable
value becomes an `Issue`; these are for a report that cannot be read at all, and for our own mistakes.
"""


class PipelineError(Exception):
    """Anything that this project raises on purpose; the message says where, what was seen and what to do."""


class ReportError(PipelineError):
    """One report cannot be read; the other reports go on."""


class LexiconError(PipelineError):
    """A lexicon, gazetteer or model file of the project is missing or malformed: our mistake."""


class SchemaError(PipelineError):
    """A table does not fit its schema: our mistake, found before anything is written."""


class UsageError(PipelineError):
    """The command was called with something that cannot work; nothing was done (exit code 2)."""
