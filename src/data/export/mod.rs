//! JSON, NDJSON and CSV, written to any `io::Write`.
