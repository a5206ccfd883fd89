//! The log: scrubbed of tokens, without the data of panics, closed to others, few files.

use std::fs;

use dapple::services::log;
use dapple::services::store::Folders;
use dapple_data::token::Scrubber;
use secrecy::SecretString;

use super::{TOKEN, files, home, other_process};

/// Logs what must not be logged, in a process of its own: a subscriber is for the whole process.
pub fn write(folders: &Folders) {
    let scrubber = Scrubber::new();
    let logging = log::start(Some(&folders.state), &scrubber);
    assert_eq!(logging.trouble, None);
    // Known only after the start, like every real one.
    scrubber.add(&SecretString::from(TOKEN));
    tracing::warn!(header = format!("Bearer {TOKEN}"), "a slip with {TOKEN}");
    tracing::info!("file only");
    tracing::debug!("nowhere");
    let thread = std::thread::Builder::new().name("worker 1".to_owned());
    let panicked = thread.spawn(|| panic!("data of the customer {TOKEN}")).unwrap().join();
    assert!(panicked.is_err());
}

fn logs(folders: &Folders) -> Vec<std::path::PathBuf> {
    files(&folders.state)
        .into_iter()
        .filter(|file| file.extension().is_some_and(|end| end == "log"))
        .collect()
}

#[test]
fn tokens_and_panic_data_stay_out_of_stderr_and_file() {
    let (home, folders) = home();
    // Old days go; only three files stay.
    for day in ["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04"] {
        fs::write(folders.state.join(format!("dapple.{day}.log")), "old").unwrap();
    }
    let (played, said) = other_process(home.path(), "log");
    assert!(played, "{said}");
    let found = logs(&folders);
    assert_eq!(found.len(), 3, "{found:?}");
    let written: String = found.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    for text in [&said, &written] {
        assert!(text.contains("a slip with 0123456789…"), "{text}");
        assert!(text.contains("stopped by a defect") && text.contains("worker 1"), "{text}");
        assert!(text.contains("store/log.rs"), "the place of the panic: {text}");
        assert!(!text.contains(TOKEN) && !text.contains("data of the customer"), "{text}");
        assert!(!text.contains("nowhere"), "{text}");
    }
    assert!(written.contains("file only") && !said.contains("file only"));
    #[cfg(unix)]
    for file in found {
        assert_eq!(super::mode(&file), 0o600, "{}", file.display());
    }
}

/// Starts a log whose folder is a file, in a process of its own too: it also sets the panic hook.
pub fn without_file(folders: &Folders) {
    let file = folders.state.join("in the way");
    fs::write(&file, "").unwrap();
    let logging = log::start(Some(&file), &Scrubber::new());
    println!("trouble: {}", logging.trouble.unwrap());
    tracing::warn!("still told");
}

#[test]
fn a_folder_that_cannot_be_written_costs_only_the_file() {
    let (home, _folders) = home();
    let (played, said) = other_process(home.path(), "log without file");
    assert!(played && said.contains("trouble: No log is written:"), "{said}");
    assert!(said.contains("in the way") && said.contains("still told"), "{said}");
}
