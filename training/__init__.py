"""Training of the attribution tagger; nothing here is installed or needed at inference."""
