//! How texts are looked at: folds that a command asks for, the size of the text, wrapped lines.

use dapple_data::text::FoldWish;

use crate::app::command::Command;
use crate::app::problems::TextOf;
use crate::app::state::{Heart, Outbox};
use crate::app::tabs::TabId;

/// The least and the most size of the text, 1.0 as designed.
const SIZES: std::ops::RangeInclusive<f32> = 0.5..=3.0;
/// What one step adds.
const STEP: f32 = 0.1;

/// A change of the size of the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ZoomStep {
    In,
    Out,
    /// As designed.
    Reset,
    /// By a factor, as a wheel turns.
    By(f32),
}

/// What is to be folded; the editor does it when it sees a new asking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FoldAsked {
    pub asked: u64,
    pub wish: Option<(TextOf, FoldWish)>,
}

pub(super) fn fold(heart: &mut Heart, tab: TabId, wish: (TextOf, FoldWish)) {
    if let Some(tab) = heart.state.tab_mut(tab) {
        let folds = &mut tab.writing.folds;
        *folds = FoldAsked { asked: folds.asked + 1, wish: Some(wish) };
    }
}

pub(super) fn zoom(heart: &mut Heart, step: ZoomStep, out: &mut Outbox) {
    let now = heart.state.settings.editor_zoom;
    // Steps land on tenths, wherever a wheel has left the size.
    let tenth = |size: f32| (size / STEP).round() * STEP;
    let wanted = match step {
        ZoomStep::In => tenth(now + STEP),
        ZoomStep::Out => tenth(now - STEP),
        ZoomStep::Reset => 1.0,
        ZoomStep::By(factor) => now * factor,
    };
    if wanted.is_finite() {
        heart.state.settings.editor_zoom = wanted.clamp(*SIZES.start(), *SIZES.end());
        save(heart, out);
    }
}

pub(super) fn wrap(heart: &mut Heart, wrap: bool, out: &mut Outbox) {
    heart.state.settings.editor_wrap = wrap;
    save(heart, out);
}

fn save(heart: &mut Heart, out: &mut Outbox) {
    let settings = Box::new(heart.state.settings.clone());
    heart.state.send(out, Command::SaveSettings(settings));
}
