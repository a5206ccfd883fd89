//! A list being read to its end: how far it is, how fast, how long it still takes; Pause and Cancel. And the
//! button that begins it.

use eframe::egui::Ui;

use crate::app::{Action, Answer, Loading, Offer, Phase, Progress, Remote, Tab};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::theme::Icon;
use crate::ui::widgets::{self, Button, MenuItem, StripButton, menu, progress_strip_with};

/// The strip above what came so far.
pub fn strip(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, loading: &Loading) {
    let figures = tab.answer.waiting_for().and_then(|id| cx.state.progress.get(&id)).copied();
    let figures = figures.unwrap_or_default();
    let passed = (cx.now - loading.since).max(0.0);
    let list = loading.path.last().map_or("the list", String::as_str);
    let title = match figures.phase {
        _ if loading.ending => format!("Ending: what came of {list} is kept"),
        _ if loading.paused => format!("Loading {list} is paused"),
        Phase::RateLimited { .. } => "The server asks for patience".to_owned(),
        _ => format!("Loading all {list}"),
    };
    let counts = counts(&figures);
    let rate = rate(&figures, passed, loading.paused);
    let strip = widgets::Progress { title: &title, counts: &counts, rate: &rate, share: figures.fraction() };
    let pause = if loading.paused { "Resume" } else { "Pause" };
    match progress_strip_with(ui, &strip, Some(pause)) {
        Some(StripButton::Cancel) => cx.act(Action::CancelRun(tab.id)),
        Some(StripButton::Other) => cx.act(Action::PauseLoading(tab.id, !loading.paused)),
        None => {}
    }
}

fn counts(figures: &Progress) -> String {
    if let Phase::RateLimited { seconds } = figures.phase {
        return format!("{seconds:.0} s");
    }
    let done = format::count(figures.done);
    match figures.total {
        Some(total) => format!("{done} of {}", format::count(total)),
        None => done,
    }
}

/// "120 a second, about 7 s left".
fn rate(figures: &Progress, passed: f64, paused: bool) -> String {
    if paused {
        return "What came so far stays. Resume goes on behind it".to_owned();
    }
    if matches!(figures.phase, Phase::RateLimited { .. }) {
        return "Too many requests in a short time. It goes on by itself".to_owned();
    }
    if figures.done == 0 || passed < 0.2 {
        return "Asking for the first page".to_owned();
    }
    let a_second = figures.done as f64 / passed;
    let left = figures.total.map(|total| total.saturating_sub(figures.done) as f64 / a_second.max(0.1));
    let left = left.map_or(String::new(), |left| format!(", about {:.0} s left", left.ceil()));
    format!("{} a second{left}", format::count(a_second.round() as u64))
}

/// "Load all 1,250", where the answer has lists that go on.
pub fn button(ui: &mut Ui, cx: &mut ViewCtx<'_>, tab: &Tab, answer: &Answer) {
    let offers = &answer.meta.offers;
    if offers.is_empty()
        || tab.is_running()
        || tab.ran.is_none()
        || !matches!(tab.answer, Remote::Ready { .. })
    {
        return;
    }
    if let [only] = offers.as_slice() {
        let hint = format!("Reads {} to its end, page after page", only.path.join("."));
        if ui.add(Button::ghost(&words(only)).small().icon(Icon::ListTree)).on_hover_text(hint).clicked() {
            cx.act(Action::LoadAll(tab.id, only.path.clone()));
        }
        return;
    }
    let open = Button::ghost("Load all").small().icon(Icon::ListTree).icon_after(Icon::ChevronDown);
    let response = ui.add(open);
    menu(&response, |ui| {
        for offer in offers {
            let path = offer.path.join(".");
            let count = match (offer.total, offer.here) {
                (Some(total), _) => format::count(total),
                (None, Some(here)) => format!("more than {}", format::count(here)),
                (None, None) => "of each".to_owned(),
            };
            if ui.add(MenuItem::new(&path).icon(Icon::ListTree).keys(&count)).clicked() {
                cx.actions.push(Action::LoadAll(tab.id, offer.path.clone()));
            }
        }
    });
}

fn words(offer: &Offer) -> String {
    match offer.total {
        Some(total) => format!("Load all {}", format::count(total)),
        None => format!("Load all {}", offer.path.last().map_or("", String::as_str)),
    }
}
