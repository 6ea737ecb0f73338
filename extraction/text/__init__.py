"""Raw text to clean text that remembers, for every character, which raw characters it came from."""
