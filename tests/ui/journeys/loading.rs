//! "Load all": a list of an answer is read to its end, in sight of the person.

use std::time::Duration;

use dapple::app::{Action, Remote};
use dapple::ui::theme;
use dapple_demo::{Fault, ListHabit, Who};
use eframe::egui::Theme;

use super::stage::{Role, Setting, Stage};

const THREADS: &str = "query Discussions {\n  project(id: \"f3a91c07be\") {\n    name\n    commentThreads(limit: 25) {\n      totalCount\n      items {\n        id\n        rawText\n        createdAt\n        author {\n          name\n        }\n      }\n    }\n  }\n}\n";

/// Signed in to a server of the test's own, with the discussions asked for once.
fn asked(setting: Setting) -> (Stage, dapple_demo::Demo) {
    let mut stage = Stage::new(setting);
    let (demo, _) = stage.serve();
    let token = demo.token(Who::Full).to_owned();
    stage.sign_in(&demo.origin(), &token);
    stage.wait("the schema", |s| {
        s.state().schemas.values().any(|schema| matches!(schema, Remote::Ready { .. }))
    });
    stage.act(Action::NewTab);
    stage.write_query(THREADS);
    let tab = stage.state().selected.expect("its tab");
    stage.act(Action::Run(tab));
    stage.wait_for_answer();
    (stage, demo)
}

#[test]
fn a_list_is_loaded_paused_and_shown_as_one_table() {
    for (shown, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let (mut stage, demo) = asked(Setting { theme: shown, ..Setting::default() });
        stage.picture(&format!("load-offer-{suffix}"));
        demo.faults().always(Fault::Latency(Duration::from_millis(400)));
        stage.click(Role::Button, "Load all 1,250");
        stage.wait_for("of 1,250");
        stage.click(Role::Button, "Pause");
        stage.wait_for("is paused");
        stage.picture(&format!("load-paused-{suffix}"));
        demo.faults().clear();
        stage.click(Role::Button, "Resume");
        stage.wait_for_answer();
        assert!(stage.says("1,250 of 1,250"), "{:#?}", stage.words());
        assert!(!stage.says("Load all"), "nothing is left to load");
        stage.click(Role::RadioButton, "Table");
        stage.wait_for("1,250 rows");
        stage.picture(&format!("load-table-{suffix}"));
    }
}

#[test]
fn what_is_missing_is_said_with_a_way_on() {
    for (shown, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let color = theme::tokens_of(shown).color.warning.to_array();
        let (mut stage, demo) = asked(Setting { theme: shown, ..Setting::default() });
        demo.faults().always(Fault::List(ListHabit::CountsMore(3)));
        stage.click(Role::Button, "Load all 1,250");
        stage.wait_for("Not all of project.commentThreads: 1,250 of 1,253 came");
        if let Some(colors) = stage.picture(&format!("load-short-{suffix}")) {
            assert!(colors.contains(&color), "the alert is amber");
        }
        demo.faults().clear();
        stage.click(Role::Button, "Load again");
        stage.wait_for("1,250 of 1,250");
        stage.wait("the alert to go", |s| !s.says("Not all of"));
    }
}

#[test]
fn a_loading_that_is_cancelled_keeps_what_came() {
    let (mut stage, demo) = asked(Setting::default());
    demo.faults().always(Fault::Latency(Duration::from_millis(400)));
    stage.click(Role::Button, "Load all 1,250");
    stage.wait_for("00 of 1,250");
    // One in the tool row, one in the strip; Esc is the same.
    stage.press(eframe::egui::Modifiers::NONE, eframe::egui::Key::Escape);
    stage.wait_for_answer();
    assert!(stage.says("Cancelled: the rest was not asked for"), "{:#?}", stage.words());
}
