//! The heart of comparisons: what is asked for, what is kept, what is let go.

use dapple::app::{
    Action, ChangesLook, Command, CommandId, CompareAction, CompareCommand, CompareEvent, ComparisonTab,
    ComparisonTarget, ElementsTarget, Event, Failed, Outbox, Place, Remedy, Remote, Started, TabId, TabKind,
};
use dapple_data::ids::ObjectId;
use dapple_data::speckle::browse::Source;
use dapple_data::speckle::elements::ColumnKey;
use dapple_data::speckle::elements::compare::MatchBy;

use super::{Play, failure, row, sent};

fn version(id: &str) -> ElementsTarget {
    ElementsTarget {
        account: row("Mara").key,
        project: "project000".into(),
        sources: vec![Source {
            model: Some("model00000".into()),
            version: Some(id.into()),
            object: ObjectId::new(id),
        }],
        title: "Tower · Core and shell · 2026-11-23 · Slab openings, level 05".to_owned(),
    }
}

fn target() -> ComparisonTarget {
    ComparisonTarget { from: version("a41f000000"), to: version("b83e000000") }
}

/// The command about a comparison that went out last, with its name.
fn asked(out: &Outbox) -> Option<(CommandId, &CompareCommand)> {
    out.commands.iter().rev().find_map(|envelope| match &envelope.command {
        Command::Compare(command) => Some((envelope.id, command)),
        _ => None,
    })
}

fn act(play: &mut Play, action: CompareAction) -> Outbox {
    play.act(Action::Compare(action))
}

fn opening() -> (Play, TabId, CommandId) {
    let (mut play, _) = Play::signed_in();
    let out = act(&mut play, CompareAction::Open(target()));
    let (id, command) = asked(&out).unwrap();
    assert!(matches!(command, CompareCommand::Load(ask) if ask.known.iter().all(Option::is_none)));
    let tab = play.state().selected.unwrap();
    (play, tab, id)
}

fn compared(play: &Play, tab: TabId) -> &ComparisonTab {
    &play.state().comparisons.tabs[&tab]
}

#[test]
fn one_pair_is_one_tab_named_after_the_model_and_both_ends() {
    let (mut play, tab, _) = opening();
    let shown = play.state().tab(tab).unwrap();
    assert_eq!(
        (shown.kind.clone(), shown.title().as_str()),
        (TabKind::Comparison, "Core and shell, a41f → b83e")
    );
    assert_eq!(play.state().place, Place::Browse);
    play.act(Action::NewTab);
    let out = act(&mut play, CompareAction::Open(target()));
    assert_eq!(play.state().selected, Some(tab));
    assert!(asked(&out).is_none(), "it is on its way already");
    // The other way round is another question in the same tab.
    let swapped = ComparisonTarget { from: target().to, to: target().from };
    let out = act(&mut play, CompareAction::Retarget(tab, swapped.clone()));
    assert!(matches!(asked(&out).unwrap().1, CompareCommand::Load(ask) if ask.target == swapped));
    assert_eq!(out.cancel.len(), 1, "the first one is given up");
    assert_eq!(play.state().tab(tab).unwrap().title(), "Core and shell, b83e → a41f");
    play.act(Action::RenameTab(tab, "Mine".to_owned()));
    act(&mut play, CompareAction::Retarget(tab, target()));
    assert_eq!(play.state().tab(tab).unwrap().title(), "Mine", "a name that a person gave stays");
}

#[test]
fn options_ask_anew_and_a_failure_can_be_tried_again() {
    let (mut play, tab, id) = opening();
    play.say(id, Event::Compare(CompareEvent::Compared(Err(failure()))));
    assert!(matches!(compared(&play, tab).comparison, Remote::Failed { .. }));
    let out = play.act(Action::Remedy(Failed::Comparison(tab), Remedy::Retry));
    let (second, _) = asked(&out).unwrap();
    assert!(compared(&play, tab).comparison.awaits(second));
    let key = ColumnKey::path(["properties", "Stamp"]);
    act(&mut play, CompareAction::Ignore(tab, key.clone(), true));
    let out = act(&mut play, CompareAction::MatchBy(tab, MatchBy::ElementId));
    let CompareCommand::Load(ask) = asked(&out).unwrap().1 else { panic!() };
    assert_eq!(
        (ask.options.match_by, ask.options.ignore.as_slice()),
        (MatchBy::ElementId, &[key.clone()][..])
    );
    let out = act(&mut play, CompareAction::MatchBy(tab, MatchBy::ElementId));
    assert!(asked(&out).is_none(), "nothing changed");
    let out = act(&mut play, CompareAction::CopyCommand(tab));
    assert_eq!(
        out.clipboard.as_deref(),
        Some(
            "dapple compare https://speckle.example/projects/project000/models/model00000@a41f000000 \
             https://speckle.example/projects/project000/models/model00000@b83e000000 --match-by element-id \
             --ignore properties.Stamp -o changes.xlsx"
        )
    );
    let out = act(&mut play, CompareAction::Ignore(tab, key, false));
    let CompareCommand::Load(ask) = asked(&out).unwrap().1 else { panic!() };
    assert!(ask.options.ignore.is_empty());
    // A look while nothing is here waits for what comes.
    let look = ChangesLook { text: "wall".to_owned(), ..ChangesLook::default() };
    let out = act(&mut play, CompareAction::Look(tab, look.clone()));
    assert!(asked(&out).is_none());
    let out = act(&mut play, CompareAction::Load(tab));
    assert!(matches!(asked(&out).unwrap().1, CompareCommand::Load(ask) if ask.look == look));
}

#[test]
fn closing_cancels_and_signing_out_closes() {
    let (mut play, tab, id) = opening();
    assert_eq!(play.act(Action::CloseTab(tab)).cancel, [id]);
    assert!(play.state().comparisons.tabs.is_empty());
    let (mut play, tab, _) = opening();
    play.act(Action::SignOut(row("Mara").key));
    assert!(play.state().comparisons.tabs.is_empty());
    assert!(play.state().tab(tab).is_none());
}

#[test]
fn a_comparison_comes_back_after_a_start_and_loads_when_asked() {
    let (mut play, tab, _) = opening();
    act(&mut play, CompareAction::MatchBy(tab, MatchBy::GlobalId));
    let out = play.after(1.0);
    let saved = out.commands.into_iter().find_map(|envelope| match envelope.command {
        Command::SaveSession(snapshot) => Some(*snapshot),
        _ => None,
    });
    let session = saved.unwrap();
    let accounts = vec![row("Mara").account];
    let mut again = Play::started(Started { accounts, session: Some(session), ..Started::default() });
    let tab = again.state().selected.unwrap();
    assert_eq!(again.state().tab(tab).unwrap().kind, TabKind::Comparison);
    assert!(matches!(compared(&again, tab).comparison, Remote::Idle), "nothing large is loaded by itself");
    assert_eq!(compared(&again, tab).target.from.sources, target().from.sources);
    assert_eq!(compared(&again, tab).options.match_by, MatchBy::GlobalId);
    let out = act(&mut again, CompareAction::Load(tab));
    assert!(sent(&out, |c| matches!(c, Command::Compare(CompareCommand::Load(_)))).is_some());
}

#[test]
fn the_command_of_several_models_names_all_of_them() {
    let (mut play, _) = Play::signed_in();
    let mut both = target();
    both.to
        .sources
        .push(Source { model: Some("other00000".into()), ..version("c000000000").sources[0].clone() });
    act(&mut play, CompareAction::Open(both));
    let tab = play.state().selected.unwrap();
    let line = act(&mut play, CompareAction::CopyCommand(tab)).clipboard.unwrap();
    assert!(line.contains("/models/model00000@b83e000000,other00000@c000000000'"), "{line}");
    // The version before is what one link alone means.
    act(&mut play, CompareAction::Open(ComparisonTarget::with_before(version("d000000000"))));
    let tab = play.state().selected.unwrap();
    let line = act(&mut play, CompareAction::CopyCommand(tab)).clipboard.unwrap();
    assert_eq!(line.matches("https://").count(), 1, "{line}");
}
