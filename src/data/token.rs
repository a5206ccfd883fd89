//! The shape of a personal access token, and the scrubber that keeps live tokens out of text.
