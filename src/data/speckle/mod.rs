//! What Dapple asks a Speckle server, and what it answers.
