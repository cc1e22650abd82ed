"""The study file: tables, transactions, the event log, queries, search index and migrations."""
