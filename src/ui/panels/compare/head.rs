//! From which version to which: two cards with a menu of the model's other versions, and the way to swap them.

use dapple_data::ids::display_name;
use eframe::egui::{Rect, Role, Sense, Ui, Vec2, WidgetInfo, pos2};

use crate::app::{
    Action, CompareAction, ComparisonTab, ComparisonTarget, ElementSet, ElementsTarget, State, Tab,
};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::panels::browse::parts;
use crate::ui::panels::browse::versions;
use crate::ui::theme::{self, Icon, Ring, paint_icon};
use crate::ui::widgets::paint::{self, Look, Phase};
use crate::ui::widgets::{IconButton, MenuItem, menu};

/// Height of the head, points.
pub const HEIGHT: f32 = 64.0;
/// Height of a card, points.
const CARD: f32 = 48.0;
/// Width of "From" and "To" in a card, points.
const LABEL: f32 = 40.0;
/// Most versions that the menu of a card offers.
const MOST_OFFERED: usize = 24;

/// Draws both cards.
pub fn ui(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, compared: &ComparisonTab) {
    let tokens = cx.tokens.clone();
    let size = &tokens.size;
    let whole = ui.max_rect();
    let between = size.icon_button + 2.0 * size.gap_8;
    let width = ((whole.width() - 2.0 * size.gap_12 - between) / 2.0).max(0.0).floor();
    let top = whole.center().y - CARD / 2.0;
    let card = |x: f32| Rect::from_min_size(pos2(x, top), Vec2::new(width, CARD));
    let from = card(whole.left() + size.gap_12);
    let to = card(whole.right() - size.gap_12 - width);
    let comparison = compared.comparison.value();
    let sets = (comparison.map(|both| &both.from), comparison.map(|both| &both.to));
    let target = &compared.target;
    let fits = |set: Option<&std::sync::Arc<ElementSet>>, target: &ElementsTarget| {
        set.filter(|set| set.target.as_ref().is_some_and(|of| of.sources == target.sources)).cloned()
    };
    let first = fits(sets.0, &target.from);
    let second = fits(sets.1, &target.to);
    self::card(ui, cx, from, ("From", tab, &target.from, first.as_deref()), |other| ComparisonTarget {
        from: other,
        to: target.to.clone(),
    });
    self::card(ui, cx, to, ("To", tab, &target.to, second.as_deref()), |other| ComparisonTarget {
        from: target.from.clone(),
        to: other,
    });
    let middle = Rect::from_center_size(whole.center(), Vec2::splat(size.icon_button));
    if ui.place(middle, IconButton::new(Icon::ArrowLeftRight, "Swap the versions")).clicked() {
        let swapped = ComparisonTarget { from: target.to.clone(), to: target.from.clone() };
        cx.act(Action::Compare(CompareAction::Retarget(tab.id, swapped)));
    }
}

fn card(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    rect: Rect,
    (label, tab, target, set): (&str, &Tab, &ElementsTarget, Option<&ElementSet>),
    with: impl Fn(ElementsTarget) -> ComparisonTarget,
) {
    let tokens = cx.tokens.clone();
    let (size, color, font) = (&tokens.size, &tokens.color, &tokens.font);
    let id = ui.make_persistent_id(("version", label));
    let response = ui.interact(rect, id, Sense::click());
    let (title, about, version) = words(target, set);
    let spoken = format!("{label}: {title}, {about}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    let phase = Phase::of(&response, Look::Live);
    let fill = if phase.hovered { color.hover } else { color.bg_panel };
    paint::surface(ui.painter(), rect, size.radius, fill, None);
    if phase.focused {
        theme::focus_ring(ui, rect, size.radius, Ring::Edge);
    }
    let name = paint::line(ui.painter(), label, &font.secondary_medium, color.text_subdued);
    paint::left(ui.painter(), rect.left() + size.gap_8, rect, name);
    let chevron = pos2(rect.right() - size.gap_12, rect.center().y);
    paint_icon(ui.painter(), Icon::ChevronDown, chevron, size.icon, color.icon);
    let from = rect.left() + size.gap_8 + LABEL;
    let end = chevron.x - size.gap_16;
    let line = |below: bool| {
        let half = size.line / 2.0;
        let middle = rect.center().y + if below { half } else { -half };
        Rect::from_x_y_ranges(rect.x_range(), (middle - half)..=(middle + half))
    };
    let first = paint::cut_line(ui.painter(), &title, (&font.ui_medium, color.text), end - from);
    paint::left(ui.painter(), from, line(false), first);
    let code = paint::line(ui.painter(), &version, &font.mono, color.text_subdued);
    let room = end - from - code.size().x - size.gap_8;
    let second = paint::cut_line(ui.painter(), &about, (&font.secondary, color.text_subdued), room);
    let x = paint::left(ui.painter(), from, line(true), second) + size.gap_8;
    paint::left(ui.painter(), x, line(true), code);
    menu(&response, |ui| {
        let others = offered(cx.state, target);
        if others.is_empty() {
            ui.add_enabled(false, MenuItem::new("Open the model's versions in Browse to choose another"));
        }
        for (other, name, age) in others {
            let here = other.sources == target.sources;
            let icon = if here { Icon::Check } else { Icon::GitCommitHorizontal };
            if ui.add(MenuItem::new(&name).icon(icon).keys(&age)).clicked() {
                cx.actions.push(Action::Compare(CompareAction::Retarget(tab.id, with(other))));
            }
        }
    });
}

/// Message, what is known of it, and the id of a version.
fn words(target: &ElementsTarget, set: Option<&ElementSet>) -> (String, String, String) {
    if target.sources.is_empty() {
        return ("The version before".to_owned(), String::new(), String::new());
    }
    let source = target.sources.first();
    let version = source.and_then(|source| source.version.as_ref()).map(ToString::to_string);
    let version = version.or_else(|| source.map(|source| source.object.to_string())).unwrap_or_default();
    let Some(set) = set else {
        return (display_name(target.title.trim()).into_owned(), String::new(), version);
    };
    let name = set.facts.sources.first().cloned().unwrap_or_default();
    let message = name.message.filter(|words| !words.trim().is_empty());
    let message = message.map_or_else(|| "No message".to_owned(), |words| display_name(&words).into_owned());
    let mut about: Vec<String> = Vec::new();
    about.extend(name.created_at.as_deref().map(|at| parts::age(at, format::now())));
    about.push(crate::ui::panels::elements_words(set.elements.rows(false).len(), false));
    if !set.facts.is_complete() {
        about.push("not all here".to_owned());
    }
    (message, about.join("  ·  "), version)
}

/// The model's other versions, as far as a page of the project shows them: target, message, age.
fn offered(state: &State, target: &ElementsTarget) -> Vec<(ElementsTarget, String, String)> {
    let model = target.sources.first().and_then(|source| source.model.as_ref());
    let of_project = |page: &&crate::app::ProjectPage| {
        page.account == target.account && page.project == target.project && page.model.as_ref() == model
    };
    let Some(page) = state.browser.pages.values().find(of_project) else { return Vec::new() };
    let versions = page.versions.value().map(|listing| listing.items.as_slice()).unwrap_or_default();
    let one = |version| {
        let other = page.elements_of(version)?;
        let (message, _) = versions::message(version);
        Some((other, message, parts::age(&version.created_at, format::now())))
    };
    versions.iter().filter_map(one).take(MOST_OFFERED).collect()
}
