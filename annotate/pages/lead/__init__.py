"""Second readers to gold: adjudication, agreement, conflicts, corrections, audit, re-extraction, releases."""
