//! The window's own part of the one loop: drain events, draw, send what the person did.

use std::time::{Duration, Instant};

use eframe::egui::{Context, Event, InputState, KeyboardShortcut, Ui, UserAttentionType, ViewportCommand};

use super::commands::COMMANDS;
use super::context::{ViewCtx, Views};
use super::theme::{self, Preference};
use super::{dialogs, panels, pasting, shell};
use crate::app::worker::WorkerLink;
use crate::app::{
    Action, Command, CompareAction, Dialog, DifferencesAction, ElementsAction, Envelope, Heart, Input,
    Outbox, SavedAction, ThemeChoice, update,
};

/// The longest that events are drained in one frame; the rest wait for the next.
const DRAIN: Duration = Duration::from_millis(1);
/// How often running work is drawn.
const FIGURES: Duration = Duration::from_millis(100);
/// How long a window that was called has to come to the front by itself.
const RAISED: Duration = Duration::from_millis(400);
/// How long the end of the program waits for writes under way.
const PATIENCE: Duration = Duration::from_secs(2);

/// The window: the heart, how it is looked at, and the link to the worker.
pub struct Desk {
    heart: Heart,
    views: Views,
    link: WorkerLink,
    actions: Vec<Action>,
    /// Waits for what is on the disk.
    waiting: Vec<Action>,
    started: Instant,
    frames: u64,
    theme: Option<Preference>,
    /// The window was asked to come to the front, and has not been seen there.
    raised_at: Option<f64>,
}

impl Desk {
    /// A window over `link`. Fonts and styles are in place before the first frame.
    pub fn new(ctx: &Context, link: WorkerLink) -> Self {
        theme::install(ctx);
        let mut desk = Self {
            heart: Heart::default(),
            views: Views::default(),
            link,
            actions: Vec::new(),
            waiting: Vec::new(),
            started: Instant::now(),
            frames: 0,
            theme: None,
            raised_at: None,
        };
        desk.link.send(Envelope { id: desk.heart.state.name_command(), command: Command::Start });
        desk
    }

    /// What a person chose, as the theme understands it.
    pub fn preference(choice: ThemeChoice) -> Preference {
        match choice {
            ThemeChoice::System => Preference::System,
            ThemeChoice::Light => Preference::Light,
            ThemeChoice::Dark => Preference::Dark,
        }
    }

    /// Does an action as soon as what was on the disk is here: what the command line asked for.
    pub fn act_once_started(&mut self, action: Action) {
        self.waiting.push(action);
    }

    /// Does an action as if a person had: for the command line (`dapple LINK`) and for tests.
    pub fn act(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// What the window shows, for tests.
    pub fn heart(&self) -> &Heart {
        &self.heart
    }

    fn now(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    /// Drains what the world said and what the person did since the last frame.
    pub fn logic(&mut self, ctx: &Context) {
        let begun = Instant::now();
        loop {
            if begun.elapsed() >= DRAIN {
                // The rest has said its word already: nobody else will wake the window for it.
                ctx.request_repaint();
                break;
            }
            let Some((id, event)) = self.link.next_event() else { break };
            self.apply(ctx, Input::Event(id, event));
        }
        self.figures(ctx);
        if self.heart.state.started {
            self.actions.append(&mut self.waiting);
        }
        for action in std::mem::take(&mut self.actions) {
            self.apply(ctx, Input::Action(action));
        }
        // Files of saved queries may have changed while another window was in front.
        let came = |event: &Event| matches!(event, Event::WindowFocused(true));
        if self.heart.state.started && ctx.input(|i| i.events.iter().any(came)) {
            self.apply(ctx, Input::Action(Action::Saved(SavedAction::Look)));
        }
        self.apply(ctx, Input::Action(Action::Tick));
        self.raised(ctx);
        self.after(ctx);
    }

    fn apply(&mut self, ctx: &Context, input: Input) {
        let now = self.now();
        let out = update(&mut self.heart, input, now);
        self.dispatch(ctx, out);
    }

    fn dispatch(&mut self, ctx: &Context, out: Outbox) {
        for id in out.cancel {
            self.link.cancel(id);
        }
        for envelope in out.commands {
            self.link.send(envelope);
        }
        if let Some(text) = out.clipboard {
            ctx.copy_text(text);
        }
        if out.paste {
            self.views.asked_paste.ask(self.now());
            ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
        }
        if out.raise {
            ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
            ctx.send_viewport_cmd(ViewportCommand::Focus);
            self.raised_at = Some(self.now());
        }
        if out.quit {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    /// Takes over the latest figures of running work, and asks for a frame while there is any.
    fn figures(&mut self, ctx: &Context) {
        let figures = self.link.figures();
        if !figures.is_empty() {
            ctx.request_repaint_after(FIGURES);
        }
        self.heart.state.progress = figures.into_iter().collect();
    }

    /// Some desktops let no window take the front by itself (Wayland): there it asks to be looked at.
    fn raised(&mut self, ctx: &Context) {
        let Some(since) = self.raised_at else { return };
        if ctx.input(|i| i.viewport().focused == Some(true)) {
            self.raised_at = None;
        } else if self.now() - since >= RAISED.as_secs_f64() {
            self.raised_at = None;
            ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(UserAttentionType::Informational));
        } else {
            ctx.request_repaint_after(RAISED);
        }
    }

    /// What follows from the new state: theme, wiped token, the next moment something is due.
    fn after(&mut self, ctx: &Context) {
        let wanted = Self::preference(self.heart.state.settings.theme);
        if self.heart.state.started && self.theme != Some(wanted) {
            theme::set_preference(ctx, wanted);
            self.theme = Some(wanted);
        }
        // A token lives in its field only while the field is on the screen.
        let state = &self.heart.state;
        let asked = state.shows_first_page() || matches!(state.dialog, Some(Dialog::Connect));
        if !asked && !self.views.token.is_empty() {
            self.views.token = zeroize::Zeroizing::default();
        }
        let heart = &self.heart;
        self.views.keep(|id| heart.state.tab(id).is_some());
        if let Some(seconds) = heart.state.next_due(self.now()) {
            ctx.request_repaint_after(Duration::from_secs_f64(seconds.max(0.01)));
        }
    }

    /// Draws the window.
    pub fn show(&mut self, ui: &mut Ui) {
        let now = self.now();
        self.frames += 1;
        match self.frames {
            1 => ui.ctx().request_repaint(),
            // The second frame begins when the first one was handed to the screen.
            2 => tracing::info!("the first frame is shown"),
            _ => {}
        }
        let tokens = theme::tokens(ui.ctx());
        panels::dropped(ui.ctx(), &self.heart.state, &mut self.actions);
        panels::writing_keys(ui.ctx(), &self.heart.state, &mut self.actions);
        shortcuts(ui.ctx(), &self.heart, &mut self.actions);
        pasting::take_curl(ui.ctx(), &self.heart.state, &mut self.views, &mut self.actions, now);
        pasted(ui.ctx(), &self.heart, &mut self.actions);
        let place = self.heart.state.place;
        if self.actions.iter().any(|action| matches!(action, Action::Go(to) if *to == place)) {
            self.views.side_over = !self.views.side_over;
        }
        self.views.focus.follow(ui.ctx(), &self.heart.state);
        let Heart { state, buffers } = &mut self.heart;
        let mut cx =
            ViewCtx { state, buffers, views: &mut self.views, actions: &mut self.actions, tokens, now };
        shell::ui(ui, &mut cx);
        dialogs::ui(ui.ctx(), &mut cx);
        if !self.actions.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    /// The last words to the disk. Waits for writes under way, never for the keyring or the network.
    pub fn finish(&mut self) {
        let now = self.now();
        // What the last frame brought counts too.
        let last = std::mem::take(&mut self.actions).into_iter().chain([Action::Quit]);
        for action in last {
            let out = update(&mut self.heart, Input::Action(action), now);
            out.commands.into_iter().for_each(|envelope| self.link.send(envelope));
        }
        self.link.finish(PATIENCE);
    }
}

/// A link pasted anywhere outside a text field opens what it names. The clipboard is never read unasked.
fn pasted(ctx: &Context, heart: &Heart, actions: &mut Vec<Action>) {
    let state = &heart.state;
    if !state.started || state.dialog.is_some() || state.shows_first_page() || theme::takes_text(ctx) {
        return;
    }
    let text = ctx.input(|i| {
        i.events.iter().find_map(|event| match event {
            Event::Paste(text) => Some(text.clone()),
            _ => None,
        })
    });
    actions.extend(text.map(Action::OpenPasted));
}

/// Takes a shortcut out of the input. With Alt the system sends the key as text too, which would land in
/// the field that has the keyboard.
fn take(input: &mut InputState, keys: &KeyboardShortcut) -> bool {
    let pressed = input.consume_shortcut(keys);
    if pressed {
        input.events.retain(|event| !matches!(event, Event::Text(_)));
    }
    pressed
}

/// What the first page lets through: there is no tab yet that anything else could be about.
fn works_on_first_page(action: &Action) -> bool {
    matches!(action, Action::ShowSettings | Action::ShowAbout | Action::OpenFile | Action::Quit)
}

/// Keys of commands, from their one table. A dialog takes the keyboard for itself.
fn shortcuts(ctx: &Context, heart: &Heart, actions: &mut Vec<Action>) {
    if !heart.state.started || heart.state.dialog.is_some() {
        return;
    }
    let first_page = heart.state.shows_first_page();
    for command in COMMANDS {
        let Some(keys) = command.keys else { continue };
        if let Some(action) = (command.action)(&heart.state)
            && (!first_page || works_on_first_page(&action))
            && ctx.input_mut(|i| take(i, &keys))
        {
            actions.push(action);
        }
    }
    let loading = heart.state.selected.filter(|tab| {
        let table = heart.state.element_table(*tab);
        table.is_some_and(|table| table.set.waiting_for().is_some() && table.set.value().is_none())
    });
    if let Some(id) = loading
        && ctx.input_mut(|i| i.consume_key(eframe::egui::Modifiers::NONE, eframe::egui::Key::Escape))
    {
        actions.push(Action::Elements(ElementsAction::Cancel(id)));
    }
    let comparing = heart.state.selected.filter(|tab| {
        let compared = heart.state.comparisons.tabs.get(tab);
        compared.is_some_and(|tab| tab.comparison.waiting_for().is_some() && tab.comparison.value().is_none())
    });
    if let Some(id) = comparing
        && ctx.input_mut(|i| i.consume_key(eframe::egui::Modifiers::NONE, eframe::egui::Key::Escape))
    {
        actions.push(Action::Compare(CompareAction::Cancel(id)));
    }
    let comparing = heart.state.selected.filter(|tab| {
        let compared = heart.state.differences.tabs.get(tab);
        compared.is_some_and(|tab| tab.comparison.waiting_for().is_some())
    });
    if let Some(id) = comparing
        && ctx.input_mut(|i| i.consume_key(eframe::egui::Modifiers::NONE, eframe::egui::Key::Escape))
    {
        actions.push(Action::Differences(DifferencesAction::Cancel(id)));
    }
    let running = heart.state.current().filter(|t| t.is_running()).map(|t| t.id);
    if let Some(id) = running
        && ctx.input_mut(|i| i.consume_key(eframe::egui::Modifiers::NONE, eframe::egui::Key::Escape))
    {
        actions.push(Action::CancelRun(id));
    }
}

impl eframe::App for Desk {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        Self::logic(self, ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.show(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.finish();
    }

    fn clear_color(&self, visuals: &eframe::egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}
