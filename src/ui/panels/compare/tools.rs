//! The tools over a comparison: which kind of change, by which id elements are matched, what is ignored, export.

use dapple_data::speckle::elements::compare::{Change, MatchBy};
use eframe::egui::{Align, Layout, Ui};

use super::ComparePanel;
use crate::app::{Action, ChangesLook, CompareAction, Comparison, ComparisonTab, ExportWhat, Tab};
use crate::ui::commands::keys_of;
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::from_right;
use crate::ui::panels::elements_words as elements;
use crate::ui::theme::Icon;
use crate::ui::widgets::{Button, Chip, IconButton, MenuItem, TextField, Word, menu, menu_line, segment};

/// Below this width words are left out.
const NARROW: f32 = 980.0;
/// Width of the field to filter by text, points.
const FILTER: f32 = 160.0;

/// Draws the row.
pub fn ui(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, compared, panel): (&Tab, &ComparisonTab, &mut ComparePanel),
) {
    let Some((comparison, shown)) = compared.loaded() else { return };
    let narrow = ui.available_width() < NARROW;
    let gap = cx.tokens.size.gap_8;
    from_right(ui, |ui| {
        ui.spacing_mut().item_spacing.x = gap;
        let text = if narrow {
            "Export…".to_owned()
        } else {
            format!("Export {}…", elements(shown.elements.len(), false))
        };
        let keys = keys_of("Export");
        let mut button = Button::primary(&text).small().icon(Icon::Download);
        if !narrow {
            button = button.shortcut(&keys);
        }
        if ui.add_enabled(!shown.elements.is_empty(), button).clicked() {
            cx.act(Action::AskExport(tab.id, ExportWhat::List));
        }
        more(ui, cx, tab);
        ignored(ui, cx, (tab, compared), narrow);
        matched(ui, cx, (tab, comparison), narrow);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = gap;
            if panel.side_folded && ui.add(IconButton::new(Icon::PanelLeftOpen, "Show the summary")).clicked()
            {
                panel.side_folded = false;
            }
            kinds(ui, cx, (tab, compared, comparison));
            narrowed(ui, cx, (tab, compared));
            if ui.available_width() > FILTER {
                if compared.look.text != panel.asked {
                    // Somebody else changed it.
                    panel.text.clone_from(&compared.look.text);
                    panel.asked.clone_from(&compared.look.text);
                }
                let field = TextField::new(&mut panel.text, "Filter by name, mark or id")
                    .placeholder("Filter")
                    .icon(Icon::ListFilter)
                    .clearable()
                    .small()
                    .width(FILTER);
                field.show(ui);
                if panel.text != panel.asked {
                    panel.asked.clone_from(&panel.text);
                    let look = ChangesLook { text: panel.text.clone(), ..compared.look.clone() };
                    cx.act(Action::Compare(CompareAction::Look(tab.id, look)));
                }
            }
        });
    });
}

/// All, changed, added, removed, shape only: with how many there are.
fn kinds(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (tab, compared, comparison): (&Tab, &ComparisonTab, &Comparison),
) {
    let all = &comparison.differences.all;
    let word = |change: Change| {
        let name = change.name();
        let first = name.chars().next().unwrap_or_default().to_uppercase();
        format!("{first}{} {}", name.get(1..).unwrap_or_default(), format::count(all.of(change) as u64))
    };
    let mut kinds = vec![None];
    let mut words = vec![format!("All {}", format::count(all.total() as u64))];
    for change in Change::ALL {
        // What never happens is not offered, but a kind that is looked at stays.
        if all.of(change) > 0 || compared.look.change == Some(change) {
            kinds.push(Some(change));
            words.push(word(change));
        }
    }
    let open = kinds.iter().position(|kind| *kind == compared.look.change).unwrap_or_default();
    let parts: Vec<&str> = words.iter().map(String::as_str).collect();
    if let Some(kind) = segment(ui, "kind of change", &parts, open, false).and_then(|at| kinds.get(at)) {
        let look = ChangesLook { change: *kind, ..compared.look.clone() };
        cx.act(Action::Compare(CompareAction::Look(tab.id, look)));
    }
}

/// What else the rows are narrowed down to, as chips that can be taken off.
fn narrowed(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, compared): (&Tab, &ComparisonTab)) {
    let look = &compared.look;
    if let Some(category) = &look.category {
        let name = if category.is_empty() { "Without category" } else { category };
        if Chip::new(&[Word::Plain(name)]).removable().show(ui).removed {
            let look = ChangesLook { category: None, ..look.clone() };
            cx.act(Action::Compare(CompareAction::Look(tab.id, look)));
        }
    }
    if let Some(property) = &look.property {
        let name = crate::app::title_of(property);
        if Chip::new(&[Word::Subdued("differs in"), Word::Plain(&name)]).removable().show(ui).removed {
            let look = ChangesLook { property: None, ..look.clone() };
            cx.act(Action::Compare(CompareAction::Look(tab.id, look)));
        }
    }
}

fn matched(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, comparison): (&Tab, &Comparison), narrow: bool) {
    let now = comparison.options.match_by;
    let name = now.column().name();
    let words = [Word::Subdued("Match by"), Word::Plain(name)];
    let words = if narrow { &words[1..] } else { &words[..] };
    let chip = Chip::new(words).menu().show(ui);
    menu(&chip.response, |ui| {
        for by in MatchBy::ALL {
            let there =
                [&comparison.from, &comparison.to].iter().any(|set| set.elements.is_filled(by.column()));
            let icon = if by == now { Icon::Check } else { Icon::KeyRound };
            if ui.add_enabled(there, MenuItem::new(by.column().name()).icon(icon)).clicked() {
                cx.act(Action::Compare(CompareAction::MatchBy(tab.id, by)));
            }
        }
    });
}

fn ignored(ui: &mut Ui, cx: &mut ViewCtx<'_>, (tab, compared): (&Tab, &ComparisonTab), narrow: bool) {
    let ignored = &compared.options.ignore;
    if ignored.is_empty() {
        return;
    }
    let noun = if ignored.len() == 1 { "property" } else { "properties" };
    let words = if narrow { ignored.len().to_string() } else { format!("{} {noun} ignored", ignored.len()) };
    let button = ui.add(Button::ghost(&words).small().icon(Icon::EyeOff));
    menu(&button, |ui| {
        for key in ignored {
            let text = format!("Count {} again", crate::app::title_of(key));
            if ui.add(MenuItem::new(&text).icon(Icon::X)).clicked() {
                cx.act(Action::Compare(CompareAction::Ignore(tab.id, key.clone(), false)));
            }
        }
    });
}

fn more(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab) {
    let button = ui.add(IconButton::new(Icon::Ellipsis, "More"));
    menu(&button, |ui| {
        let item = |ui: &mut Ui, text: &str, icon: Icon| ui.add(MenuItem::new(text).icon(icon)).clicked();
        if item(ui, "Fold all", Icon::ListCollapse) {
            cx.act(Action::Compare(CompareAction::FoldAll(tab.id, true)));
        }
        if item(ui, "Unfold all", Icon::ListTree) {
            cx.act(Action::Compare(CompareAction::FoldAll(tab.id, false)));
        }
        menu_line(ui);
        if item(ui, "Copy as command", Icon::CodeXml) {
            cx.act(Action::Compare(CompareAction::CopyCommand(tab.id)));
        }
    });
}
