"""What is done to an archive beside taking documents in: persons across documents, records made again.

Import its modules: they load the gazetteer's code, which a search does not need.
"""
