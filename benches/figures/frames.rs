//! The cost of a frame: logic, layout and tessellation of a whole window that scrolls through 100 MB.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dapple::app::worker::{self, Disk, Outside};
use dapple::app::{Action, AnswerView, Remote, TabId};
use dapple::services::desktop::{NotedBrowser, ScriptedClipboard, ScriptedDialogs};
use dapple::services::secrets::Keyring;
use dapple::services::store::Folders;
use dapple::ui::Desk;
use dapple_data::token::Scrubber;
use eframe::egui::{
    Context, Event, Modifiers, MouseWheelSource, MouseWheelUnit, RawInput, Rect, TouchPhase, Vec2, pos2, vec2,
};

/// The window, in points.
const SIZE: Vec2 = vec2(1600.0, 1000.0);
/// How far the wheel turns in a frame, in points: slowly, and as fast as a hand can.
const TURNS: [f32; 2] = [40.0, 4_000.0];
/// Frames that are measured for a view and a speed.
const FRAMES: usize = 400;
/// The longest that something is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A window without a screen.
struct Screen {
    ctx: Context,
    desk: Desk,
    frames: u32,
    pieces: usize,
}

impl Screen {
    /// Draws one frame and gives what it took.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.frames += 1;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), SIZE)),
            time: Some(f64::from(self.frames) / 60.0),
            focused: true,
            events,
            ..RawInput::default()
        };
        let begun = Instant::now();
        let (desk, ctx) = (&mut self.desk, &self.ctx);
        let mut output = ctx.run_ui(input, |ui| {
            desk.logic(ui.ctx());
            desk.show(ui);
        });
        let shapes = ctx.tessellate(output.shapes, output.pixels_per_point);
        let took = begun.elapsed();
        self.pieces = shapes.len();
        // There is no screen that textures could go to.
        output.textures_delta.clear();
        took
    }

    /// Draws until something is so.
    fn until(&mut self, what: &str, so: impl Fn(&Desk) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !so(&self.desk) {
            assert!(Instant::now() < end, "{what} never came");
            self.frame(Vec::new());
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Scrolls through what is shown and gives what each frame took, sorted.
    fn scroll(&mut self, turn: f32, frames: usize) -> Vec<Duration> {
        self.frame(vec![Event::PointerMoved(pos2(SIZE.x * 0.7, SIZE.y * 0.5))]);
        let wheel = || Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, -turn),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        };
        let mut took: Vec<Duration> = (0..frames).map(|_| self.frame(vec![wheel()])).collect();
        took.sort();
        took
    }
}

/// Opens `text` as a file and prints what a frame of each view costs.
pub fn measure(text: &[u8]) {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let filter = arguments.iter().find(|a| !a.starts_with('-'));
    if arguments.iter().any(|a| a == "--list") || filter.is_some_and(|f| !"frames".contains(f.as_str())) {
        return;
    }
    // As criterion does it: without `--bench` everything runs once, to see that it does.
    let frames = if arguments.iter().any(|a| a == "--bench") { FRAMES } else { 2 };
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("walls.json");
    std::fs::write(&file, text).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let outside = Outside {
        disk: Arc::new(Disk::open(Folders::under(&home.path().join("dapple"))).unwrap()),
        keyring: Keyring::session_only(),
        dialogs: Arc::new(ScriptedDialogs::new([])),
        browser: Arc::new(NotedBrowser::default()),
        clipboard: Arc::new(ScriptedClipboard::default()),
        scrubber: Scrubber::new(),
        samples: false,
    };
    let link = worker::start(runtime.handle(), outside, || {});
    let ctx = Context::default();
    let mut screen = Screen { desk: Desk::new(&ctx, link), ctx, frames: 0, pieces: 0 };
    screen.until("the start", |desk| desk.heart().state.started);

    let begun = Instant::now();
    screen.desk.act(Action::OpenPath(file));
    screen.until("the first rows", |desk| !desk.heart().state.tabs.is_empty());
    println!("frames/first rows: {:.0} ms", begun.elapsed().as_secs_f64() * 1e3);
    screen.until("the last rows", |desk| desk.heart().state.tabs.iter().all(|t| !t.is_running()));
    println!("frames/last rows: {:.0} ms", begun.elapsed().as_secs_f64() * 1e3);
    let tab = screen.desk.heart().state.tabs.first().unwrap().id;
    for (name, view) in [("tree", AnswerView::Tree), ("table", AnswerView::Table), ("text", AnswerView::Text)]
    {
        show(&mut screen, tab, view);
        for turn in TURNS {
            report(name, turn, &screen.scroll(turn, frames));
            assert!(screen.pieces > 0, "nothing was drawn");
        }
    }
    drop(screen);
    runtime.shutdown_background();
}

fn show(screen: &mut Screen, tab: TabId, view: AnswerView) {
    screen.desk.act(Action::ShowAnswerAs(tab, view));
    screen.until("the view", |desk| {
        let tab = desk.heart().state.tab(tab).unwrap();
        tab.view == view && (view != AnswerView::Table || matches!(tab.table, Remote::Ready { .. }))
    });
    // Its first pages come from the disk.
    for _ in 0..20 {
        screen.frame(Vec::new());
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn report(name: &str, turn: f32, sorted: &[Duration]) {
    let at = |share: f64| {
        let place = ((sorted.len() - 1) as f64 * share).round() as usize;
        sorted[place].as_secs_f64() * 1e3
    };
    println!(
        "frames/{name}, {turn} points a frame: p50 {:.2} ms, p99 {:.2} ms, worst {:.2} ms",
        at(0.5),
        at(0.99),
        at(1.0)
    );
}
