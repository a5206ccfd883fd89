//! Puts the commit and its date into the program, for `--version`.

use std::process::Command;

fn main() {
    // A file that is not there (an unpacked archive, a linked worktree) would mean a new build every time.
    for file in [".git/HEAD", ".git/refs"].into_iter().filter(|file| std::path::Path::new(file).exists()) {
        println!("cargo:rerun-if-changed={file}");
    }
    println!("cargo:rerun-if-env-changed=DAPPLE_COMMIT");
    let said = std::env::var("DAPPLE_COMMIT").ok().or_else(|| {
        let out = Command::new("git").args(["log", "-1", "--format=%h %cs"]).output().ok()?;
        String::from_utf8(out.stdout).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    });
    println!("cargo:rustc-env=DAPPLE_COMMIT={}", said.unwrap_or_else(|| "no commit known".to_owned()));
}
