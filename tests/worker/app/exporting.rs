//! The export dialog.

use dapple::app::{
    Action, Command, CommandId, Dialog, Event, ExportForm, ExportKind, ExportWhat, Exported, Failed, Failure,
    NoticeKind, Remedy, Started, TabId,
};
use dapple_data::export::{Delimiter, Format, Summary};

use super::{Play, failure, sent};

const LIST: &str = r#"{"data":{"items":[{"n":2},{"n":1}]}}"#;

fn play() -> (Play, TabId) {
    let (mut play, _) = Play::signed_in();
    let tab = play.answered(LIST);
    (play, tab)
}

fn form(play: &Play) -> &ExportForm {
    let Some(Dialog::Export(form)) = &play.state().dialog else { panic!("{:?}", play.state().dialog) };
    form
}

/// Opens the dialog with this path.
fn open(play: &mut Play, tab: TabId, path: &str) {
    play.act(Action::AskExport(tab, ExportWhat::List));
    let form = ExportForm { path: path.to_owned(), ..form(play).clone() };
    play.act(Action::EditExport(form));
}

fn start(play: &mut Play) -> Option<CommandId> {
    let out = play.act(Action::Export);
    sent(&out, |c| matches!(c, Command::Export(_)))
}

fn done(written: u64, asked: u64) -> Event {
    let complete = written == asked;
    let summary = Summary { asked, received: written, written, bytes: 9, complete, ..Summary::default() };
    Event::Exported(Ok(Exported { path: "/out/list.csv".into(), summary }))
}

#[test]
fn the_kind_changes_the_ending_and_nothing_else_of_the_path() {
    let (mut play, tab) = play();
    play.act(Action::AskExport(tab, ExportWhat::List));
    let mut edited = form(&play).clone();
    assert!(edited.path.ends_with(".xlsx"), "a table is for a spreadsheet first: {}", edited.path);
    edited.set_kind(ExportKind::Csv);
    edited.path = "/out/my.csv.list.csv".to_owned();
    edited.set_kind(ExportKind::Ndjson);
    assert_eq!(edited.path, "/out/my.csv.list.ndjson");
    assert_eq!(edited.format(), Format::Ndjson);
    edited.path = "/out/without ending".to_owned();
    edited.set_kind(ExportKind::Json);
    assert_eq!(edited.path, "/out/without ending");
}

#[test]
fn a_path_must_be_whole() {
    let (mut play, tab) = play();
    for bad in ["", "list.csv", "./list.csv", "/", "  "] {
        open(&mut play, tab, bad);
        assert_eq!(start(&mut play), None, "{bad:?}");
        assert_eq!(form(&play).failure.as_ref().unwrap().title, "The file has no full path", "{bad:?}");
    }
    open(&mut play, tab, " /out/list.csv ");
    assert!(start(&mut play).is_some());
    assert!(form(&play).failure.is_none());
}

#[test]
fn a_failed_export_keeps_the_dialog_with_its_reason() {
    let (mut play, tab) = play();
    open(&mut play, tab, "/out/list.csv");
    let id = start(&mut play).unwrap();
    assert_eq!(start(&mut play), None, "one at a time");
    let edited = ExportForm { path: "/else".to_owned(), ..form(&play).clone() };
    play.act(Action::EditExport(edited));
    assert_eq!(form(&play).path, "/out/list.csv", "what is being written cannot be edited");
    play.say(id, Event::Exported(Err(failure())));
    assert_eq!(form(&play).failure, Some(failure()));
    assert_eq!(form(&play).running, None);
    assert!(start(&mut play).is_some(), "and it can be tried again");
}

#[test]
fn a_file_that_is_there_is_replaced_only_after_a_yes() {
    let (mut play, tab) = play();
    let replaces = |out: &dapple::app::Outbox, yes: bool| {
        sent(out, |c| matches!(c, Command::Export(job) if job.replace == yes)).is_some()
    };
    open(&mut play, tab, "/out/list.csv");
    let out = play.act(Action::Export);
    assert!(replaces(&out, false));
    let there = failure().with(Remedy::Replace);
    play.say(out.commands[0].id, Event::Exported(Err(there)));
    let out = play.act(Action::Remedy(Failed::Export, Remedy::Replace));
    assert!(replaces(&out, true), "the yes went nowhere");
    play.say(out.commands[0].id, Event::Exported(Err(failure().with(Remedy::Retry))));
    let out = play.act(Action::Remedy(Failed::Export, Remedy::Retry));
    assert!(replaces(&out, false), "trying again exports again, and asks again");
    play.say(out.commands[0].id, Event::Exported(Err(failure())));
    // The system's dialog has asked already, for the path it gave and for no other.
    open(&mut play, tab, "/out/list.csv");
    let out = play.act(Action::ChooseExportPath);
    play.say(out.commands[0].id, Event::SavePicked(Ok(Some("/out/b.csv".into()))));
    let edited = ExportForm { path: "/out/c.csv".to_owned(), ..form(&play).clone() };
    play.act(Action::EditExport(edited));
    let out = play.act(Action::Export);
    assert!(replaces(&out, false));
    play.say(out.commands[0].id, Event::Exported(Err(failure())));
    let edited = ExportForm { path: "/out/b.csv".to_owned(), ..form(&play).clone() };
    play.act(Action::EditExport(edited));
    assert!(replaces(&play.act(Action::Export), true));
}

#[test]
fn a_done_export_closes_the_dialog_and_leaves_a_notice_with_the_file() {
    let (mut play, tab) = play();
    open(&mut play, tab, "/out/list.csv");
    let id = start(&mut play).unwrap();
    play.say(id, done(2, 2));
    assert!(play.state().dialog.is_none());
    let notice = play.state().notices.last().unwrap();
    assert_eq!((notice.kind, notice.text.as_str()), (NoticeKind::Done, "Exported 2 rows"));
    assert_eq!(notice.file.as_deref(), Some(std::path::Path::new("/out/list.csv")));
    // The next one begins where this one went.
    play.act(Action::AskExport(tab, ExportWhat::List));
    assert!(form(&play).path.starts_with("/out/"), "{}", form(&play).path);
}

#[test]
fn a_short_export_is_said() {
    let (mut play, tab) = play();
    open(&mut play, tab, "/out/list.csv");
    let id = start(&mut play).unwrap();
    play.say(id, done(1, 2));
    let notice = play.state().notices.last().unwrap();
    assert_eq!((notice.kind, notice.text.as_str()), (NoticeKind::Warning, "Exported only 1 row of 2"));
}

#[test]
fn a_cancelled_export_ends_visibly_and_is_no_error() {
    let (mut play, tab) = play();
    for close in [Action::CancelExport, Action::CloseDialog] {
        open(&mut play, tab, "/out/list.csv");
        let id = start(&mut play).unwrap();
        assert_eq!(play.act(close).cancel, [id]);
        play.say(id, Event::Exported(Err(Failure::cancelled())));
        let notice = play.state().notices.last().unwrap();
        assert_eq!(notice.kind, NoticeKind::Done);
        assert_eq!(notice.text, "Export cancelled. No file was written");
    }
    // One that was faster than the cancelling is said too.
    open(&mut play, tab, "/out/list.csv");
    let id = start(&mut play).unwrap();
    play.act(Action::CancelExport);
    play.say(id, done(2, 2));
    assert_eq!(play.state().notices.last().unwrap().text, "Exported 2 rows");
}

#[test]
fn a_chosen_path_is_taken_only_by_the_dialog_that_asked() {
    let (mut play, tab) = play();
    open(&mut play, tab, "/out/list.csv");
    let out = play.act(Action::ChooseExportPath);
    let id = sent(&out, |c| matches!(c, Command::PickSave { .. })).unwrap();
    play.act(Action::CloseDialog);
    open(&mut play, tab, "/out/list.csv");
    play.say(id, Event::SavePicked(Ok(Some("/late.csv".into()))));
    assert_eq!(form(&play).path, "/out/list.csv");
    let out = play.act(Action::ChooseExportPath);
    let id = sent(&out, |c| matches!(c, Command::PickSave { .. })).unwrap();
    play.say(id, Event::SavePicked(Ok(Some("/chosen.csv".into()))));
    assert_eq!(form(&play).path, "/chosen.csv");
}

#[test]
fn an_answer_without_lists_is_exported_whole_and_commas_follow_the_place() {
    let (mut play, _) = Play::signed_in();
    let tab = play.answered(r#"{"data":{"a":1}}"#);
    play.act(Action::AskExport(tab, ExportWhat::List));
    assert_eq!((form(&play).what, form(&play).kind), (ExportWhat::Whole, ExportKind::Json));
    let mut play = Play::started(Started { decimal_comma: true, ..Started::default() });
    let id = play.connect();
    play.say(id, Event::Connected(Ok(Box::new(super::row("Mara")))));
    let tab = play.answered(LIST);
    play.act(Action::AskExport(tab, ExportWhat::List));
    assert_eq!(form(&play).delimiter, Delimiter::Semicolon);
}
