//! A small Speckle server in the process, with sample buildings: loopback only.
