//! Two versions side by side as a person compares them: from the list of versions to a file.

use std::collections::HashSet;

use dapple::app::{Action, BrowseAction, CompareAction, ComparisonTab, Remote, TabId, TabKind};
use dapple::ui::theme;
use eframe::egui::{Key, Modifiers, Theme, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::stage::{COMMAND, Role, Setting, Stage};

const NONE: Modifiers = Modifiers::NONE;

/// The two newest versions of the samples' main model, compared from their list.
fn opened(setting: Setting) -> Stage {
    let mut stage = Stage::browsing(setting);
    let account = stage.state().accounts.active.clone().expect("an account");
    stage.act(Action::Browse(BrowseAction::OpenProject(account, "f3a91c07be".into())));
    stage.wait("the versions", |s| s.has(Role::ListBox, "Versions") && has_versions(s));
    stage.click_row("Issue for coordination");
    stage.secondary_click_row("Issue for coordination");
    stage.click(Role::MenuItem, "Compare with the version before");
    at_rest(&mut stage);
    stage
}

fn has_versions(stage: &Stage) -> bool {
    let state = stage.state();
    let page = state.selected.and_then(|tab| state.browser.pages.get(&tab));
    page.is_some_and(|page| {
        page.versions.value().is_some() && !matches!(page.versions, Remote::Loading { .. })
    })
}

fn tab(stage: &Stage) -> TabId {
    stage.state().selected.expect("a tab")
}

fn compared(stage: &Stage) -> &ComparisonTab {
    stage.state().comparisons.tabs.get(&tab(stage)).expect("a comparison")
}

fn at_rest(stage: &mut Stage) {
    stage.wait("the comparison", |s| {
        let state = s.state();
        let tab = state.selected.and_then(|tab| state.comparisons.tabs.get(&tab));
        tab.is_some_and(|tab| {
            matches!((&tab.comparison, &tab.shown), (Remote::Ready { .. }, Remote::Ready { .. }))
                && tab.shown.value().is_some_and(|shown| shown.look == tab.look)
                && tab.comparison.value().is_some_and(|both| both.options == tab.options)
        })
    });
    stage.settle();
}

/// What the next frames put on the clipboard.
fn copied(stage: &mut Stage) -> String {
    for _ in 0..3_000 {
        if let Some(text) = stage.copied() {
            return text;
        }
        stage.window.step();
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    panic!("nothing was copied")
}

#[test]
fn the_version_before_is_one_menu_away_and_its_differences_are_counted() {
    let mut stage = opened(Setting::default());
    assert_eq!(stage.state().tab(tab(&stage)).unwrap().kind, TabKind::Comparison);
    assert!(stage.says("276 elements differ"), "{:#?}", stage.words());
    assert!(stage.says("7,747 unchanged"));
    for part in ["All 276", "Changed 214", "Added 37", "Removed 23", "Shape or parts 2"] {
        assert!(stage.has(Role::RadioButton, part), "{part}");
    }
    let rows: Vec<String> = stage.names(Role::TreeItem);
    assert!(rows.iter().any(|row| row.contains("changed")), "{rows:?}");
    assert!(rows.iter().any(|row| row.contains(": from ")), "properties stand below their element");
    let nameless =
        stage.nameless(&[Role::Button, Role::TextInput, Role::RadioButton, Role::Tree, Role::ListBox]);
    assert_eq!(nameless, Vec::<String>::new());
    // One kind, then one category of it, then everything again.
    stage.click(Role::RadioButton, "Removed 23");
    at_rest(&mut stage);
    assert!(stage.says("23 of 276 elements that differ"));
    stage.click_row("Walls:");
    at_rest(&mut stage);
    assert!(stage.says("9 of 276 elements that differ"), "{:#?}", stage.words());
    assert_eq!(stage.names(Role::TreeItem).len(), 9, "what is gone has no properties to show");
    stage.click(Role::RadioButton, "Added 37");
    at_rest(&mut stage);
    assert!(stage.says("12 of 276 elements that differ"));
}

#[test]
fn keys_fold_and_copy_and_what_is_ignored_counts_no_more() {
    let mut stage = opened(Setting::default());
    stage.focus(Role::Tree, "Changes");
    stage.press(NONE, Key::Home);
    let before =
        stage.window.get_by_role_and_label(Role::Tree, "Changes").accesskit_node().data().row_count();
    // The first that changed folds with Left and unfolds with Right.
    while !first_is_changed(&stage) {
        stage.press(NONE, Key::ArrowDown);
    }
    stage.press(NONE, Key::ArrowLeft);
    let after = stage.window.get_by_role_and_label(Role::Tree, "Changes").accesskit_node().data().row_count();
    assert!(after < before, "{before:?} {after:?}");
    stage.press(NONE, Key::ArrowRight);
    stage.window.event(eframe::egui::Event::Copy);
    let text = copied(&mut stage);
    assert!(text.starts_with("change\tcategory\tname\t"), "{text}");
    assert!(text.lines().nth(1).is_some_and(|line| line.starts_with("changed\t")));
    let path = compared(&stage).comparison.value().unwrap().differences.summary[0].clone();
    let id = tab(&stage);
    stage.act(Action::Compare(CompareAction::Ignore(id, path.key.clone(), true)));
    at_rest(&mut stage);
    assert!(
        compared(&stage).comparison.value().unwrap().differences.summary.iter().all(|p| p.key != path.key)
    );
    assert!(stage.has(Role::Button, "1 property ignored"), "{:?}", stage.names(Role::Button));
}

fn first_is_changed(stage: &Stage) -> bool {
    let tree = stage.window.get_by_role_and_label(Role::Tree, "Changes");
    let chosen = tree.children().find(|row| row.accesskit_node().is_selected() == Some(true));
    chosen.is_some_and(|row| row.accesskit_node().label().is_some_and(|label| label.contains(", changed, ")))
}

#[test]
fn versions_swap_and_the_file_says_what_was_compared() {
    let mut stage = opened(Setting::default());
    stage.click(Role::Button, "Swap the versions");
    stage.wait("the other way round", |s| {
        compared(s).comparison.value().is_some_and(|both| {
            both.from.target.as_ref().unwrap().sources == compared(s).target.from.sources
                && both.differences.all.removed == 37
        })
    });
    at_rest(&mut stage);
    assert!(stage.has(Role::RadioButton, "Removed 37") && stage.has(Role::RadioButton, "Added 23"));
    stage.press(COMMAND, Key::E);
    stage.wait_for("Export");
    let file = stage.folder().join("changes.csv");
    stage.click(Role::RadioButton, "CSV");
    stage.focus(Role::TextInput, "File");
    stage.retype(&file.display().to_string());
    stage.press(NONE, Key::Enter);
    stage.wait("the file", |s| s.state().dialog.is_none() && file.exists());
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.trim_start_matches('\u{feff}').starts_with("change"), "{}", text.get(..80).unwrap_or(&text));
    assert_eq!(text.lines().filter(|line| line.starts_with("removed")).count(), 37);
}

#[test]
fn a_comparison_draws_in_both_themes() {
    for (shown, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let color = &theme::tokens_of(shown).color;
        let mut stage = opened(Setting { theme: shown, size: vec2(1440.0, 900.0), ..Setting::default() });
        let drawn = |stage: &mut Stage, name: &str| -> Option<HashSet<[u8; 4]>> {
            stage.picture(&format!("{name}-{suffix}"))
        };
        if let Some(colors) = drawn(&mut stage, "compare") {
            for wanted in [color.bg_panel, color.group_row, color.warning_surface] {
                assert!(colors.contains(&wanted.to_array()), "{wanted:?}");
            }
        }
        let id = tab(&stage);
        stage.act(Action::Compare(CompareAction::FoldAll(id, true)));
        stage.focus(Role::Tree, "Changes");
        stage.press(NONE, Key::Home);
        drawn(&mut stage, "compare-folded");
        stage.act(Action::Compare(CompareAction::Look(
            id,
            dapple::app::ChangesLook { text: "nothing is called so".to_owned(), ..Default::default() },
        )));
        at_rest(&mut stage);
        assert!(stage.says("No change passes the filters"));
        drawn(&mut stage, "compare-empty");
    }
}
