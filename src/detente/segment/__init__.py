"""Document -> its layout: title, byline, dateline, headings, paragraphs, turns, captions, boilerplate.

The layout is found from structure first (where a line stands, how long it is, whether it ends like a
sentence, what stands beside it) and from `phrases.txt` second. Where it is unclear, a line is a paragraph:
keeping a line of a menu does less harm than losing a sentence.
"""

from detente.segment.layout import segment
from detente.segment.metadata import describe

__all__ = ["describe", "segment"]
