"""The shape of a dyad's events: one table for events of documents and for imported ones.

`Archive.dyad_events(a, b)` answers with a `polars.DataFrame` of exactly the columns of `SCHEMA`, both
directions, in order of `day_from` (undated rows last), then `record`. Three rules say how to count:

- **A row is a report**: one coded event of one document, or one row of an imported dataset. Rows with the
  same `incident` are reports of one event. The raw count of rows is their height, the collapsed count
  ``frame["incident"].n_unique()``; `collapse` keeps the first report of each incident.
- **A resample goes by `story`**, the unit whose rows depend on each other: copies of one text, all rows of
  one article of a dataset.
- **Null is not known.** A `status` of null is an imported row whose dataset does not tell whether the event
  happened (none does); a `quad` of null has no PLOVER type (CAMEO's 01 and 02, which PLOVER drops;
  `quad_given` keeps what the dataset says). Nothing is filled in.

A document often tells an event without its day. Its `day_from` stays null, and `dated_by` says what a series
may do: "told" where the text (or the dataset) tells a day or a period, "report" where it tells none and the
event has happened, is alleged or is denied, so that `placed` sets it on the day of the report. Null is
neither: what is to come, what lies "years ago", and what stands in documents without a day of their own.

Rows of documents come corrected, and a join of an incident that was undone joins nothing here. An event with
several sources or targets gives a row for each ordered pair of codes, all with the same `record`.

===================  =======  ===========================================================================
record               String   id: of an event of a document, or of an imported row (``gdelt-...``)
origin               String   "document", or the dataset: gdelt, icews, polecat, plover, phoenix, keds, ucdp
day_from, day_to     Date     first and last day the event may have happened on, equal where the day is
                              known, null where nothing is
reported             Date     day on which the document was published, else that of its dateline; null where
                              neither is known to the day, and for imported rows
dated_by             String   told, report or null, see above
source, target       String   ISO 3166-1 alpha-3 code of a state, or code of an organisation or group
source_sector,       String   sector of the actor: government, military, opposition, media ...; several
target_sector                 joined by ";"
type, mode           String   PLOVER event type (AGREE ... ASSAULT) and mode
cameo                String   CAMEO code of the event, with its leading zero
quad                 Int8     by the PLOVER type: 1 verbal cooperation, 2 material cooperation, 3 verbal
                              conflict, 4 material conflict
quad_given           Int8     the dataset's own quad class as it came (0 to 4; the schemes differ)
goldstein            Float32  -10 to 10: the dataset's own score, else that of the CAMEO code, else null
plover_score         Float32  -10 to 10: conflict-cooperation score of PLOVER's manual, by mode or type
verbal               Boolean  a speech act: it is done by saying it
status               String   happened, planned, hypothetical, alleged, denied, cancelled
incident             String   key of the event of which this row is a report
story                String   key of the story that reports it
document             String   id of the document; null for imported rows
publisher            String   name or host of who published the report
publisher_country    String   ISO 3166-1 alpha-3
publisher_control    String   state, public, private, unknown; null where the row has no document
===================  =======  ===========================================================================

The incident of an imported row is by the one-a-day rule of the KEDS project: rows of one dataset with equal
day, source, target and event code are one event. UCDP's rows are events already: each is an incident.
"""

from __future__ import annotations

import polars as pl

SCHEMA = pl.Schema(
    {
        "record": pl.String,
        "origin": pl.String,
        "day_from": pl.Date,
        "day_to": pl.Date,
        "reported": pl.Date,
        "dated_by": pl.String,
        "source": pl.String,
        "target": pl.String,
        "source_sector": pl.String,
        "target_sector": pl.String,
        "type": pl.String,
        "mode": pl.String,
        "cameo": pl.String,
        "quad": pl.Int8,
        "quad_given": pl.Int8,
        "goldstein": pl.Float32,
        "plover_score": pl.Float32,
        "verbal": pl.Boolean,
        "status": pl.String,
        "incident": pl.String,
        "story": pl.String,
        "document": pl.String,
        "publisher": pl.String,
        "publisher_country": pl.String,
        "publisher_control": pl.String,
    }
)


def empty() -> pl.DataFrame:
    """A frame of no rows in the shape of a dyad's events."""
    return pl.DataFrame(schema=SCHEMA)


def collapse(frame: pl.DataFrame) -> pl.DataFrame:
    """One row an incident and ordered pair: its first report, in the order of the frame."""
    return frame.unique(subset=["incident", "source", "target"], keep="first", maintain_order=True)


def placed(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with each event that is `dated_by` its report on the day of that report, behind those whose
    own day is told: of an incident the told day comes first, then the earliest report."""
    by_report = pl.col("dated_by").eq_missing("report")
    if not frame["dated_by"].eq("report").any():
        return frame
    days = [
        pl.when(by_report).then("reported").otherwise(name).alias(name) for name in ("day_from", "day_to")
    ]
    told, rest = frame.filter(~by_report), frame.filter(by_report).with_columns(days)
    return pl.concat([told, rest.sort("day_from", "record", maintain_order=True)])


# The rows of a dataset as importers make them and the store keeps them: one row for each ordered pair of
# actors of a row of the dataset. `key` is the row's identity within its dataset, `line` its line in the file,
# `story` a hash of what the dataset groups reports by. The other columns mean what they mean in SCHEMA.
IMPORTED = pl.Schema(
    {
        "key": pl.UInt64,
        "external_id": pl.String,
        "line": pl.Int64,
        "day_from": pl.Date,
        "day_to": pl.Date,
        "source": pl.String,
        "target": pl.String,
        "source_name": pl.String,
        "target_name": pl.String,
        "source_sector": pl.String,
        "target_sector": pl.String,
        "type": pl.String,
        "mode": pl.String,
        "contexts": pl.String,
        "cameo": pl.String,
        "quad": pl.Int8,
        "quad_given": pl.Int8,
        "goldstein": pl.Float32,
        "plover_score": pl.Float32,
        "verbal": pl.Boolean,
        "place": pl.String,
        "story": pl.UInt64,
        "publisher": pl.String,
    }
)
