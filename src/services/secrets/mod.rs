//! The OS keyring. The only place that names keyring.
