"""From the bytes of a news article to candidate statistical facts with exact raw offsets.

Pure Python, no Django. The way of the data is the order of the rooms: ``text`` (decoding, cleaning, articles),
``mentions`` (quantities, periods, regions, modality, indicators), ``facts`` (assembling, checking, confidence);
``pipeline.extract`` calls them in that order and has no rule of its own.
"""

__version__ = "0.1.0"
