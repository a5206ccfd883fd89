//! Opening the real window: the first renderer, the other when it fails, one sentence when neither works.

use std::cell::Cell;

use eframe::egui::{Context, ViewportBuilder, vec2};

use super::Desk;
use super::theme;
use crate::app::{Opening, RendererChoice};

/// The size a window opens with, points; smaller on a smaller screen.
const SIZE: [f32; 2] = [1440.0, 860.0];
/// The smallest window that still shows everything, points.
const LEAST: [f32; 2] = [800.0, 500.0];
/// What a desktop keeps for its own bars, points.
const DESKTOP_BARS: f32 = 72.0;

/// Neither renderer could open a window.
#[derive(Debug, thiserror::Error)]
#[error(
    "Dapple could not open a window: {0}. On a machine without a display use the commands: dapple --help"
)]
pub struct WindowError(String);

/// Runs the window until it is closed.
///
/// # Errors
/// [`WindowError`] when there is no display, or neither renderer works on it.
pub fn open(opening: Opening) -> Result<(), WindowError> {
    let (before, after) = order(opening.renderer);
    let opening = Cell::new(Some(opening));
    let failed = |error: &eframe::Error| WindowError(sentence(error));
    match run(before, &opening) {
        Ok(()) => Ok(()),
        Err(error) => match opening.take() {
            // The window was never there: its things are still to be had, and the other way is tried.
            Some(unused) => {
                tracing::warn!(%error, "{before} did not work, trying {after}");
                opening.set(Some(unused));
                run(after, &opening).map_err(|error| failed(&error))
            }
            None => Err(failed(&error)),
        },
    }
}

/// OpenGL first where a software X server is likely, DirectX and its software device first on Windows.
fn order(choice: RendererChoice) -> (eframe::Renderer, eframe::Renderer) {
    use eframe::Renderer::{Glow, Wgpu};
    match choice {
        RendererChoice::Glow => (Glow, Wgpu),
        RendererChoice::Wgpu => (Wgpu, Glow),
        RendererChoice::Automatic if cfg!(windows) => (Wgpu, Glow),
        RendererChoice::Automatic => (Glow, Wgpu),
    }
}

fn run(renderer: eframe::Renderer, opening: &Cell<Option<Opening>>) -> eframe::Result {
    let viewport = ViewportBuilder::default()
        .with_inner_size(SIZE)
        .with_min_inner_size(LEAST)
        .with_app_id("app.dapple.Dapple")
        .with_title("Dapple")
        .with_icon(theme::app_icon(64));
    let options = eframe::NativeOptions { viewport, renderer, centered: true, ..Default::default() };
    eframe::run_native(
        "Dapple",
        options,
        Box::new(move |cc| {
            let Opening { link, first, theme, .. } = opening.take().ok_or("the window was opened twice")?;
            theme::set_preference(&cc.egui_ctx, Desk::preference(theme));
            let ctx = cc.egui_ctx.clone();
            let mut desk = Desk::new(&cc.egui_ctx, link(Box::new(move || ctx.request_repaint())));
            first.into_iter().for_each(|action| desk.act_once_started(action));
            fit(&cc.egui_ctx);
            Ok(Box::new(desk))
        }),
    )
}

/// A window larger than its screen is made to fit it.
fn fit(ctx: &Context) {
    let screen = ctx.input(|i| i.viewport().monitor_size);
    let Some(screen) = screen else { return };
    let room = vec2(screen.x, screen.y - DESKTOP_BARS);
    if room.x < SIZE[0] || room.y < SIZE[1] {
        let size = vec2(room.x.clamp(LEAST[0], SIZE[0]), room.y.clamp(LEAST[1], SIZE[1]));
        ctx.send_viewport_cmd(eframe::egui::ViewportCommand::InnerSize(size));
    }
}

/// One line out of what may be many.
fn sentence(error: &eframe::Error) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}
