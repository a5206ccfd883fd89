//! The tools over a comparison of answers: how it is shown, which kind of difference, by what items are matched.

use dapple_data::document::Path;
use dapple_data::document::compare::{Difference, ItemsBy};
use eframe::egui::{Align, Label, Layout, RichText, Ui};

use super::{DifferencesPanel, words};
use crate::app::{
    Action, DifferencesAction, DifferencesLook, DifferencesTab, DifferencesView, ExportWhat, Tab,
};
use crate::ui::commands::{keys_of, with_keys};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::from_right;
use crate::ui::theme::Icon;
use crate::ui::widgets::{Button, Chip, IconButton, Radio, TextField, Word, drop_down, group_label, segment};

/// Below this width words are left out.
const NARROW: f32 = 980.0;
/// Width of the popup in which the key is typed, points.
const MATCHING: f32 = 320.0;

/// Draws the row.
pub fn ui(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, compared, panel): (&Tab, &DifferencesTab, &mut DifferencesPanel),
) {
    let Some((_, shown)) = compared.loaded() else { return };
    let narrow = ui.available_width() < NARROW;
    ui.spacing_mut().item_spacing.x = cx.tokens.size.gap_8;
    from_right(ui, |ui| {
        let count = shown.rows.differences().len();
        let text = if narrow { "Export…".to_owned() } else { format!("Export {}…", words(count)) };
        let keys = keys_of("Export");
        let mut button = Button::primary(&text).small().icon(Icon::Download);
        if !narrow {
            button = button.shortcut(&keys);
        }
        if ui.add_enabled(count > 0, button).clicked() {
            cx.act(Action::AskExport(tab.id, ExportWhat::List));
        }
        let open = usize::from(compared.view == DifferencesView::Table);
        if let Some(chosen) = segment(ui, "Show the differences as", &["Tree", "Table"], open, false) {
            let view = if chosen == 1 { DifferencesView::Table } else { DifferencesView::Tree };
            cx.act(Action::Differences(DifferencesAction::Show(tab.id, view)));
        }
        step(ui, cx, (tab, compared), count);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            kinds(ui, cx, (tab, compared));
            if compared.view == DifferencesView::Tree && compared.look.kind.is_none() {
                let words = [Word::Plain(if narrow { "Only these" } else { "Only differences" })];
                if Chip::new(&words).on(compared.look.only).show(ui).response.clicked() {
                    let look = DifferencesLook { only: !compared.look.only, ..compared.look };
                    cx.act(Action::Differences(DifferencesAction::Look(tab.id, look)));
                }
            }
            matched(ui, cx, (tab, compared, panel), narrow);
        });
    });
}

/// `3 of 1,204`, and on or back.
fn step(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, compared): (&Tab, &DifferencesTab), count: usize) {
    for (icon, name, back) in
        [(Icon::ArrowDown, "Next difference", false), (Icon::ArrowUp, "Previous difference", true)]
    {
        if ui.add_enabled(count > 0, IconButton::new(icon, &with_keys(name, name))).clicked() {
            cx.act(Action::Differences(DifferencesAction::Next(tab.id, back)));
        }
    }
    let Some(at) = compared.at.filter(|_| count > 0) else { return };
    let words = format!("{} of {}", format::count(at as u64 + 1), format::count(count as u64));
    let text = RichText::new(words).font(cx.tokens.font.secondary.clone());
    ui.add(Label::new(text.color(cx.tokens.color.text_subdued)));
}

/// All, changed, added, removed, moved: with how many there are.
fn kinds(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, compared): (&Tab, &DifferencesTab)) {
    let Some(comparison) = compared.comparison.value() else { return };
    let counts = comparison.differences.counts();
    let mut kinds = vec![None];
    let mut texts = vec![format!("All {}", format::count(counts.total() as u64))];
    for kind in Difference::ALL {
        // What never happens is not offered, but a kind that is looked at stays.
        if counts.of(kind) > 0 || compared.look.kind == Some(kind) {
            let name = kind.name();
            let first = name.chars().next().unwrap_or_default().to_uppercase();
            let rest = name.get(1..).unwrap_or_default();
            texts.push(format!("{first}{rest} {}", format::count(counts.of(kind) as u64)));
            kinds.push(Some(kind));
        }
    }
    let open = kinds.iter().position(|kind| *kind == compared.look.kind).unwrap_or_default();
    let parts: Vec<&str> = texts.iter().map(String::as_str).collect();
    if let Some(kind) = segment(ui, "kind of difference", &parts, open, false).and_then(|at| kinds.get(at)) {
        let look = DifferencesLook { kind: *kind, ..compared.look };
        cx.act(Action::Differences(DifferencesAction::Look(tab.id, look)));
    }
}

/// By what the items of lists are the same ones.
fn matched(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, compared, panel): (&Tab, &DifferencesTab, &mut DifferencesPanel),
    narrow: bool,
) {
    let name = match &compared.by {
        ItemsBy::Ids => "ids".to_owned(),
        ItemsBy::Key(key) => dapple_data::ids::display_name(&key.dotted()).into_owned(),
        ItemsBy::Place => "place".to_owned(),
    };
    let words = [Word::Subdued("Items by"), Word::Plain(&name)];
    let words = if narrow { &words[1..] } else { &words[..] };
    let chip = Chip::new(words).menu().on(compared.by != ItemsBy::Ids).show(ui);
    if chip.response.clicked() {
        panel.matching = !panel.matching;
    }
    let (mut open, mut wanted) = (panel.matching, None);
    drop_down(&chip.response, &mut open, MATCHING, |ui| {
        group_label(ui, "An item is the same one by");
        for (by, words) in [
            (ItemsBy::Ids, "id or applicationId, whichever finds more"),
            (ItemsBy::Place, "its place in the list"),
        ] {
            if ui.add(Radio::new(compared.by == by, words)).clicked() {
                wanted = Some(by);
            }
        }
        let typed = panel.key.trim().to_owned();
        let error = match Path::parse(&typed) {
            _ if typed.is_empty() => None,
            Ok(_) => None,
            Err(_) => Some("Names with dots between them, such as node.id"),
        };
        let field = TextField::new(&mut panel.key, "Another key").mono().placeholder("node.id").error(error);
        let submitted = field.small().label().show(ui).submitted;
        let use_key =
            ui.add_enabled(!typed.is_empty() && error.is_none(), Button::secondary("Use this key").small());
        if (submitted || use_key.clicked())
            && let Ok(path) = Path::parse(&typed)
            && !typed.is_empty()
        {
            wanted = Some(ItemsBy::Key(path));
        }
    });
    panel.matching = open;
    if let Some(by) = wanted {
        panel.matching = false;
        cx.act(Action::Differences(DifferencesAction::MatchBy(tab.id, by)));
    }
}
