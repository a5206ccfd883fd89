//! What the world says about comparisons.

use std::sync::Arc;

use dapple_data::shell::Shell;
use dapple_data::speckle::elements::column_text;
use dapple_data::speckle::elements::compare::MatchBy;

use super::tab::{self, ComparisonTab};
use super::{CompareCommand, CompareEvent, Comparison, ShownChanges};
use crate::app::command::Command;
use crate::app::elements::{self, ElementsTarget};
use crate::app::failure::Failure;
use crate::app::remote::CommandId;
use crate::app::state::{Heart, Outbox, State};

/// What the world says about comparisons. What nobody waits for any more is dropped.
pub(in crate::app) fn on_event(
    heart: &mut Heart,
    id: CommandId,
    event: CompareEvent,
    now: f64,
    out: &mut Outbox,
) {
    let state = &mut heart.state;
    match event {
        CompareEvent::Compared(result) => compared(state, id, result, now, out),
        CompareEvent::Arranged(result) => {
            let Some(tab) = state.comparisons.tabs.values_mut().find(|tab| tab.shown.awaits(id)) else {
                return;
            };
            match result {
                Ok(shown) => {
                    tab.shown.succeed(id, shown, Vec::new());
                    tab.arrange();
                }
                Err(failure) => {
                    tab.shown.fail(id, failure);
                }
            }
        }
        CompareEvent::Copied(result) => {
            let waits = |tab: &&mut ComparisonTab| tab.copying == Some(id);
            let Some(tab) = state.comparisons.tabs.values_mut().find(waits) else { return };
            tab.copying = None;
            match result {
                Ok(text) => out.clipboard = Some(text),
                Err(failure) => state.notify_failure(&failure, now),
            }
        }
        CompareEvent::Forgotten => {}
    }
}

fn compared(
    state: &mut State,
    id: CommandId,
    result: Result<(Arc<Comparison>, Arc<ShownChanges>), Failure>,
    now: f64,
    out: &mut Outbox,
) {
    state.progress.remove(&id);
    let found = state.comparisons.tabs.iter().find(|(_, tab)| tab.comparison.awaits(id));
    let Some(at) = found.map(|(at, _)| *at) else { return };
    let Some(tab) = state.comparisons.tabs.get_mut(&at) else { return };
    match result {
        Ok((comparison, shown)) => {
            let old = tab.comparison.value().cloned();
            out.cancel.extend(tab.shown.waiting_for());
            let stale = tab.look != shown.look;
            // Which version was the one before is known now.
            let renamed = tab.target.from.sources.is_empty().then(|| {
                let old = tab::title(&tab.target);
                if let Some(from) = &comparison.from.target {
                    tab.target.from = from.clone();
                }
                (old, tab::title(&tab.target))
            });
            tab.comparison.succeed(id, comparison, Vec::new());
            tab.shown = crate::app::Remote::ready(shown);
            tab.arrange();
            let look = tab.look.clone();
            if let Some((old, new)) = renamed {
                tab::rename(state, at, &old, new);
                state.touch(now);
            }
            if let Some(old) = old {
                state.send(out, Command::Compare(CompareCommand::Forget(old)));
            }
            if stale {
                // What was asked for while it was being made counts.
                tab::look(state, at, look, now, out);
            }
        }
        Err(failure) => {
            tab.comparison.fail(id, failure);
        }
    }
}

/// A command ended without its own answer. Whether a comparison waited for it.
pub(in crate::app) fn fail(state: &mut State, id: CommandId, failure: &Failure) -> bool {
    let mut told = false;
    for tab in state.comparisons.tabs.values_mut() {
        told |= tab.comparison.fail(id, failure.clone());
        told |= tab.shown.fail(id, failure.clone());
        if tab.copying == Some(id) {
            tab.copying = None;
        }
    }
    told
}

/// The command line that writes a comparison, for the shell of this system. `place` says where, as far as the
/// links do not.
pub(super) fn command_line(tab: &ComparisonTab, place: &[String]) -> String {
    // Without sources it is the version before: that is what one link alone means.
    let link = |target: &ElementsTarget| {
        let known = Some(target).filter(|target| !target.sources.is_empty())?;
        elements::link_of(known).address(&target.account.origin)
    };
    let mut words = vec!["dapple".to_owned(), "compare".to_owned()];
    words.extend([&tab.target.from, &tab.target.to].into_iter().filter_map(link));
    if tab.options.match_by != MatchBy::default() {
        words.extend(["--match-by".to_owned(), by_name(tab.options.match_by).to_owned()]);
    }
    words.extend(tab.options.ignore.iter().flat_map(|key| ["--ignore".to_owned(), column_text(key)]));
    words.extend(["-o".to_owned(), "changes.xlsx".to_owned()]);
    // A link names its server; the sample data has another one at each start.
    words.extend(place.iter().filter(|word| *word == "--demo").cloned());
    Shell::of_this_system().line(&words)
}

fn by_name(by: MatchBy) -> &'static str {
    match by {
        MatchBy::ApplicationId => "application-id",
        MatchBy::ElementId => "element-id",
        MatchBy::GlobalId => "global-id",
    }
}
