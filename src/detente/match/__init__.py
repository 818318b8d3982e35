"""Which records of several documents are about the same thing. Knows no store and no page."""
