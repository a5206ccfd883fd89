//! Diagnostics to stderr and a small rotating file, scrubbed of live tokens.
