//! What the lists of the browser share: titles with counts, filter fields, words for times and people,
//! and what stands in a list's place while it is empty.

use std::borrow::Cow;
use std::time::Duration;

use dapple_data::ids::display_name;
use dapple_data::speckle::browse::Listing;
use eframe::egui::{Id, Key, Rect, Ui, UiBuilder, vec2};

use crate::app::{AccountKey, Failed, Failure, Link, Remote, State};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::layout::{from_right, row};
use crate::ui::panels::failure_alert;
use crate::ui::theme::Icon;
use crate::ui::widgets::{TextField, empty_state, loading_dots, panel_title};

/// Draws the title of a list over `rect`: its name, the count or, while it is asked for again, three dots;
/// at the right end what `tools` adds.
pub fn title(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    (name, count, since): (&str, &str, Option<f64>),
    tools: impl FnOnce(&mut Ui, &mut ViewCtx<'_>),
) {
    let rect = ui.max_rect();
    let label = panel_title(ui, name, if since.is_some() { "" } else { count });
    if let Some(since) = since {
        let at = Rect::from_min_max(label.rect.right_top(), rect.max);
        let mut dots =
            ui.new_child(UiBuilder::new().max_rect(at.shrink2(vec2(0.0, DOTS_DOWN))).id_salt("dots"));
        loading_dots(&mut dots, waited(cx, since));
    }
    row(ui, rect, &cx.tokens.clone(), |ui| {
        from_right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = cx.tokens.size.gap_4;
            tools(ui, cx);
        });
    });
}

/// Dots stand on the line of the title's words.
const DOTS_DOWN: f32 = 7.0;

/// How long a view has waited.
pub fn waited(cx: &ViewCtx<'_>, since: f64) -> Duration {
    Duration::from_secs_f64((cx.now - since).max(0.0))
}

/// The time since which a list that is shown is asked for again.
pub fn refreshing<T>(slot: &Remote<T>) -> Option<f64> {
    slot.since().filter(|_| slot.value().is_some())
}

/// `160`, `12 of 160` with a filter, `1,248 of 1,250` when the server counted more than came.
pub fn count<T>(listing: &Listing<T>, shown: usize) -> String {
    let all = listing.items.len();
    if shown < all {
        return format!("{} of {}", format::count(shown as u64), format::count(all as u64));
    }
    match listing.total.filter(|_| !listing.is_complete()) {
        Some(total) => format!("{} of {}", format::count(all as u64), format::count(total)),
        None => format::count(all as u64),
    }
}

/// Why a list may be short, in one text for a tooltip; `None` when it is whole.
pub fn shortage<T>(listing: &Listing<T>) -> Option<String> {
    let mut lines = Vec::new();
    if let Some(total) = listing.total.filter(|_| !listing.is_complete()) {
        let (have, total) = (format::count(listing.items.len() as u64), format::count(total));
        lines.push(format!("{have} of {total} came"));
    }
    if listing.hidden > 0 {
        let words = "kept back by the server until you sign in to the workspace there";
        lines.push(format!("{} {words}", format::count(listing.hidden)));
    }
    lines.extend(listing.warnings.iter().cloned());
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// A field that narrows a list. Down or Enter goes to the list, Esc empties it. Whether the text changed.
pub fn filter_field(ui: &mut Ui, text: &mut String, (name, id): (&str, Id), wanted: bool, list: Id) -> bool {
    let before = text.clone();
    let shown =
        TextField::new(text, name).icon(Icon::Search).placeholder(name).small().clearable().id(id).show(ui);
    if wanted {
        shown.response.request_focus();
    }
    let (down, escape) = ui.input(|i| (i.key_pressed(Key::ArrowDown), i.key_pressed(Key::Escape)));
    let had = shown.response.has_focus() || shown.response.lost_focus();
    if had && escape {
        text.clear();
        ui.memory_mut(|memory| memory.request_focus(list));
    } else if shown.submitted || (shown.response.has_focus() && down) {
        ui.memory_mut(|memory| memory.request_focus(list));
    }
    *text != before
}

/// A name as it is drawn; one of nothing but blanks says so.
pub fn name(text: &str) -> Cow<'_, str> {
    if text.trim().is_empty() { Cow::Borrowed("no name") } else { display_name(text) }
}

/// What stands in place of a list that is not here: dots, a failure, or that the account is not connected.
/// False when there is something to show.
pub fn absent<T>(
    ui: &mut Ui,
    cx: &mut ViewCtx<'_>,
    slot: &Remote<T>,
    account: &AccountKey,
    failed: Failed,
) -> bool {
    if slot.value().is_some() {
        return false;
    }
    let padding = cx.tokens.size.gap_12;
    let room = ui.available_rect_before_wrap().shrink(padding);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(room).id_salt("absent"));
    match slot {
        Remote::Failed { error, .. } => failure_alert(&mut ui, error, failed, cx.actions),
        Remote::Loading { since, .. } => {
            loading_dots(&mut ui, waited(cx, *since));
        }
        _ => match not_connected(cx.state, account) {
            Some(Ok(failure)) => failure_alert(&mut ui, failure, Failed::Account, cx.actions),
            Some(Err(())) => {
                empty_state(&mut ui, Icon::WifiOff, "This account is signed out", None);
            }
            // Connecting takes as long as the keyring; the top bar says so.
            None => {
                loading_dots(&mut ui, Duration::from_secs(1));
            }
        },
    }
    true
}

/// Why the account cannot be asked: its failure, or that it is gone. `None` while it connects.
fn not_connected<'a>(state: &'a State, account: &AccountKey) -> Option<Result<&'a Failure, ()>> {
    match state.accounts.get(account).map(|row| &row.link) {
        Some(Link::Failed(failure)) => Some(Ok(failure)),
        Some(_) => None,
        None => Some(Err(())),
    }
}

/// A failure over a list whose old rows are still shown.
pub fn failed_refresh<T>(ui: &mut Ui, cx: &mut ViewCtx<'_>, slot: &Remote<T>, failed: Failed) {
    if let Remote::Failed { error, previous: Some(_) } = slot {
        let padding = cx.tokens.size.gap_12;
        let room = ui.available_rect_before_wrap().shrink2(vec2(padding, 0.0));
        let mut inner = ui.new_child(UiBuilder::new().max_rect(room).id_salt("failed"));
        inner.add_space(padding);
        failure_alert(&mut inner, error, failed, cx.actions);
        let used = inner.min_rect();
        ui.advance_cursor_after_rect(used.expand2(vec2(padding, padding / 2.0)));
    }
}

/// Seconds since 1970 of a time as the server writes it.
pub fn seconds(iso: &str) -> Option<i64> {
    iso.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second)
}

/// An age as long as a row of a list has room: `12 min`, `3 h`, `yesterday`, `2 d`, `3 w`, `5 mo`, `1 y`.
pub fn short_age(then: Option<i64>, now: i64) -> String {
    let Some(then) = then else { return "—".to_owned() };
    let seconds = (now - then).max(0);
    let day = 86_400;
    match seconds {
        0..=59 => "now".to_owned(),
        60..=3599 => format!("{} min", seconds / 60),
        3600..=86_399 => format!("{} h", seconds / 3600),
        86_400..=172_799 => "yesterday".to_owned(),
        _ if seconds < 14 * day => format!("{} d", seconds / day),
        _ if seconds < 60 * day => format!("{} w", seconds / (7 * day)),
        _ if seconds < 365 * day => format!("{} mo", seconds / (30 * day)),
        _ => format!("{} y", seconds / (365 * day)),
    }
}

/// `3 days ago` from a time as the server writes it.
pub fn age(iso: &str, now: i64) -> String {
    seconds(iso).map_or_else(|| "—".to_owned(), |then| format::ago(then, now))
}

/// `23 Nov 2026, 13:51:07 CET`, or the server's own word where it is no time.
pub fn exact(iso: &str) -> String {
    seconds(iso).map_or_else(|| display_name(iso).into_owned(), format::exact_time)
}

/// A role without its prefix: `stream:owner` is `owner`.
pub fn role(role: &str) -> &str {
    role.rsplit(':').next().unwrap_or(role)
}

/// Who may see a project, in words.
pub fn visibility(word: &str) -> Cow<'_, str> {
    match word {
        "PRIVATE" => "Private".into(),
        "PUBLIC" => "Public".into(),
        "UNLISTED" => "Everybody with the link".into(),
        "WORKSPACE" => "Workspace".into(),
        other => display_name(other),
    }
}

/// The mark of that.
pub fn visibility_icon(word: &str) -> Icon {
    match word {
        "PUBLIC" => Icon::Globe,
        "UNLISTED" => Icon::EyeOff,
        "WORKSPACE" => Icon::LockKeyhole,
        _ => Icon::Lock,
    }
}

/// The name of a source application as people know it: `revit` is Revit, `civil3d` Civil 3D.
pub fn application(slug: &str) -> Cow<'_, str> {
    const NAMES: [(&str, &str); 18] = [
        ("archicad", "Archicad"),
        ("arcgis", "ArcGIS"),
        ("autocad", "AutoCAD"),
        ("blender", "Blender"),
        ("civil3d", "Civil 3D"),
        ("dynamo", "Dynamo"),
        ("etabs", "ETABS"),
        ("excel", "Excel"),
        ("grasshopper", "Grasshopper"),
        ("ifc", "IFC"),
        ("navisworks", "Navisworks"),
        ("powerbi", "Power BI"),
        ("qgis", "QGIS"),
        ("revit", "Revit"),
        ("rhino", "Rhino"),
        ("sketchup", "SketchUp"),
        ("tekla", "Tekla"),
        ("teklastructures", "Tekla Structures"),
    ];
    // `tekla-structures2025` and `Tekla Structures 2025` are the same application.
    let low = slug.to_lowercase().replace(['-', '_', ' '], "");
    if let Some((_, name)) = NAMES.iter().find(|(known, _)| *known == low) {
        return Cow::Borrowed(name);
    }
    // `Revit2025`, `rhino8`: the name and its year or number.
    let split = low.find(|c: char| c.is_ascii_digit()).unwrap_or(low.len());
    let (stem, number) = low.split_at(split);
    let known = NAMES.iter().find(|(known, _)| *known == stem.trim());
    match known {
        Some((_, name)) if number.bytes().all(|b| b.is_ascii_digit()) => {
            Cow::Owned(format!("{name} {number}"))
        }
        _ => display_name(slug),
    }
}

/// One row as spreadsheets paste it. Line breaks and tabs inside a cell become blanks.
pub fn tab_separated(cells: &[&str]) -> String {
    let clean: Vec<String> = cells.iter().map(|cell| cell.replace(['\t', '\n', '\r'], " ")).collect();
    clean.join("\t")
}
