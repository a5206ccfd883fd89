//! A failure as an alert: what happened, what to do, a button that does it, details folded.

use eframe::egui::Ui;

use crate::app::{Action, Failed, Failure, Remedy};
use crate::ui::widgets::{Alert, AlertAction, Tone};

/// Draws `failure` over the width there is; the remedies become actions for what failed.
pub fn alert(ui: &mut Ui, failure: &Failure, failed: Failed, actions: &mut Vec<Action>) {
    let buttons: Vec<&str> = failure.remedies.iter().map(|r| words(*r)).collect();
    let fold = match &failure.request_id {
        Some(id) => format!("Details, request {id}"),
        None => "Details".to_owned(),
    };
    let mut alert = Alert::new(Tone::Danger, &failure.title).reason(&failure.advice).buttons(&buttons).copy();
    if failure.details.is_some() || failure.request_id.is_some() {
        alert = alert.details(&fold, failure.details.as_deref().unwrap_or("The server said nothing more"));
    }
    match alert.show(ui) {
        Some(AlertAction::Button(place)) => {
            if let Some(remedy) = failure.remedies.get(place) {
                actions.push(Action::Remedy(failed, *remedy));
            }
        }
        Some(AlertAction::Copied) | None => {}
    }
}

fn words(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Retry => "Try again",
        Remedy::MakeToken => "Make a token",
        Remedy::ChangeServer => "Change the server",
        Remedy::SessionOnly => "Use for this session only",
        Remedy::AllowChanges => "Allow changes",
        Remedy::AllowPlainHttp => "Allow plain http",
        Remedy::Replace => "Replace it",
    }
}
