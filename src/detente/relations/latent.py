"""The latent state of a relationship: a local level that drifts, seen through noisy periods."""

from __future__ import annotations

import warnings

import numpy as np

from detente.relations.indices import Floats

FEWEST_PERIODS = 10


def latent_level(values: Floats, level: float = 0.95) -> Floats | str:
    """The smoothed mean and the ends of its interval for each period (periods by 3), or why there is none.

    The local-level model (Harvey 1989; Durbin and Koopman 2012, chapter 2) by maximum likelihood: ``y = mu +
    e``, ``mu = mu before + d``. `values` has NaN where a period is insufficient: the filter passes over
    them, and so the answer has NaN there. The interval takes the two estimated variances as known.
    """
    from scipy.stats import norm
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    known = np.isfinite(values)
    if known.sum() < FEWEST_PERIODS:
        return f"A latent level needs {FEWEST_PERIODS} periods with enough events; there are {known.sum()}."
    spread = float(np.nanstd(values))
    if spread == 0:
        return "All periods have the same value: there is no movement to smooth."
    centre = float(np.nanmean(values))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = UnobservedComponents((values - centre) / spread, "llevel").fit(disp=False, maxiter=200)
    mean = np.asarray(result.smoothed_state[0])
    error = np.sqrt(np.maximum(result.smoothed_state_cov[0, 0], 0))
    if not np.isfinite(mean[known]).all():
        return "The latent level could not be estimated: the likelihood has no maximum."
    reach = norm.ppf((1 + level) / 2) * error
    table = np.column_stack([mean, mean - reach, mean + reach]) * spread + centre
    return np.where(known[:, None], table, np.nan)
