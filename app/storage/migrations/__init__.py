"""The schema, one numbered step a file: `0001_the_house.sql`. A step runs whole or not at all, and never changes."""
