"""The only room that changes a judgement's state. Each deed: lock and re-read, guard, change with who and when, audit event; one transaction."""
