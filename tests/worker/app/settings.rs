//! The heart's part of the settings: certificate files, Clear, and what a second start brings.

use dapple::app::{
    Action, CertificateFile, Clearable, Command, Dialog, Event, Link, NoticeKind, Remote, Started,
    TokenChoice,
};
use dapple::services::desktop::Call;
use dapple::services::secrets::KeptToken;

use super::{Play, failure, row, sent};

const CA: CertificateFile = CertificateFile::Authorities;

fn entry(ending: &str) -> KeptToken {
    KeptToken { ending: ending.to_owned(), label: None }
}

#[test]
fn a_typed_certificate_becomes_a_setting_once_it_was_found_good() {
    let mut play = Play::new();
    play.act(Action::ShowSettings);
    let check = |c: &Command| matches!(c, Command::CheckCertificate { file: CA, .. });
    let save = |c: &Command| matches!(c, Command::SaveSettings(_));
    let out = play.act(Action::CertificateTyped(CA, "/etc/ca.p".to_owned()));
    assert!(sent(&out, check).is_none() && sent(&out, save).is_none(), "typing is not over");
    assert!(play.state().next_due(play.now).unwrap() < 0.5);
    let id = sent(&play.after(0.5), check).unwrap();
    let out = play.act(Action::CertificateTyped(CA, "/etc/ca.pem".to_owned()));
    assert!(out.cancel.contains(&id));
    let out = play.say(id, Event::CertificateChecked { file: CA, result: Ok("/etc/ca.p".into()) });
    assert!(sent(&out, save).is_none(), "the answer to an older text");
    let id = sent(&play.after(0.5), check).unwrap();
    play.say(id, Event::CertificateChecked { file: CA, result: Err(failure()) });
    assert_eq!(play.state().certificates.authorities.checked.error(), Some(&failure()));
    assert_eq!(play.state().settings.extra_ca, None);

    // The same by the dialog.
    let pick = play.act(Action::PickCertificate(CA));
    let pick = sent(&pick, |c| matches!(c, Command::PickCertificate)).unwrap();
    let out = play.say(pick, Event::CertificatePicked(Ok(Some("/etc/good.pem".into()))));
    let id = sent(&out, check).unwrap();
    let out = play.say(id, Event::CertificateChecked { file: CA, result: Ok("/etc/good.pem".into()) });
    assert!(sent(&out, save).is_some());
    assert_eq!(play.state().settings.extra_ca.as_deref(), Some(std::path::Path::new("/etc/good.pem")));
    assert_eq!(play.state().certificates.authorities.text, "/etc/good.pem");

    // What is set is looked at again when the settings open, and an empty field is no certificate.
    let out = play.act(Action::ShowSettings);
    assert!(sent(&out, check).is_some());
    let out = play.act(Action::CertificateTyped(CA, " ".to_owned()));
    assert!(sent(&out, save).is_some());
    assert_eq!(play.state().settings.extra_ca, None);
}

#[test]
fn without_a_file_dialog_the_field_says_so() {
    let mut play = Play::new();
    play.act(Action::ShowSettings);
    let out = play.act(Action::PickCertificate(CertificateFile::Client));
    let id = sent(&out, |c| matches!(c, Command::PickCertificate)).unwrap();
    play.say(id, Event::CertificatePicked(Err(failure())));
    assert!(play.state().certificates.client.checked.error().is_some());
    assert!(matches!(play.state().certificates.authorities.checked, Remote::Idle));
}

#[test]
fn what_was_cleared_is_gone_from_the_list_and_the_history() {
    let mut play = Play::new();
    let out = play.act(Action::ClearKept(Clearable::History));
    let id = sent(&out, |c| matches!(c, Command::ClearKept(Clearable::History))).unwrap();
    play.heart.state.history = Remote::ready(Vec::new());
    play.say(id, Event::Cleared { what: Clearable::History, result: Ok(Vec::new()) });
    assert!(play.state().places.is_empty());
    play.say(id, Event::Cleared { what: Clearable::Log, result: Err(failure()) });
    let notice = play.state().notices.last().unwrap();
    assert_eq!((notice.kind, notice.failure.as_ref()), (NoticeKind::Error, Some(&failure())));
}

#[test]
fn a_second_start_brings_the_window_to_the_front_with_its_file() {
    let mut play = Play::new();
    let id = play.heart.state.name_command();
    let out = play.say(id, Event::Called(Call::Raise));
    assert!(out.raise && out.commands.is_empty());
    let out = play.say(id, Event::Called(Call::Open("/a.json".into())));
    assert!(out.raise);
    assert!(sent(&out, |c| matches!(c, Command::OpenFile(path) if path.ends_with("a.json"))).is_some());
    let out = play.say(id, Event::Called(Call::Samples));
    assert!(out.raise && sent(&out, |c| matches!(c, Command::StartSamples)).is_some());
}

#[test]
fn several_tokens_under_one_name_are_asked_about() {
    let (mut play, key) = Play::signed_in();
    let reconnect = |c: &Command| matches!(c, Command::Reconnect(_));
    let id = sent(&play.act(Action::Reconnect(key.clone())), reconnect).unwrap();
    let differ = |id| {
        let entries = vec![entry("abcdef"), entry("fedcba")];
        (id, Event::TokensDiffer { account: Box::new(row("Mara").account), entries })
    };
    // Nobody who waits for something else is disturbed, and no dialog is taken away.
    let stray = play.heart.state.name_command();
    play.say(stray, differ(stray).1);
    assert!(play.state().dialog.is_none());
    play.act(Action::ShowAbout);
    play.say(id, differ(id).1);
    assert!(matches!(play.state().dialog, Some(Dialog::About)));
    assert!(
        matches!(&play.state().accounts.list[0].link, Link::Failed(f) if f.title.contains("2 different tokens"))
    );
    play.act(Action::CloseDialog);

    let id = sent(&play.act(Action::Reconnect(key)), reconnect).unwrap();
    play.say(id, differ(id).1);
    let choice = |play: &Play| match &play.state().dialog {
        Some(Dialog::ChooseToken(choice)) => TokenChoice::clone(choice),
        other => panic!("no question but {other:?}"),
    };
    assert_eq!((choice(&play).chosen, choice(&play).remove_others), (None, false), "nothing is proposed");
    assert!(play.act(Action::UseToken).commands.is_empty());
    play.act(Action::PickToken(7));
    assert_eq!(choice(&play).chosen, None);
    play.act(Action::PickToken(1));
    let out = play.act(Action::UseToken);
    let wanted =
        |c: &Command| matches!(c, Command::UseToken(w) if w.entry == entry("fedcba") && !w.remove_others);
    let id = sent(&out, wanted).unwrap();
    assert!(play.state().dialog.is_none());
    assert!(matches!(play.state().accounts.list[0].link, Link::Connecting(waiting) if waiting == id));
}

#[test]
fn a_window_that_may_not_write_removes_no_token() {
    let mut play = Play::started(Started { read_only: true, ..Started::default() });
    let id = play.connect();
    let account = Box::new(row("Mara").account);
    play.say(id, Event::TokensDiffer { account, entries: vec![entry("abcdef"), entry("fedcba")] });
    play.act(Action::RemoveOtherTokens(true));
    play.act(Action::PickToken(0));
    let out = play.act(Action::UseToken);
    let wanted = |c: &Command| matches!(c, Command::UseToken(w) if !w.remove_others && w.signing_in);
    let id = sent(&out, wanted).unwrap();
    assert!(play.state().connect.is_running());
    play.say(id, Event::Connected(Ok(Box::new(row("Mara")))));
    assert_eq!(play.state().accounts.list.len(), 1);
}
