//! Opening the real window: the first renderer, the other when it fails, one sentence when neither works.

use std::sync::Arc;

use eframe::egui::{Context, ViewportBuilder, vec2};
use tokio::runtime::Handle;

use super::Desk;
use super::theme;
use crate::app::worker::{Outside, WorkerLink};
use crate::app::{Action, RendererChoice};

/// Neither renderer could open a window.
#[derive(Debug, thiserror::Error)]
#[error(
    "Dapple could not open a window: {0}. On a machine without a display use the commands: dapple --help"
)]
pub struct WindowError(String);

/// What the window starts with.
pub struct Opening {
    pub runtime: Handle,
    pub outside: Outside,
    /// Done as soon as the window is there: a file or sample data named on the command line.
    pub first: Vec<Action>,
    pub renderer: RendererChoice,
    /// Light or dark before the first frame, so that nothing flashes.
    pub theme: crate::app::ThemeChoice,
}

/// Runs the window until it is closed.
///
/// # Errors
/// [`WindowError`] when there is no display, or neither renderer works on it.
pub fn open(opening: Opening) -> Result<(), WindowError> {
    let Opening { runtime, outside, first, renderer, theme } = opening;
    let start = Arc::new(std::sync::Mutex::new(Some((outside, first))));
    let (before, after) = order(renderer);
    match run(before, &runtime, &start, theme) {
        Ok(()) => Ok(()),
        Err(error) if start.lock().is_ok_and(|s| s.is_some()) => {
            tracing::warn!(%error, "{before} did not work, trying {after}");
            run(after, &runtime, &start, theme).map_err(|error| WindowError(sentence(&error)))
        }
        Err(error) => Err(WindowError(sentence(&error))),
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

type Start = Arc<std::sync::Mutex<Option<(Outside, Vec<Action>)>>>;

fn run(
    renderer: eframe::Renderer,
    runtime: &Handle,
    start: &Start,
    theme: crate::app::ThemeChoice,
) -> eframe::Result {
    let viewport = ViewportBuilder::default()
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size([800.0, 500.0])
        .with_app_id("app.dapple.Dapple")
        .with_title("Dapple")
        .with_icon(theme::app_icon(64));
    let options = eframe::NativeOptions { viewport, renderer, centered: true, ..Default::default() };
    let (runtime, start) = (runtime.clone(), start.clone());
    eframe::run_native(
        "Dapple",
        options,
        Box::new(move |cc| {
            let taken = start.lock().ok().and_then(|mut s| s.take());
            let (outside, first) = taken.ok_or("the window was opened twice")?;
            theme::set_preference(&cc.egui_ctx, Desk::preference(theme));
            let mut desk = Desk::new(&cc.egui_ctx, link(&runtime, outside, &cc.egui_ctx));
            first.into_iter().for_each(|action| desk.act_once_started(action));
            fit(&cc.egui_ctx);
            Ok(Box::new(desk))
        }),
    )
}

fn link(runtime: &Handle, outside: Outside, ctx: &Context) -> WorkerLink {
    let ctx = ctx.clone();
    crate::app::worker::start(runtime, outside, move || ctx.request_repaint())
}

/// A window larger than its screen is made to fit it.
fn fit(ctx: &Context) {
    let screen = ctx.input(|i| i.viewport().monitor_size);
    if let Some(screen) = screen.filter(|s| s.x < 1440.0 || s.y < 900.0) {
        let size = vec2(screen.x.min(1440.0), (screen.y - 40.0).clamp(500.0, 900.0));
        ctx.send_viewport_cmd(eframe::egui::ViewportCommand::InnerSize(size));
    }
}

/// One line out of what may be many.
fn sentence(error: &eframe::Error) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}
