"""The API: each endpoint reads the request, calls one function of the rooms behind it, and answers.

One shape of error, cursor pages, filters on declared fields only; what is not declared is refused by name.
"""
