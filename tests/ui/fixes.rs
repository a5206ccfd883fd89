//! What a person must be able to rely on in the window: where the keyboard is, what Copy takes, and that
//! nothing on the screen hides or reorders its neighbours.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use dapple::app::worker::{self, Disk, Outside};
use dapple::app::{Action, Dialog, ExportWhat, State};
use dapple::services::desktop::{NotedBrowser, ScriptedClipboard, ScriptedDialogs};
use dapple::services::secrets::{Condition, Keyring, Scripted, SecretKey};
use dapple::services::store::{Account, Accounts, Folders};
use dapple::ui::widgets::{Toast, ToastAction, Tone, toasts};
use dapple::ui::{Desk, theme};
use dapple_data::speckle::STARTERS;
use dapple_data::token::{self, Scrubber, TokenId};
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, OutputCommand, PointerButton, Pos2, Theme, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// The longest that a test waits for the worker; never waited out when all is well.
const PATIENCE: Duration = Duration::from_secs(30);

/// The window over a disk and a keyring of its own.
struct Stage {
    window: Harness<'static, Desk>,
    runtime: Option<tokio::runtime::Runtime>,
    home: tempfile::TempDir,
    copied: Vec<String>,
    clipboard: Arc<ScriptedClipboard>,
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Stage {
    fn new() -> Self {
        Self::lit(Theme::Dark)
    }

    fn lit(shown: Theme) -> Self {
        Self::over(tempfile::tempdir().unwrap(), Keyring::session_only(), shown)
    }

    fn over(home: tempfile::TempDir, keyring: Keyring, shown: Theme) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.unwrap();
        let clipboard = Arc::new(ScriptedClipboard::default());
        let outside = Outside {
            disk: Arc::new(Disk::open(Folders::under(home.path())).unwrap()),
            keyring,
            dialogs: Arc::new(ScriptedDialogs::new([])),
            browser: Arc::new(NotedBrowser::default()),
            clipboard: clipboard.clone(),
            scrubber: Scrubber::new(),
            samples: true,
        };
        let link = worker::start(runtime.handle(), outside, || ());
        let mut window = Harness::builder()
            .with_size(vec2(1280.0, 800.0))
            .with_step_dt(0.02)
            .allow_missing_glyphs()
            .build_eframe(move |cc| Desk::new(&cc.egui_ctx, link));
        theme::set_motion(&window.ctx, false);
        window.input_mut().system_theme = Some(shown);
        let mut stage = Self { window, runtime: Some(runtime), home, copied: Vec::new(), clipboard };
        stage.wait("the start", |s| s.state().started);
        stage
    }

    /// A window with this text open as a file.
    fn with_file(text: &str) -> Self {
        let mut stage = Self::new();
        let path = stage.home.path().join("answer.json");
        std::fs::write(&path, text).unwrap();
        stage.act(Action::OpenPath(path));
        stage.wait("the file", |s| s.state().current().is_some_and(|tab| tab.answer.value().is_some()));
        stage
    }

    fn with_samples() -> Self {
        let mut stage = Self::new();
        stage.act(Action::ExploreSamples);
        stage.wait("the sign-in", |s| s.state().accounts.active.is_some());
        let place = STARTERS.iter().position(|starter| starter.id == "my-projects").unwrap();
        stage.act(Action::OpenStarter(place));
        let tab = stage.state().selected.unwrap();
        stage.act(Action::Run(tab));
        stage.wait("the first answer", |s| {
            s.state().current().is_some_and(|tab| tab.answer.value().is_some() && !tab.is_running())
        });
        stage
    }

    fn state(&self) -> &State {
        &self.window.state().heart().state
    }

    fn act(&mut self, action: Action) {
        self.window.state_mut().act(action);
        self.settle();
    }

    fn settle(&mut self) {
        for _ in 0..4 {
            self.window.step();
            let commands = &self.window.output().platform_output.commands;
            self.copied.extend(commands.iter().filter_map(|command| match command {
                OutputCommand::CopyText(text) => Some(text.clone()),
                _ => None,
            }));
        }
    }

    fn wait(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !done(self) {
            assert!(Instant::now() < until, "{what} did not come");
            self.window.step();
            std::thread::sleep(Duration::from_millis(5));
        }
        self.settle();
    }

    fn names(&self, role: Role) -> Vec<String> {
        let nodes = self.window.query_all_by_role(role);
        nodes.map(|node| node.accesskit_node().label().unwrap_or_default()).collect()
    }

    fn has(&self, role: Role, name: &str) -> bool {
        self.window.query_all_by_role_and_label(role, name).next().is_some()
    }

    /// What has the keyboard.
    fn focused(&self) -> Option<(Role, String)> {
        let mut todo = vec![self.window.root().accesskit_node()];
        while let Some(node) = todo.pop() {
            if node.is_focused() {
                let name = node.label().or_else(|| node.value()).unwrap_or_default();
                return Some((node.role(), name));
            }
            todo.extend(node.children());
        }
        None
    }

    fn center(&self, role: Role, name: &str) -> Pos2 {
        let node = self.window.query_all_by_role_and_label(role, name).next();
        let Some(node) = node else { panic!("there is no {role:?} {name:?} among {:?}", self.names(role)) };
        node.rect().center()
    }

    fn click(&mut self, button: PointerButton, pos: Pos2) {
        self.window.hover_at(pos);
        self.window.step();
        for pressed in [true, false] {
            self.window.event(Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE });
        }
        self.settle();
    }

    fn click_on(&mut self, role: Role, name: &str) {
        let at = self.center(role, name);
        self.click(PointerButton::Primary, at);
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.window.key_press_modifiers(modifiers, key);
        self.settle();
    }

    fn focus(&mut self, role: Role, name: &str) {
        self.window.get_by_role_and_label(role, name).focus();
        self.settle();
    }

    /// Keeps a picture where `DAPPLE_PICTURES` says.
    fn picture(&mut self, name: &str) {
        let Some(folder) = std::env::var_os("DAPPLE_PICTURES") else { return };
        let image = self.window.render().unwrap();
        image.save(std::path::Path::new(&folder).join(format!("{name}.png"))).unwrap();
    }
}

/// A JSON answer with one list whose first value is `large` characters long.
fn large_answer(large: usize) -> String {
    format!("{{\"items\": [{{\"name\": \"{}\"}}, {{\"name\": \"small\"}}]}}", "x".repeat(large))
}

#[test]
fn a_small_value_is_copied_by_menu_and_by_keys() {
    let mut stage = Stage::with_file("{\"a\": {\"name\": \"Höhe\"}}");
    let row = stage.center(Role::TreeItem, "name \"Höhe\"");
    stage.click(PointerButton::Secondary, row);
    stage.click_on(Role::MenuItem, "Copy as JSON");
    stage.click(PointerButton::Primary, row);
    stage.window.event(Event::Copy);
    stage.settle();
    assert_eq!(stage.copied, ["\"Höhe\"", "Höhe"]);
}

#[test]
fn a_value_too_large_for_the_clipboard_is_exported_instead() {
    let mut stage = Stage::with_file(&large_answer(5 << 20));
    let row = stage.center(Role::TreeItem, &stage.names(Role::TreeItem)[0]);
    stage.click(PointerButton::Secondary, row);
    assert!(stage.has(Role::MenuItem, "Too large to copy, export it…"));
    assert!(!stage.has(Role::MenuItem, "Copy value") && !stage.has(Role::MenuItem, "Copy as JSON"));
    stage.press(Modifiers::NONE, Key::Escape);
    stage.click(PointerButton::Primary, row);
    stage.window.event(Event::Copy);
    stage.settle();
    assert!(stage.copied.is_empty());
    assert!(matches!(&stage.state().dialog, Some(Dialog::Export(form)) if form.what == ExportWhat::Whole));
}

#[test]
fn more_rows_than_the_clipboard_should_hold_are_exported_instead() {
    let items: Vec<String> = (0..100_050).map(|n| format!("{{\"n\": {n}}}")).collect();
    let mut stage = Stage::with_file(&format!("{{\"items\": [{}]}}", items.join(",")));
    stage.click_on(Role::RadioButton, "Table");
    stage.wait("the table", |s| s.has(Role::Grid, "Answer as table"));
    stage.focus(Role::Grid, "Answer as table");
    stage.press(Modifiers::NONE, Key::Home);
    stage.press(Modifiers::SHIFT, Key::End);
    stage.window.event(Event::Copy);
    stage.settle();
    assert!(matches!(&stage.state().dialog, Some(Dialog::Export(_))), "all of them, or none");
    stage.press(Modifiers::NONE, Key::Escape);
    stage.focus(Role::Grid, "Answer as table");
    stage.press(Modifiers::NONE, Key::Home);
    stage.press(Modifiers::SHIFT, Key::ArrowDown);
    stage.window.event(Event::Copy);
    stage.settle();
    stage.wait("the rows", |s| !s.clipboard.tables().is_empty());
    let tables = stage.clipboard.tables();
    assert_eq!(tables[0].0, "n\n0\n1\n");
    assert!(tables[0].1.contains("sdval=\"1\""), "{}", tables[0].1);
    assert!(stage.copied.is_empty(), "once, not twice");
}

#[test]
fn text_that_hides_or_reorders_is_written_out() {
    let text = "{\"items\": [{\"na\\u202eme\": \"evil\\u202egnp.exe\", \"b\": \"bell\\u0007\"}]}";
    let mut stage = Stage::with_file(text);
    let unseen = |names: &[String]| names.iter().any(|n| n.contains(['\u{202e}', '\u{7}']));
    let rows = stage.names(Role::TreeItem);
    assert!(rows.iter().any(|row| row == "na\\u202eme \"evil\\u202egnp.exe\""), "{rows:?}");
    assert!(rows.iter().any(|row| row == "b \"bell\\u0007\"") && !unseen(&rows), "{rows:?}");
    stage.click_on(Role::RadioButton, "Table");
    stage.wait("the table", |s| s.has(Role::Grid, "Answer as table"));
    let (heads, cells) = (stage.names(Role::ColumnHeader), stage.names(Role::Row));
    assert!(heads.iter().any(|head| head.contains("na\\u202eme")) && !unseen(&heads), "{heads:?}");
    assert!(cells.iter().any(|cell| cell.contains("evil\\u202egnp")) && !unseen(&cells), "{cells:?}");
}

#[test]
fn tabs_are_walked_in_both_directions() {
    let mut stage = Stage::with_samples();
    stage.act(Action::NewTab);
    stage.act(Action::NewTab);
    let tabs: Vec<_> = stage.state().tabs.iter().map(|tab| tab.id).collect();
    assert_eq!(stage.state().selected, Some(tabs[2]));
    stage.press(Modifiers::CTRL | Modifiers::SHIFT, Key::Tab);
    assert_eq!(stage.state().selected, Some(tabs[1]));
    stage.press(Modifiers::CTRL, Key::Tab);
    assert_eq!(stage.state().selected, Some(tabs[2]));
}

#[test]
fn the_first_page_waits_for_a_token_and_has_its_settings() {
    let mut stage = Stage::new();
    let token = (Role::PasswordInput, "Personal access token".to_owned());
    assert_eq!(stage.focused(), Some(token.clone()), "the server is there already");
    stage.press(Modifiers::COMMAND, Key::T);
    assert!(stage.state().tabs.is_empty(), "a new query has no account to go to");
    stage.press(Modifiers::COMMAND, Key::Comma);
    assert!(stage.has(Role::Dialog, "Settings"));
    assert_eq!(stage.focused(), Some((Role::Button, "Close".to_owned())));
    stage.press(Modifiers::NONE, Key::Escape);
    assert_eq!(stage.focused(), Some(token), "back where it was");
    stage.click_on(Role::Button, "Settings…");
    assert!(stage.has(Role::Dialog, "Settings"));
}

#[test]
fn enter_after_the_server_goes_on_to_the_token() {
    let mut stage = Stage::new();
    stage.focus(Role::TextInput, "Server");
    stage.press(Modifiers::NONE, Key::Enter);
    assert_eq!(stage.focused(), Some((Role::PasswordInput, "Personal access token".to_owned())));
}

#[test]
fn dialogs_begin_with_a_control_that_has_the_keyboard() {
    let mut stage = Stage::with_samples();
    let account = stage.state().accounts.active.clone().unwrap();
    stage.focus(Role::Tree, "Answer as tree");
    for (action, role, name) in [
        (Action::AskRename(account.clone()), Role::TextInput, "Name"),
        (Action::AskSignOut(account), Role::Button, "Cancel"),
        (Action::ShowAbout, Role::Button, "Close"),
        (Action::AddAccount, Role::PasswordInput, "Personal access token"),
    ] {
        stage.act(action);
        assert_eq!(stage.focused(), Some((role, name.to_owned())));
        stage.press(Modifiers::NONE, Key::Escape);
        assert!(stage.state().dialog.is_none());
        assert_eq!(stage.focused(), Some((Role::Tree, "Answer as tree".to_owned())), "after {name}");
    }
}

#[test]
fn an_answer_is_exported_by_two_keys() {
    let mut stage = Stage::with_samples();
    stage.focus(Role::Tree, "Answer as tree");
    stage.press(Modifiers::COMMAND, Key::E);
    let Some(Dialog::Export(form)) = &stage.state().dialog else { panic!("no export") };
    let mut form = form.clone();
    let path = stage.home.path().join("by keys.csv");
    form.path = path.display().to_string();
    stage.act(Action::EditExport(form));
    stage.picture("export-focus");
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait("the file", |s| s.state().dialog.is_none() && path.exists());
}

#[test]
fn enter_on_the_path_exports() {
    let mut stage = Stage::with_samples();
    stage.press(Modifiers::COMMAND, Key::E);
    stage.focus(Role::TextInput, "File");
    stage.press(Modifiers::COMMAND, Key::A);
    let path = stage.home.path().join("typed.csv");
    // Typed and entered in one frame: the export takes what is seen.
    stage.window.event(Event::Text(path.display().to_string()));
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait("the file", |s| s.state().dialog.is_none() && path.exists());
}

#[test]
fn the_history_is_a_list_and_is_cleared_by_a_second_click() {
    let mut stage = Stage::with_samples();
    stage.act(Action::Go(dapple::app::Place::History));
    stage.wait("the run", |s| s.has(Role::ListBoxOption, "MyProjects"));
    stage.click_on(Role::Button, "Clear");
    assert!(stage.has(Role::Button, "Clear 1 run?"));
    stage.picture("history-clear");
    stage.click(PointerButton::Primary, Pos2::new(900.0, 500.0));
    assert!(stage.has(Role::Button, "Clear"), "a click elsewhere takes it back");
    assert_eq!(stage.state().history.value().map(Vec::len), Some(1));
    stage.click_on(Role::Button, "Clear");
    stage.click_on(Role::Button, "Clear 1 run?");
    stage.wait("the end of the run", |s| s.state().history.value().is_some_and(Vec::is_empty));
}

#[test]
fn a_run_of_the_history_opens_by_keyboard() {
    let mut stage = Stage::with_samples();
    stage.act(Action::Go(dapple::app::Place::History));
    stage.wait("the run", |s| s.has(Role::ListBoxOption, "MyProjects"));
    stage.focus(Role::ListBox, "Runs");
    stage.press(Modifiers::NONE, Key::ArrowDown);
    stage.press(Modifiers::NONE, Key::Enter);
    stage.wait("its tab", |s| s.state().tabs.len() == 2);
}

#[test]
fn toasts_wrap_and_only_the_latest_four_are_seen() {
    let long = "The file could not be written. Choose another folder, or make room on this disk first";
    let texts: Vec<String> = (0..6).map(|n| format!("{n}: {long}")).collect();
    let mut window = Harness::builder()
        .with_size(vec2(600.0, 600.0))
        .with_context_setup(|ctx| {
            theme::install(ctx);
            theme::set_motion(ctx, false);
        })
        .build_ui_state(
            |ui, done: &mut Option<(usize, ToastAction)>| {
                let toast =
                    |text| Toast { tone: Tone::Danger, text, button: Some("Show file"), failure: None };
                let all: Vec<_> = texts.iter().map(|text| toast(text.as_str())).collect();
                *done = toasts(ui.ctx(), &all).or(*done);
            },
            None,
        );
    window.run();
    let seen: Vec<_> = window
        .query_all_by_role(Role::Alert)
        .map(|node| (node.rect(), node.accesskit_node().label()))
        .collect();
    assert_eq!(seen.len(), 4);
    assert!(seen.iter().all(|(rect, _)| rect.height() > 60.0), "{seen:?}");
    window.query_all_by_label("Close").next().unwrap().click();
    window.run();
    assert_eq!(*window.state(), Some((2, ToastAction::Closed)), "places are those of the whole list");
}

/// An account whose token is in the keyring.
fn kept_account() -> Account {
    Account {
        origin: "https://speckle.example.com".parse().unwrap(),
        endpoint: "/graphql".to_owned(),
        token_id: TokenId::of(&token::clean("0123456789abcdefghijklmnop").unwrap()),
        last_six: String::new(),
        name: "Ana\u{202e}".to_owned(),
        user_name: None,
        user_id: None,
        server_name: String::new(),
        stripe: 1,
        scopes: None,
        allow_plain_http: false,
        kept_in_keyring: true,
        entry: None,
        added: None,
    }
}

#[test]
fn a_keyring_that_waits_is_named_and_can_be_asked_again() {
    for (shown, name) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let home = tempfile::tempdir().unwrap();
        let disk = Disk::open(Folders::under(home.path())).unwrap();
        let mut accounts = Accounts::default();
        accounts.put(kept_account());
        disk.save_accounts(&accounts).unwrap();
        drop(disk);
        let store = Arc::new(Scripted::new(Condition::Hanging));
        let asked = store.clone();
        let keyring = Keyring::with_patience(Duration::from_millis(20), move || asked.clone());
        let mut stage = Stage::over(home, keyring, shown);
        stage.wait("the word of the keyring", |s| {
            s.has(Role::Label, "The keyring is waiting for an answer") && s.has(Role::Button, "Try again")
        });
        assert!(stage.names(Role::Button).iter().any(|name| name.contains("Ana⟨U+202E⟩")));
        stage.picture(&format!("keyring-{name}"));
        let calls = store.calls().len();
        stage.click_on(Role::Button, "Try again");
        stage.wait("a second question", |_| store.calls().len() > calls);
        store.set(Condition::Working);
        stage.wait("its answer: there is no such token", |s| s.has(Role::Button, "Reconnect"));
    }
}

#[test]
fn tokens_of_one_name_are_told_apart_and_one_is_chosen() {
    let home = tempfile::tempdir().unwrap();
    let disk = Disk::open(Folders::under(home.path())).unwrap();
    let mut accounts = Accounts::default();
    accounts.put(kept_account());
    disk.save_accounts(&accounts).unwrap();
    drop(disk);
    let (store, account) = (Arc::new(Scripted::default()), kept_account());
    let key = SecretKey::new(account.origin, account.token_id);
    for (label, token) in [("by hand", "0123456789abcdefghijklmnop"), ("Ana's", "0123456789abcdefghijklmxyz")]
    {
        store.put_beside(&key, label, &token::clean(token).unwrap());
    }
    let keyring = Keyring::new(move || store.clone());
    let mut stage = Stage::over(home, keyring, Theme::Dark);
    stage.wait("the question", |s| s.has(Role::Dialog, "Choose the token to use"));
    assert_eq!(stage.names(Role::RadioButton), ["Ends in op: by hand", "Ends in yz: Ana's"]);
    let use_it = |stage: &Stage| {
        stage.window.get_by_role_and_label(Role::Button, "Use this token").accesskit_node().is_disabled()
    };
    assert!(use_it(&stage), "nothing is proposed");
    stage.click_on(Role::RadioButton, "Ends in yz: Ana's");
    stage.click_on(Role::CheckBox, "Remove the others from the keyring");
    assert!(!use_it(&stage));
    stage.window.check_accessibility();
    stage.picture("choose-token");
    match &stage.state().dialog {
        Some(Dialog::ChooseToken(choice)) => assert!(choice.chosen == Some(1) && choice.remove_others),
        other => panic!("{other:?}"),
    }
    stage.press(Modifiers::NONE, Key::Escape);
    assert!(stage.state().dialog.is_none());
}

#[test]
fn what_changed_is_drawn_in_both_themes() {
    for (shown, name) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        let mut stage = Stage::lit(shown);
        stage.window.check_accessibility();
        stage.picture(&format!("first-page-{name}"));
        for n in 1..=6 {
            stage.act(Action::OpenPath(format!("/nowhere/{n}/{}.json", "far ".repeat(12)).into()));
        }
        stage.wait("six notices", |s| s.state().notices.len() == 6);
        stage.picture(&format!("toasts-{name}"));
    }
}
