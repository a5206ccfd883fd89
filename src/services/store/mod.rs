//! Files and SQLite: settings, session, history, accounts (never a token), spool.
