//! Help, version, wrong use, and what holds for every verb.

use dapple::app::worker::Disk;
use dapple::services::desktop::{Call, Listener};
use dapple::services::store::Folders;
use dapple_data::speckle::elements::Shell;

use super::{PROJECTS, Room, finish, holds};

const TOKEN: &str = "0123456789abcdef0123456789abcdef0123fedcba";

#[test]
fn the_version_is_the_programs() {
    let done = Room::new().run(&["--version"], "").ended(0);
    assert_eq!(done.out, format!("dapple {}\n", dapple::VERSION));
}

#[test]
fn help_lists_every_exit_code_and_no_way_to_type_a_token() {
    let room = Room::new();
    for verb in [
        &["--help"][..],
        &["query", "--help"],
        &["open", "--help"],
        &["account", "add", "--help"],
        &["account", "remove", "--help"],
    ] {
        let help = room.run(verb, "").ended(0).out;
        assert!(
            !help.contains("--token ") && !help.contains("<TOKEN>") && !help.contains("--token="),
            "{help}"
        );
        assert!(!help.contains("DAPPLE_TOKEN"), "{help}");
    }
    let help = room.run(&["query", "--help"], "").ended(0).out;
    for code in ["0 ", "1 ", "2 ", "3 ", "4 ", "5 ", "130 ", "143 "] {
        assert!(help.lines().any(|line| line.trim_start().starts_with(code)), "{code} is not in\n{help}");
    }
    assert!(room.home().read_dir().is_err(), "help makes no files");
}

#[test]
fn a_token_typed_as_an_argument_is_not_repeated() {
    let room = Room::new();
    let by_name = format!("--token={TOKEN}");
    for arguments in
        [&["account", "add", TOKEN][..], &["query", "--demo", "-", TOKEN], &[TOKEN], &[by_name.as_str()]]
    {
        let done = room.run(arguments, "").ended(2);
        assert!(!done.err.contains(TOKEN) && !done.out.contains(TOKEN), "{done:?}");
        assert!(done.err.contains("never an argument"), "{done:?}");
    }
}

#[test]
fn a_token_typed_as_a_name_is_not_repeated_either() {
    let room = Room::new();
    for arguments in
        [&["account", "use", TOKEN][..], &["query", TOKEN, "--demo"], &["open", TOKEN, "--format", "json"]]
    {
        let done = room.run(arguments, "");
        assert!(done.code != Some(0) && !done.err.contains(TOKEN) && !done.out.contains(TOKEN), "{done:?}");
    }
}

#[test]
fn no_token_is_read_from_the_environment() {
    let room = Room::new();
    let mut command = room.command(&["query", "-"]);
    command.env("DAPPLE_TOKEN", TOKEN).env("SPECKLE_TOKEN", TOKEN);
    let done = finish(command, PROJECTS).ended(2);
    assert!(done.err.contains("There is no account yet") && done.err.contains("--demo"), "{done:?}");
}

#[test]
fn places_exclude_each_other() {
    let room = Room::new();
    for more in [
        &["--demo", "--server", "a.example"][..],
        &["--demo", "--account", "a"],
        &["--account", "a", "--server", "a.example"],
        &["--token-stdin"],
        &["--allow-plain-http"],
        &["--server", "ftp://a.example"],
        &["--server", "http://127.0.0.1:9", "--token-stdin"],
    ] {
        let done = room.run(&[&["query", "-"], more].concat(), PROJECTS).ended(2);
        assert!(done.out.is_empty() && !done.err.is_empty(), "{more:?}: {done:?}");
    }
    room.run(&["saved.json"], "").ended(2);
    room.run(&["--demo", "query", "-"], "").ended(2);
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_display_one_sentence_says_so() {
    let room = Room::new();
    room.file("a.json", "{}");
    for arguments in [&[][..], &["--demo"], &["open", "a.json"]] {
        let done = room.run(arguments, "").ended(1);
        assert!(done.out.is_empty(), "{done:?}");
        assert_eq!(done.err.lines().count(), 1, "{done:?}");
        assert!(done.err.contains("display"), "{done:?}");
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let room = Room::new();
    let rows: Vec<String> = (0..50_000).map(|n| format!("{{\"id\":{n}}}")).collect();
    room.file("many.json", &format!("{{\"data\":{{\"items\":[{}]}}}}", rows.join(",")));
    for format in ["json", "ndjson", "csv"] {
        let mut child = room.command(&["open", "many.json", "--format", format]).spawn().unwrap();
        drop(child.stdout.take());
        let done = super::Done::of(child.wait_with_output().unwrap()).ended(0);
        assert_eq!(done.err, "", "{format}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_stdout_is_said() {
    let room = Room::new();
    room.file("a.json", r#"{"data":{"items":[{"id":1}]}}"#);
    for format in ["json", "ndjson", "csv"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = room.command(&["open", "a.json", "--format", format]);
        command.stdout(full);
        let done = finish(command, "").ended(1);
        assert!(done.err.starts_with("stdout: "), "{done:?}");
    }
}

#[test]
fn packages_get_their_pages_from_the_program() {
    let room = Room::new();
    for (shell, sign) in [("bash", "complete -F"), ("zsh", "#compdef dapple"), ("fish", "complete -c dapple")]
    {
        let script = room.run(&["--generate", shell], "").ended(0).out;
        assert!(script.contains(sign) && script.contains("account"), "{shell}: {script}");
    }
    assert!(room.run(&["--generate", "man"], "").ended(0).out.contains(".TH dapple"));
    let folder = room.work().join("pages");
    std::fs::create_dir(&folder).unwrap();
    room.run(&["--generate", "man", "--into", folder.to_str().unwrap()], "").ended(0);
    let query = std::fs::read_to_string(folder.join("dapple-query.1")).unwrap();
    assert!(query.contains("mutation"), "{query}");
    room.run(&["--generate", "man", "--into", room.work().join("nowhere").to_str().unwrap()], "").ended(1);
}

/// The first start holds the folders and listens; a second one is the real program.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_start_hands_over_what_a_link_names_and_nothing_else_of_it() {
    let secret = "5ecre7-embed-token";
    let room = Room::new();
    let folders = Folders::under(&room.home());
    let first = Disk::open(folders.clone()).unwrap();
    assert!(!first.is_read_only());
    let listener = Listener::open(&folders.state).unwrap();
    let page = "https://speckle.example/projects/0123456789/models/abcdef0123@fedcba9876";
    for (typed, wanted) in [
        (format!("{page}?embedToken={secret}"), Call::Link(page.to_owned())),
        (format!(" {page}#embed={secret}"), Call::Link(page.to_owned())),
        ("0123456789".to_owned(), Call::Link("0123456789".to_owned())),
    ] {
        let mut command = room.command(&[&typed]);
        command.env("DISPLAY", ":no-display-is-opened");
        let mut second = tokio::task::spawn_blocking(move || finish(command, ""));
        let call = tokio::select! {
            call = listener.next() => call,
            done = &mut second => panic!("{typed}: nothing was handed over, {:?}", done.unwrap()),
        };
        assert_eq!(call, wanted, "{typed}");
        let done = second.await.unwrap().ended(0);
        assert!(done.err.contains("open already") && !done.err.contains(secret), "{done:?}");
    }
    drop(listener);
    // A socket cannot be read as a file.
    let _ = std::fs::remove_file(folders.state.join("dapple.sock"));
    assert!(!holds(&room.home(), secret.as_bytes()));
}

#[cfg(unix)]
#[test]
fn a_shell_reads_back_the_words_of_a_copied_command() {
    let words = ["it's", "$(x) `y`", "a\nb", "\u{1b}]0;\u{7}", "\u{202e}ü", "\\n", "a'\n'b", "~", "*", "!x"];
    let line = words.map(|word| Shell::Posix.word(word)).join(" ");
    let mut shell = std::process::Command::new("bash");
    let out =
        shell.env("LC_ALL", "C.UTF-8").args(["-c", &format!("printf '%s\\0' {line}")]).output().unwrap();
    let read: Vec<&str> = std::str::from_utf8(&out.stdout).unwrap().split_terminator('\0').collect();
    assert_eq!(read, words);
}
