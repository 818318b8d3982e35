"""Political events: what the text says that one side did to another, coded to PLOVER.

`ontology` reads the files of words, `clauses` a parsed sentence, `parties` who is named, `senses` which entry
fits a trigger, `coder` what is told and how it is asserted, `scope` what counts, `dating` when and where;
`find` makes the records. docs/events.md tells the choices.
"""

from detente.extract.events.find import find_events, paragraphs_to_code

__all__ = ["find_events", "paragraphs_to_code"]
