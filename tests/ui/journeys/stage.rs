//! The window as a person has it, in the process: the real heart and worker over a temporary disk, a keyring
//! in memory, scripted dialogs and a browser that only takes notes.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dapple::app::worker::{self, Disk, Outside};
use dapple::app::{Action, State};
use dapple::services::desktop::{NotedBrowser, Picked, ScriptedClipboard, ScriptedDialogs};
use dapple::services::secrets::Keyring;
use dapple::services::store::Folders;
use dapple::ui::{Desk, theme};
use dapple_data::speckle::STARTERS;
use dapple_data::token::Scrubber;
use dapple_demo::{Demo, Options, Who};
pub use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, OutputCommand, Rect, Theme, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// Command on macOS, Ctrl elsewhere.
pub const COMMAND: Modifiers = Modifiers::COMMAND;
/// The longest that a journey waits for the worker before it fails; never waited out when all is well.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a stage is set up.
pub struct Setting {
    pub size: Vec2,
    pub scale: f32,
    pub theme: Theme,
    /// What the file dialogs answer, in order.
    pub picks: Vec<Picked>,
}

impl Default for Setting {
    fn default() -> Self {
        Self { size: vec2(1440.0, 900.0), scale: 1.0, theme: Theme::Dark, picks: Vec::new() }
    }
}

/// One window and its surroundings.
pub struct Stage {
    pub window: Harness<'static, Desk>,
    pub browser: Arc<NotedBrowser>,
    pub dialogs: Arc<ScriptedDialogs>,
    pub clipboard: Arc<ScriptedClipboard>,
    /// The text that was put on the clipboard last, since somebody took it.
    pub text: Option<String>,
    /// Tables on the clipboard that were looked at.
    seen_tables: usize,
    runtime: Option<tokio::runtime::Runtime>,
    home: tempfile::TempDir,
}

impl Drop for Stage {
    fn drop(&mut self) {
        // The sample server and stuck tasks never hold up the end of a test.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Stage {
    /// A window on its first page.
    pub fn new(setting: Setting) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let browser = Arc::new(NotedBrowser::default());
        let dialogs = Arc::new(ScriptedDialogs::new(setting.picks));
        let clipboard = Arc::new(ScriptedClipboard::default());
        let outside = Outside {
            disk: Arc::new(Disk::open(Folders::under(home.path())).expect("a disk")),
            keyring: Keyring::session_only(),
            dialogs: dialogs.clone(),
            browser: browser.clone(),
            clipboard: clipboard.clone(),
            scrubber: Scrubber::new(),
            samples: true,
        };
        let link = worker::start(runtime.handle(), outside, || ());
        let (size, chosen) = (setting.size, setting.theme);
        let mut window = Harness::builder()
            .with_size(size)
            .with_pixels_per_point(setting.scale)
            .with_step_dt(0.02)
            .allow_missing_glyphs()
            .build_eframe(move |cc| Desk::new(&cc.egui_ctx, link));
        theme::set_motion(&window.ctx, false);
        // The window follows the system unless the settings say otherwise: this is the system here.
        window.input_mut().system_theme = Some(chosen);
        let runtime = Some(runtime);
        let mut stage =
            Self { window, browser, dialogs, clipboard, text: None, seen_tables: 0, runtime, home };
        stage.wait("the start", |s| s.state().started);
        stage.settle();
        stage
    }

    /// A window signed in to the sample data, its projects in the browser.
    pub fn browsing(setting: Setting) -> Self {
        let mut stage = Self::new(setting);
        stage.act(Action::ExploreSamples);
        stage.wait("the projects", |s| s.state().browser.projects.value().is_some());
        stage
    }

    /// A window signed in to the sample data, its projects as the answer to a query.
    pub fn with_samples(setting: Setting) -> Self {
        let mut stage = Self::browsing(setting);
        stage.query_projects();
        stage
    }

    /// Runs the starter that lists the projects.
    pub fn query_projects(&mut self) {
        let place = STARTERS.iter().position(|starter| starter.id == "my-projects").expect("the starter");
        self.act(Action::OpenStarter(place));
        let tab = self.state().selected.expect("its tab");
        self.act(Action::Run(tab));
        self.wait_for_answer();
    }

    /// A server of the tests' own beside the window.
    pub fn serve(&self) -> (Demo, String) {
        let runtime = self.runtime.as_ref().expect("a runtime");
        let demo = runtime.block_on(Demo::start(Options::default())).expect("a server");
        let token = demo.token(Who::ReadOnly).to_owned();
        (demo, token)
    }

    /// Signs in at a server on the first page.
    pub fn sign_in(&mut self, server: &str, token: &str) {
        self.focus(Role::TextInput, "Server");
        self.retype(server);
        self.wait("an answer of the server", |s| s.state().connect.found.value().is_some());
        self.focus(Role::PasswordInput, "Personal access token");
        self.paste(token);
        self.press(Modifiers::NONE, Key::Enter);
        self.wait("the sign-in", |s| s.state().accounts.active.is_some());
    }

    /// Where exports go.
    pub fn folder(&self) -> PathBuf {
        self.home.path().to_owned()
    }

    pub fn state(&self) -> &State {
        &self.window.state().heart().state
    }

    /// Does an action as if a person had.
    pub fn act(&mut self, action: Action) {
        self.window.state_mut().act(action);
        self.settle();
    }

    /// A few frames: what was pressed is taken, and what follows from it is drawn.
    pub fn settle(&mut self) {
        for _ in 0..3 {
            self.step();
        }
    }

    fn step(&mut self) {
        self.window.step();
        self.text = self.copied().or(self.text.take());
    }

    /// Draws until `done`; fails with what the window shows when that never comes.
    pub fn wait(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !done(self) {
            assert!(Instant::now() < until, "{what} did not come; the window shows:\n{:#?}", self.words());
            self.step();
            std::thread::sleep(Duration::from_millis(5));
        }
        // What floats finds its place one frame after its size is known.
        self.settle();
    }

    /// Draws until something on the screen says `words`.
    pub fn wait_for(&mut self, words: &str) {
        self.wait(words, |s| s.says(words));
    }

    /// Draws until the tab in front has its answer and nothing runs.
    pub fn wait_for_answer(&mut self) {
        self.wait("the answer", |s| {
            s.state().current().is_some_and(|t| t.answer.value().is_some() && !t.is_running())
        });
        self.settle();
    }

    /// Everything a screen reader finds, one line a node.
    pub fn words(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut todo = vec![self.window.root().accesskit_node()];
        while let Some(node) = todo.pop() {
            let label = node.label().unwrap_or_default();
            let value = node.value().unwrap_or_default();
            if !label.is_empty() || !value.is_empty() {
                found.push(format!("{:?}: {label} {value}", node.role()));
            }
            todo.extend(node.children().collect::<Vec<_>>().into_iter().rev());
        }
        found
    }

    /// Whether any node's name or value contains `words`.
    pub fn says(&self, words: &str) -> bool {
        self.words().iter().any(|line| line.contains(words))
    }

    /// Whether there is such a control.
    pub fn has(&self, role: Role, name: &str) -> bool {
        self.window.query_all_by_role_and_label(role, name).next().is_some()
    }

    /// Where a control is; the first of several.
    pub fn rect(&self, role: Role, name: &str) -> Rect {
        let Some(node) = self.window.query_all_by_role_and_label(role, name).next() else {
            panic!("there is no {role:?} {name:?}; the window shows:\n{:#?}", self.words())
        };
        node.rect()
    }

    /// Clicks a control where it is, as the mouse does.
    pub fn click(&mut self, role: Role, name: &str) {
        let at = self.rect(role, name).center();
        self.click_at(at, eframe::egui::PointerButton::Primary);
    }

    /// Opens the menu of a control.
    pub fn secondary_click(&mut self, role: Role, name: &str) {
        let at = self.rect(role, name).center();
        self.click_at(at, eframe::egui::PointerButton::Secondary);
    }

    /// Where a row is whose name begins so: of a list, a tree or a table.
    fn row(&self, begins: &str) -> Rect {
        let roles = [Role::ListBoxOption, Role::TreeItem, Role::Row];
        let nodes = roles.into_iter().flat_map(|role| self.window.query_all_by_role(role));
        let named = |node: &egui_kittest::Node<'_>| {
            node.accesskit_node().label().is_some_and(|label| label.starts_with(begins))
        };
        match { nodes }.find(named) {
            Some(node) => node.rect(),
            None => panic!("there is no row {begins:?}; the window shows:\n{:#?}", self.words()),
        }
    }

    /// Clicks a row by the beginning of its name.
    pub fn click_row(&mut self, begins: &str) {
        let at = self.row(begins).center();
        self.click_at(at, eframe::egui::PointerButton::Primary);
    }

    /// Opens the menu of a row.
    pub fn secondary_click_row(&mut self, begins: &str) {
        let at = self.row(begins).center();
        self.click_at(at, eframe::egui::PointerButton::Secondary);
    }

    fn click_at(&mut self, at: eframe::egui::Pos2, button: eframe::egui::PointerButton) {
        self.window.hover_at(at);
        self.window.step();
        for pressed in [true, false] {
            self.window.event(Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
        }
        self.settle();
        self.window.remove_cursor();
        self.settle();
    }

    /// Puts the keyboard into a control.
    pub fn focus(&mut self, role: Role, name: &str) {
        match self.window.query_all_by_role_and_label(role, name).next() {
            Some(node) => node.focus(),
            None => panic!("there is no {role:?} {name:?}; the window shows:\n{:#?}", self.words()),
        }
        self.settle();
    }

    /// Types where the keyboard is.
    pub fn type_text(&mut self, text: &str) {
        self.window.event(Event::Text(text.to_owned()));
        self.settle();
    }

    /// Pastes where the keyboard is.
    pub fn paste(&mut self, text: &str) {
        self.window.event(Event::Paste(text.to_owned()));
        self.settle();
    }

    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.window.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// Selects everything in the focused field and types over it.
    pub fn retype(&mut self, text: &str) {
        self.press(COMMAND, Key::A);
        self.type_text(text);
    }

    /// Replaces the operation of the tab in front by typing.
    pub fn write_query(&mut self, text: &str) {
        self.focus(Role::MultilineTextInput, "Operation");
        self.press(COMMAND, Key::A);
        self.paste(text);
    }

    /// The names of all nodes of a role, in the order of the screen.
    pub fn names(&self, role: Role) -> Vec<String> {
        let named = |node: egui_kittest::Node<'_>| {
            let node = node.accesskit_node();
            node.label().or_else(|| node.value()).unwrap_or_default()
        };
        self.window.query_all_by_role(role).map(named).collect()
    }

    /// Controls of these roles that a screen reader would have no name for.
    pub fn nameless(&self, roles: &[Role]) -> Vec<String> {
        let mut found = Vec::new();
        for role in roles {
            for node in self.window.query_all_by_role(*role) {
                if node.accesskit_node().label().is_none_or(|name| name.trim().is_empty()) {
                    found.push(format!("{role:?} at {:?}", node.rect()));
                }
            }
        }
        found
    }

    /// What was put on the clipboard in the last frame.
    pub fn copied(&self) -> Option<String> {
        self.window.output().platform_output.commands.iter().find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
    }

    /// The text of what the next frames put on the clipboard, as text or as a table.
    pub fn copy(&mut self) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            self.window.step();
            let table = self.clipboard.tables().get(self.seen_tables).map(|(text, _)| text.clone());
            self.seen_tables += usize::from(table.is_some());
            if let Some(text) = table.or_else(|| self.copied()) {
                return text;
            }
            assert!(Instant::now() < until, "nothing was copied");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Renders the window and, with `DAPPLE_PICTURES` set to a folder, keeps it there. Gives its colours;
    /// `None` on a machine that cannot render.
    pub fn picture(&mut self, name: &str) -> Option<HashSet<[u8; 4]>> {
        self.settle();
        let image = match self.window.render() {
            Ok(image) => image,
            Err(error) => {
                println!("{name} was not drawn: {error}");
                return None;
            }
        };
        if let Some(folder) = std::env::var_os("DAPPLE_PICTURES") {
            let file = std::path::Path::new(&folder).join(format!("{name}.png"));
            image.save(&file).expect("the picture is kept");
        }
        Some(image.pixels().map(|pixel| pixel.0).collect())
    }
}
