//! A name for an operation's text that says nothing of it: the same text has the same one everywhere.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// SHA-256 of a text, as 64 hexadecimal digits: what persisted queries are named by.
pub fn fingerprint(text: &str) -> String {
    let mut name = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a string cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_sha_256_that_others_compute() {
        // Source: FIPS 180-2, appendix B.1.
        assert_eq!(fingerprint("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_ne!(fingerprint("{ a }"), fingerprint("{ a}"));
    }
}
