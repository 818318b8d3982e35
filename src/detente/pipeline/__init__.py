"""Document -> records: the stages composed, once, in one process or in several; no store."""

from detente.pipeline.extractor import Extractor, Failed
from detente.pipeline.workers import Workers

__all__ = ["Extractor", "Failed", "Workers"]
