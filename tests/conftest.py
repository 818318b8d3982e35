"""Settings of the whole suite."""

import os

from hypothesis import settings

# The same examples in every run: what passed once passes again. HYPOTHESIS_PROFILE=explore finds new ones.
settings.register_profile("same", derandomize=True)
settings.register_profile("explore")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
