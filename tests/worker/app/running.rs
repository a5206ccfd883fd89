//! Writing, running, looking: what goes out, what comes back, what stays.

use std::sync::Arc;

use dapple::app::{
    Action, AnswerRows, AnswerView, Command, Dialog, ElementSet, ElementsAction, ElementsCommand,
    ElementsEvent, Event, Failed, HeaderRow, HeadersAction, Look, NoticeKind, Remedy, Remote, RowsOf,
    RunningAction,
};
use dapple_data::Stop;
use dapple_data::speckle::elements::{ElementsView, view};
use dapple_data::table::Direction;

use super::{Play, answer, failure, sent};

const LIST: &str = r#"{"data":{"items":[{"n":2},{"n":1}]}}"#;

#[test]
fn what_cannot_be_run_says_why_and_sends_nothing() {
    let mut play = Play::new();
    let tab = play.tab("{ a }");
    assert_eq!(play.run(tab), None);
    assert_eq!(play.refusal(tab).title, "No account is chosen for this tab");

    let (mut play, _) = Play::signed_in();
    for (text, title) in [
        ("", "There is nothing to run yet"),
        ("  \n", "There is nothing to run yet"),
        ("# only a comment", "There is no operation in this text"),
        ("fragment F on User { id }", "There is no operation in this text"),
        ("mutation M { a }", "Changes are off for this tab"),
    ] {
        let tab = play.tab(text);
        assert_eq!(play.run(tab), None, "{text:?}");
        assert_eq!(play.refusal(tab).title, title, "{text:?}");
    }
}

#[test]
fn a_mutation_runs_once_it_is_allowed_for_its_tab() {
    let (mut play, _) = Play::signed_in();
    let tab = play.tab("mutation M { a }");
    play.run(tab);
    assert_eq!(play.refusal(tab).remedies, [Remedy::AllowChanges]);
    play.act(Action::Remedy(Failed::Answer(tab), Remedy::AllowChanges));
    assert_eq!(play.run(tab), None, "it is shown first");
    let confirmed = |play: &mut Play| {
        let out = play.act(Action::Running(RunningAction::Confirm));
        sent(&out, |c| matches!(c, Command::Run { request, .. } if request.changes))
    };
    assert!(confirmed(&mut play).is_some());
    assert_eq!(confirmed(&mut play), None, "one yes is one request");
    let other = play.tab("mutation M { a }");
    assert_eq!(play.run(other), None, "allowed for one tab, not for all");
    // The operation that runs counts, not the first of the text.
    let tab = play.tab("query Q { a } mutation M { a }");
    assert!(play.run(tab).is_some());
    play.act(Action::ChooseOperation(tab, Some("M".to_owned())));
    assert_eq!(play.run(tab), None);
}

#[test]
fn a_change_is_shown_with_server_account_and_arguments_and_sent_as_it_was_shown() {
    let (mut play, _) = Play::signed_in();
    let tab =
        play.tab("mutation M($m: String) { versionMutations { update(input: { message: $m }) { id } } }");
    play.give(tab, "{ \"m\": \"new\" }");
    play.act(Action::AllowChanges(tab, true));
    assert_eq!(play.run(tab), None);
    {
        let Some(Dialog::Change(asked)) = &play.state().dialog else { panic!("nothing is asked") };
        assert_eq!((asked.server.as_str(), asked.account.as_str()), ("speckle.example", "Mara"));
        assert_eq!(asked.changes.len(), 1);
        assert_eq!(asked.changes[0].field, "versionMutations.update");
        assert_eq!(asked.changes[0].arguments, [("input".to_owned(), "{ message: \"new\" }".to_owned())]);
    }
    // What is typed behind the dialog is not what was said yes to.
    play.give(tab, "{ \"m\": \"other\" }");
    let out = play.act(Action::Running(RunningAction::Confirm));
    let as_shown =
        |c: &Command| matches!(c, Command::Run { request, .. } if request.variables.contains("new"));
    assert!(sent(&out, as_shown).is_some(), "{:?}", out.commands);
    assert!(play.state().dialog.is_none());
    // No is no.
    play.act(Action::CancelRun(tab));
    let other = play.tab("mutation M { a }");
    play.act(Action::AllowChanges(other, true));
    play.run(other);
    play.act(Action::CloseDialog);
    let out = play.act(Action::Running(RunningAction::Confirm));
    assert_eq!(sent(&out, |c| matches!(c, Command::Run { .. })), None);
}

#[test]
fn headers_go_out_as_written_and_secrets_stay_off_the_disk() {
    let (mut play, _) = Play::signed_in();
    let tab = play.tab("{ a }");
    let give = |play: &mut Play, at: usize, name: &str, value: &str, on: bool| {
        let row = HeaderRow { name: name.to_owned(), value: value.to_owned(), on };
        play.act(Action::Headers(HeadersAction::Set(tab, at, row)));
    };
    play.act(Action::Headers(HeadersAction::Show(tab, true)));
    play.act(Action::Headers(HeadersAction::Add(tab)));
    play.act(Action::Headers(HeadersAction::Add(tab)));
    give(&mut play, 0, " X-Trace ", "a ", true);
    give(&mut play, 1, "Authorization", "Bearer abc", false);
    let out = play.act(Action::Run(tab));
    let headers = |c: &Command| match c {
        Command::Run { request, .. } => Some(request.headers.list().to_vec()),
        _ => None,
    };
    let sent_with = out.commands.iter().find_map(|e| headers(&e.command)).unwrap();
    assert_eq!(sent_with, [("X-Trace".to_owned(), "a".to_owned())]);
    assert!(!format!("{:?}", out.commands).contains("\"a\""), "a value is in no log");
    give(&mut play, 1, "Authorization", "Bearer abc", true);
    assert_eq!(play.run(tab), None);
    assert_eq!(play.refusal(tab).title, "The header Authorization cannot be sent");
    play.act(Action::Headers(HeadersAction::Remove(tab, 1)));
    give(&mut play, 1, "X-Api-Key", "very secret", true);
    assert!(play.run(tab).is_some());
    let out = play.after(2.0);
    let saved = out.commands.iter().find_map(|envelope| match &envelope.command {
        Command::SaveSession(snapshot) => Some(snapshot.tabs[0].headers.clone()),
        _ => None,
    });
    let kept = saved.unwrap();
    assert_eq!(kept.iter().map(|r| r.value.as_str()).collect::<Vec<_>>(), ["a ", ""]);
    assert!(!format!("{:?}", play.state().tab(tab).unwrap().headers).contains("very secret"));
}

#[test]
fn an_answer_is_taken_once_and_by_its_own_name() {
    let (mut play, _) = Play::signed_in();
    let tab = play.tab("{ a }");
    let old = play.run(tab).unwrap();
    let out = play.act(Action::Run(tab));
    let new = sent(&out, |c| matches!(c, Command::Run { .. })).unwrap();
    assert_eq!(out.cancel, [old], "running again gives the first up");
    play.say(old, Event::Answered { tab, result: Ok(answer("[1]")) });
    assert!(play.state().tab(tab).unwrap().answer.awaits(new));
    play.say(new, Event::Answered { tab, result: Ok(answer("[1, 2]")) });
    assert_eq!(play.state().tab(tab).unwrap().answer.value().unwrap().document.len_bytes(), 6);
    play.say(new, Event::Answered { tab, result: Err(failure()) });
    assert!(play.state().tab(tab).unwrap().answer.error().is_none(), "answered twice");
}

#[test]
fn a_refresh_shows_the_old_answer_until_the_new_one_is_here_and_when_it_fails() {
    let (mut play, _) = Play::signed_in();
    let tab = play.answered(LIST);
    let id = play.run(tab).unwrap();
    let shown = |play: &Play| play.state().tab(tab).unwrap().answer.value().unwrap().document.len_bytes();
    assert_eq!(shown(&play), LIST.len() as u64);
    assert_eq!(play.state().tab(tab).unwrap().answer.since(), Some(play.now));
    play.say(id, Event::Answered { tab, result: Err(failure()) });
    assert_eq!(shown(&play), LIST.len() as u64);
    assert_eq!(*play.refusal(tab), failure());
    // A run that is refused here keeps it too.
    play.write(tab, "fragment F on User { id }");
    assert_eq!(play.run(tab), None);
    assert_eq!(shown(&play), LIST.len() as u64);
    // Cancelling goes back to it.
    play.write(tab, "{ a }");
    let id = play.run(tab).unwrap();
    let out = play.act(Action::CancelRun(tab));
    assert_eq!(out.cancel, [id]);
    assert!(matches!(play.state().tab(tab).unwrap().answer, Remote::Ready { .. }));
}

#[test]
fn a_growing_answer_that_is_cancelled_stays_and_says_that_it_is_not_all() {
    let (mut play, _) = Play::signed_in();
    let tab = play.tab("{ a }");
    let id = play.run(tab).unwrap();
    play.say(id, Event::AnswerGrew { tab, answer: answer("[1, 2") });
    assert!(play.state().tab(tab).unwrap().is_running());
    play.act(Action::CancelRun(tab));
    let shown = play.state().tab(tab).unwrap().answer.value().unwrap();
    assert!(shown.meta.incomplete.as_deref().unwrap().starts_with("Cancelled"));
    play.say(id, Event::AnswerGrew { tab, answer: answer("[1, 2, 3]") });
    let shown = play.state().tab(tab).unwrap().answer.value().unwrap();
    assert_eq!(shown.document.len_bytes(), 5, "a late piece came through");
}

/// The table of the best list, as the worker would make it.
fn table(json: &str) -> (Arc<ElementSet>, Arc<ElementsView>) {
    let answer = answer(json);
    let list = answer.lists[0].node;
    let made = ElementSet::of_answer(AnswerRows { answer, of: RowsOf::List(list) }, &Stop::new()).unwrap();
    (Arc::new(made.0), Arc::new(made.1))
}

#[test]
fn a_table_is_built_when_it_is_looked_at_and_sorts_in_a_circle_of_three() {
    let (mut play, _) = Play::signed_in();
    let tab = play.answered(LIST);
    let out = play.act(Action::ShowAnswerAs(tab, AnswerView::Table));
    let id = sent(&out, |c| matches!(c, Command::BuildTable { .. })).unwrap();
    assert!(play.act(Action::ShowAnswerAs(tab, AnswerView::Table)).commands.is_empty(), "asked once");
    let (set, first) = table(LIST);
    play.say(id, Event::TableBuilt(Ok((set.clone(), first))));
    let key = set.layout.columns()[0].clone();
    for wanted in [Some(Direction::Ascending), Some(Direction::Descending), None] {
        let look = ElementsAction::Look(tab, Look::Sort(key.clone(), false));
        let out = play.act(Action::Elements(look));
        let (id, wish) = out
            .commands
            .iter()
            .find_map(|envelope| match &envelope.command {
                Command::Elements(ElementsCommand::View { wish, .. }) => Some((envelope.id, wish.clone())),
                _ => None,
            })
            .unwrap();
        assert_eq!(wish.sort.first().map(|(_, direction)| *direction), wanted);
        let shown = play.state().shown_table(tab).unwrap();
        assert!(shown.loaded().is_some(), "the old order stays until then");
        let made = view(&set.elements, &wish, None, &Stop::new()).unwrap();
        play.say(id, Event::Elements(ElementsEvent::Viewed(Ok(Arc::new(made)))));
        assert_eq!(play.state().shown_table(tab).unwrap().loaded().unwrap().1.wish, wish);
    }
    // A new answer makes a new table, without a click.
    let id = play.run(tab).unwrap();
    let out = play.say(id, Event::Answered { tab, result: Ok(answer(LIST)) });
    assert!(sent(&out, |c| matches!(c, Command::BuildTable { .. })).is_some());
}

#[test]
fn a_table_is_looked_at_as_the_one_before_it_was_where_the_list_is_the_same() {
    let (mut play, _) = Play::signed_in();
    let tab = play.answered(LIST);
    let build = |out: &dapple::app::Outbox| sent(out, |c| matches!(c, Command::BuildTable { .. })).unwrap();
    let id = build(&play.act(Action::ShowAnswerAs(tab, AnswerView::Table)));
    let (set, first) = table(LIST);
    play.say(id, Event::TableBuilt(Ok((set.clone(), first))));
    let key = set.layout.columns()[0].clone();
    play.act(Action::Elements(ElementsAction::Look(tab, Look::Sort(key.clone(), false))));
    let run = play.run(tab).unwrap();
    let id = build(&play.say(run, Event::Answered { tab, result: Ok(answer(LIST)) }));
    let out = play.say(id, Event::TableBuilt(Ok(table(LIST))));
    let same = |c: &Command| matches!(c, Command::Elements(ElementsCommand::View { wish, .. }) if wish.sort[0].0 == key);
    assert!(sent(&out, same).is_some(), "{:?}", out.commands);
    // Another list is looked at from the beginning.
    let other = r#"{"data":{"others":[{"n":2},{"n":1}]}}"#;
    let run = play.run(tab).unwrap();
    let id = build(&play.say(run, Event::Answered { tab, result: Ok(answer(other)) }));
    play.say(id, Event::TableBuilt(Ok(table(other))));
    assert!(play.state().shown_table(tab).unwrap().loaded().unwrap().1.wish.sort.is_empty());
    // The tree in front is no table.
    play.act(Action::ShowAnswerAs(tab, AnswerView::Tree));
    assert!(play.state().shown_table(tab).is_none() && play.state().element_table(tab).is_none());
}

#[test]
fn a_table_that_was_given_up_for_a_new_run_is_made_again_when_that_fails() {
    let (mut play, _) = Play::signed_in();
    let tab = play.answered(LIST);
    let out = play.act(Action::ShowAnswerAs(tab, AnswerView::Table));
    let building = sent(&out, |c| matches!(c, Command::BuildTable { .. })).unwrap();
    let out = play.act(Action::Run(tab));
    assert!(out.cancel.contains(&building));
    let id = sent(&out, |c| matches!(c, Command::Run { .. })).unwrap();
    assert!(play.state().tab(tab).unwrap().table.waiting_for().is_none(), "it waits for what was cancelled");
    // The old answer is still looked at as a table: it is made again.
    let out = play.say(id, Event::Answered { tab, result: Err(failure()) });
    let again = sent(&out, |c| matches!(c, Command::BuildTable { .. })).unwrap();
    assert!(play.state().tab(tab).unwrap().table.awaits(again));
}

#[test]
fn a_table_that_failed_is_made_again_of_the_same_list_without_a_run() {
    let (mut play, _) = Play::signed_in();
    let tab = play.answered(r#"{"data":{"items":[{"n":1}],"tags":["a"]}}"#);
    let lists = play.state().tab(tab).unwrap().answer.value().unwrap().lists.clone();
    play.act(Action::ShowAnswerAs(tab, AnswerView::Table));
    let out = play.act(Action::ChooseList(tab, lists[1].node));
    let made = |out: &dapple::app::Outbox, wanted: usize| {
        sent(out, |c| matches!(c, Command::BuildTable { rows } if rows.list() == Some(lists[wanted].node)))
    };
    play.say(made(&out, 1).unwrap(), Event::TableBuilt(Err(failure().with(Remedy::Retry))));
    assert_eq!(play.state().tab(tab).unwrap().table.error().unwrap().remedies, [Remedy::Retry]);
    let out = play.act(Action::Remedy(Failed::Table(tab), Remedy::Retry));
    assert!(made(&out, 1).is_some() && out.commands.len() == 1, "{:?}", out.commands);
    // The answer's own failure runs the query again.
    let out = play.act(Action::Remedy(Failed::Answer(tab), Remedy::Retry));
    let run = sent(&out, |c| matches!(c, Command::Run { .. })).unwrap();
    // Another answer has other lists.
    let out = play.say(run, Event::Answered { tab, result: Ok(answer(LIST)) });
    let best = play.state().tab(tab).unwrap().answer.value().unwrap().lists[0].node;
    assert!(sent(&out, |c| matches!(c, Command::BuildTable { rows } if rows.list() == Some(best))).is_some());
}

#[test]
fn a_table_does_not_outlive_its_answer() {
    let (mut play, _) = Play::signed_in();
    let tab = play.answered(LIST);
    let out = play.act(Action::ShowAnswerAs(tab, AnswerView::Table));
    let id = sent(&out, |c| matches!(c, Command::BuildTable { .. })).unwrap();
    play.say(id, Event::TableBuilt(Ok(table(LIST))));
    let id = play.run(tab).unwrap();
    assert!(play.state().tab(tab).unwrap().table.value().is_some(), "nothing new is here yet");
    play.say(id, Event::AnswerGrew { tab, answer: answer("[1, 2") });
    assert!(matches!(play.state().tab(tab).unwrap().table, Remote::Idle));
    assert!(play.state().shown_table(tab).unwrap().loaded().is_none());
}

#[test]
fn closing_a_tab_gives_up_all_its_work_and_the_neighbour_comes_to_the_front() {
    let (mut play, _) = Play::signed_in();
    let (left, middle, right) = (play.tab("{ l }"), play.answered(LIST), play.tab("{ r }"));
    play.act(Action::SelectTab(middle));
    let checking = sent(&play.write(middle, "{ b }"), |c| matches!(c, Command::Check { .. })).unwrap();
    let out = play.act(Action::ShowAnswerAs(middle, AnswerView::Table));
    let building = sent(&out, |c| matches!(c, Command::BuildTable { .. })).unwrap();
    let out = play.act(Action::CloseTab(middle));
    assert!(out.cancel.contains(&building) && out.cancel.contains(&checking), "{:?}", out.cancel);
    assert_eq!(play.state().selected, Some(right));
    let running = play.run(right).unwrap();
    assert_eq!(play.act(Action::CloseTab(right)).cancel.first(), Some(&running));
    assert_eq!(play.state().selected, Some(left));
    play.act(Action::CloseTab(left));
    assert_eq!(play.state().selected, None);
    assert!(play.heart.buffers.get(left).is_none());
}

#[test]
fn tabs_go_round_and_move() {
    let mut play = Play::new();
    let (a, b, c) = (play.tab("{ a }"), play.tab("{ b }"), play.tab("{ c }"));
    play.act(Action::NextTab { back: false });
    assert_eq!(play.state().selected, Some(a));
    play.act(Action::NextTab { back: true });
    assert_eq!(play.state().selected, Some(c));
    play.act(Action::MoveTab { tab: a, to: 99 });
    let order: Vec<_> = play.state().tabs.iter().map(|t| t.id).collect();
    assert_eq!(order, [b, c, a]);
    assert_eq!(play.state().selected, Some(c), "moving does not change the front");
}

#[test]
fn a_format_result_is_dropped_when_the_text_moved_on() {
    let (mut play, _) = Play::signed_in();
    let tab = play.tab("{a}");
    let revision = |play: &Play| play.heart.buffers.get(tab).unwrap().query.revision();
    let before = revision(&play);
    let out = play.act(Action::Format(tab));
    let id = sent(&out, |c| matches!(c, Command::Format { revision, .. } if *revision == before)).unwrap();
    play.write(tab, "{ab}");
    play.say(id, Event::Formatted { tab, revision: before, result: Ok("{\n  a\n}\n".to_owned()) });
    assert_eq!(play.heart.buffers.get(tab).unwrap().query.text(), "{ab}");

    let now = revision(&play);
    let out = play.say(id, Event::Formatted { tab, revision: now, result: Ok("{\n  ab\n}\n".to_owned()) });
    assert_eq!(play.heart.buffers.get(tab).unwrap().query.text(), "{\n  ab\n}\n");
    assert!(sent(&out, |c| matches!(c, Command::Check { .. })).is_some(), "the new text is checked");
    play.say(id, Event::Formatted { tab, revision: 0, result: Err(failure()) });
    assert_eq!(play.state().notices.last().unwrap().kind, NoticeKind::Error);
}

#[test]
fn only_the_newest_check_counts() {
    let (mut play, _) = Play::signed_in();
    let tab = play.tab("query A { a }");
    let checked = |out: &dapple::app::Outbox| sent(out, |c| matches!(c, Command::Check { .. })).unwrap();
    let old = checked(&play.write(tab, "query B { b }"));
    let out = play.write(tab, "query C { c }");
    assert_eq!(out.cancel, [old]);
    let new = checked(&out);
    let said = |name: &str| Event::Checked {
        tab,
        revisions: (1, 1),
        outline: dapple_data::graphql::operations(&format!("query {name} {{ a }}")),
        problems: Vec::new(),
        variable_problems: Vec::new(),
    };
    play.say(old, said("B"));
    assert_eq!(play.state().tab(tab).unwrap().title(), "New query");
    play.say(new, said("C"));
    assert_eq!(play.state().tab(tab).unwrap().title(), "C");
    play.act(Action::RenameTab(tab, "  Mine  ".to_owned()));
    assert_eq!(play.state().tab(tab).unwrap().title(), "Mine");
    play.act(Action::RenameTab(tab, " ".to_owned()));
    assert_eq!(play.state().tab(tab).unwrap().title(), "C");
}
