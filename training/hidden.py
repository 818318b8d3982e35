"""What the network is not shown: at times in training, always if it must do without the parse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.extract.assessor.questions import MASK
from detente.extract.tagger.windows import Batch


@dataclass(frozen=True, slots=True)
class Hidden:
    """Shares that are blanked: of all word pieces, so that articles are not learned by heart; of all windows
    the hints of the rules, so that the network does not lean on them; of all windows what comes of the
    parse."""

    pieces: float
    hints: float
    parse: float
    random: np.random.Generator

    def hide(self, batch: Batch) -> None:
        """Blank the shares of a batch in place."""
        batch.ids[(self.random.random(batch.ids.shape) < self.pieces) & (batch.ids > MASK)] = MASK
        windows = self.random.random((2, len(batch.ids)))
        batch.blank(parse=False, hints=True, windows=windows[0] < self.hints)
        batch.blank(parse=True, hints=False, windows=windows[1] < self.parse)
