"""Objects of the shared format read as our own: each reader takes one object of any known version as it lies in JSON.

Readers raise BadObject. A member of a list that can't be read is left out, and `dropped` is told of it in a sentence.
"""
