"""What users bring: each format's reader turns bytes into items, one a document. Libraries do the reading."""
