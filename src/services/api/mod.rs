//! HTTP to a Speckle server. The only place that names reqwest.
