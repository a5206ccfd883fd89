//! A subscription in the window: events as they come, stopped by Esc, looked at one by one, in both themes.

use dapple::app::{LiveState, LiveTab};
use dapple::ui::theme;
use eframe::egui::{Key, Modifiers, Theme};

use super::stage::{COMMAND, Role, Setting, Stage};

const TICKS: &str = "subscription Previews {\n  projectVersionsPreviewGenerated(id: \"f3a91c07be\") {\n    projectId\n    versionId\n    objectId\n  }\n}\n";

fn live(stage: &Stage) -> &LiveTab {
    stage.state().current().and_then(|tab| tab.live.as_ref()).expect("a subscription")
}

fn watching(setting: Setting) -> Stage {
    let mut stage = Stage::with_samples(setting);
    stage.wait("the schema", |s| {
        s.state().accounts.active.as_ref().is_some_and(|key| s.state().schema(key).is_some())
    });
    stage.press(COMMAND, Key::T);
    stage.write_query(TICKS);
    stage.press(COMMAND, Key::Enter);
    stage.wait("the subscription", |s| s.state().current().is_some_and(|tab| tab.live.is_some()));
    stage.wait("two events", |s| live(s).rows() >= 2);
    stage
}

#[test]
fn events_come_are_paused_filtered_looked_at_and_stopped() {
    let mut stage = watching(Setting::default());
    assert!(stage.says("Listening · "), "{:#?}", stage.words());
    stage.click(Role::Button, "Pause");
    let rows = live(&stage).rows();
    stage.wait("one more behind the pause", |s| live(s).behind() > 0);
    assert_eq!(live(&stage).rows(), rows);
    let (_, newest) = live(&stage).row(0).expect("an event");
    let begins = newest.text.chars().take(40).collect::<String>();
    assert!(stage.says(&begins));
    let row =
        stage.names(Role::ListBoxOption).into_iter().find(|name| name.contains(&begins)).expect("its row");
    stage.click(Role::ListBoxOption, &row);
    stage.wait_for("    \"projectVersionsPreviewGenerated\": {");
    stage.focus(Role::TextInput, "Filter the events");
    stage.type_text("no such event");
    stage.wait_for("No event passes the filter");
    stage.press(Modifiers::NONE, Key::Escape);
    stage.wait("the end", |s| live(s).state == LiveState::Ended("Stopped".to_owned()));
    assert!(stage.says("Stopped · "));
    assert!(stage.has(Role::Button, "Query") || stage.says("Run"), "{:#?}", stage.words());
}

#[test]
fn a_subscription_draws_in_both_themes() {
    for (shown, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let mut stage = watching(Setting { theme: shown, ..Setting::default() });
        let row = stage.names(Role::ListBoxOption).into_iter().find(|name| name.contains("versionId"));
        stage.click(Role::ListBoxOption, &row.expect("an event"));
        stage.wait_for("    \"projectVersionsPreviewGenerated\": {");
        if let Some(colors) = stage.picture(&format!("live-{suffix}")) {
            let color = &theme::tokens_of(shown).color;
            assert!(colors.contains(&color.bg_content.to_array()) && colors.len() > 100);
        }
    }
}
