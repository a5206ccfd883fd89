//! One JSON answer: its bytes, its index, and the ways to look at it.
