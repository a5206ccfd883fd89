//! The menu under the account's name: switch, what the token may do, rename, sign out, add.

use dapple_data::ids::display_name;
use dapple_data::speckle::ScopeState;
use eframe::egui::{Align, Frame, Label, Layout, Margin, RichText, Ui};

use crate::app::{AccountRow, Action};
use crate::ui::context::ViewCtx;
use crate::ui::theme::{self, Icon};
use crate::ui::widgets::{MenuItem, menu_line, section_label};

/// Draws the menu into its popup.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>) {
    ui.set_width(cx.tokens.size.toast);
    let state = cx.state;
    if !state.accounts.list.is_empty() {
        section_label(ui, "Accounts", "", true);
    }
    for row in &state.accounts.list {
        let active = state.accounts.active.as_ref() == Some(&row.key);
        let host = row.account.origin.host_and_port();
        let icon = if active { Icon::Check } else { Icon::Globe };
        if ui.add(MenuItem::new(&display_name(&row.title())).icon(icon).keys(host)).clicked() {
            cx.act(Action::UseAccount(row.key.clone()));
        }
    }
    if let Some(row) = state.accounts.current() {
        menu_line(ui);
        scopes(ui, row);
        menu_line(ui);
        if ui.add(MenuItem::new("Rename…").icon(Icon::KeyRound)).clicked() {
            cx.act(Action::AskRename(row.key.clone()));
        }
        if ui.add(MenuItem::new("Refresh the API reference").icon(Icon::Workflow)).clicked() {
            cx.act(Action::RefreshSchema(row.key.clone()));
        }
        if ui.add(MenuItem::new("Sign out…").icon(Icon::Lock).danger()).clicked() {
            cx.act(Action::AskSignOut(row.key.clone()));
        }
    }
    menu_line(ui);
    if ui.add(MenuItem::new("Add an account…").icon(Icon::Plus)).clicked() {
        cx.act(Action::AddAccount);
    }
    if state.has_samples && ui.add(MenuItem::new("Explore sample data").icon(Icon::Box)).clicked() {
        cx.act(Action::ExploreSamples);
    }
}

/// What the token may and may not do, in plain words.
fn scopes(ui: &mut Ui, row: &AccountRow) {
    let known = row.scopes.in_state(ScopeState::Present).next().is_some();
    if !known {
        section_label(ui, "What this token may do is not known", "", true);
        return;
    }
    let badge = if row.scopes.can_write() { "Can write" } else { "Read only" };
    let id = format!("{}…{}", row.account.token_id.as_str(), row.account.last_six);
    section_label(ui, badge, &id, true);
    let words = |state| row.scopes.in_state(state).map(|s| s.words()).collect::<Vec<_>>().join("; ");
    sentence(ui, &format!("May {}", words(ScopeState::Present)));
    let missing = words(ScopeState::Missing);
    if !missing.is_empty() {
        sentence(ui, &format!("May not {missing}"));
    }
}

fn sentence(ui: &mut Ui, text: &str) {
    let tokens = theme::tokens(ui.ctx());
    let words = RichText::new(text).font(tokens.font.secondary.clone()).color(tokens.color.text_subdued);
    Frame::new()
        .inner_margin(Margin::symmetric(tokens.size.gap_8 as i8, 2))
        // Menus justify their rows, which would stretch the words of a sentence.
        .show(ui, |ui| ui.with_layout(Layout::top_down(Align::LEFT), |ui| ui.add(Label::new(words).wrap())));
}
