//! The memory of open answers where the disk refuses them.

use dapple::app::{Action, Command, Event, Remote};

use super::{Play, answer, failure, sent};

/// More than what is worth laying down.
fn large() -> String {
    format!("{{\"data\":{{\"text\":\"{}\"}}}}", "x".repeat(2 << 20))
}

#[test]
fn what_the_disk_refuses_stays_in_memory_and_is_not_tried_again() {
    let (mut play, _) = Play::signed_in();
    let mut settings = play.state().settings.clone();
    settings.document_budget_bytes = Some(1 << 20);
    play.act(Action::ChangeSettings(Box::new(settings)));
    let first = play.answered(&large());
    let out = play.act(Action::NewTab);
    let id = sent(&out, |command| matches!(command, Command::Rest { .. })).unwrap();
    let out = play.say(id, Event::Rested { tab: first, result: Err(failure()) });
    assert!(sent(&out, |command| matches!(command, Command::Rest { .. })).is_none());
    assert!(sent(&play.after(1.0), |command| matches!(command, Command::Rest { .. })).is_none());
    assert!(matches!(play.state().tab(first).unwrap().answer, Remote::Ready { .. }), "nothing is lost");
    assert!(!play.state().memory.is_asleep(first));
    // Another answer of the same tab comes as ever.
    let id = play.run(first).unwrap();
    play.say(id, Event::Answered { tab: first, result: Ok(answer("{\"data\":1}")) });
    assert_eq!(play.state().tab(first).unwrap().answer.value().unwrap().document.len_bytes(), 10);
}
