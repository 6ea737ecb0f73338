"""The pages: each view reads the request, calls one function of the rooms behind it, and answers."""
