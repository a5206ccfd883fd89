//! Conformance data for the tests of this package. Where the folder is missing a test says so and passes.

use std::path::PathBuf;

/// The text of a file below `$DAPPLE_SHARED` (default: `shared` beside the workspace).
pub(crate) fn shared_text(path: &str) -> Option<String> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("DAPPLE_SHARED").map_or_else(beside, PathBuf::from);
    let text = std::fs::read_to_string(folder.join(path)).ok();
    if text.is_none() {
        #[allow(clippy::print_stderr)] // A skipped test has to say so.
        {
            eprintln!("skipped: {path} is not in {}", folder.display());
        }
    }
    text
}

/// The big list of naughty strings.
pub(crate) fn naughty_strings() -> Option<Vec<String>> {
    shared_text("conformance/blns.json").map(|text| serde_json::from_str(&text).unwrap_or_default())
}
