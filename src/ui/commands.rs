//! Every command a person can give, one row each: shortcuts, palette and help read this table.

mod does;
mod names;
mod reach;

use dapple_data::text::FoldWish;
use eframe::egui::{Key, KeyboardShortcut, Modifiers};

use super::theme::Icon;
use crate::app::ExplorerAction;
use crate::app::ProblemsAction;
use crate::app::{
    Action, AnswerView, BrowseAction, DifferencesAction, ElementsAction, ExportWhat, Fellow, FindBar, Look,
    Place, ProjectView, SavedAction, State, ViewAction, WordGoal, WritingAction,
};
use does::{
    compare_with_before, find, find_bar, fold, follow, link, list, loaded_comparison, loaded_elements, look,
    moved, next_difference, page, query_tab, refresh, saved, show, with_answer,
};
pub use names::{keys_of, keys_text, with_keys};
use reach::all_reachable;

/// One command.
pub struct UiCommand {
    pub text: &'static str,
    pub icon: Icon,
    pub keys: Option<KeyboardShortcut>,
    /// What it does now; `None` when it can do nothing in this state.
    pub action: fn(&State) -> Option<Action>,
}

const fn keys(modifiers: Modifiers, key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(modifiers, key))
}

const _: () = assert!(all_reachable(COMMANDS), "a command's keys are taken by a command before it");

const COMMAND_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

/// Where the arrows with Alt walk through words, brackets walk through places.
const MAC: bool = cfg!(target_os = "macos");
const BACK_MODIFIERS: Modifiers = if MAC { Modifiers::COMMAND } else { Modifiers::ALT };
const BACK: Key = if MAC { Key::OpenBracket } else { Key::ArrowLeft };
const FORWARD: Key = if MAC { Key::CloseBracket } else { Key::ArrowRight };

/// Copies what is chosen, wherever it is. Not a command: every view takes it for itself.
pub const COPY: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::C);

/// All of them, in the order the palette shows them.
pub const COMMANDS: &[UiCommand] = &[
    UiCommand {
        text: "Run the operation",
        icon: Icon::Play,
        keys: keys(Modifiers::COMMAND, Key::Enter),
        action: |s| s.current().filter(|t| t.kind == crate::app::TabKind::Query).map(|t| Action::Run(t.id)),
    },
    UiCommand {
        text: "Search and commands",
        icon: Icon::Search,
        keys: keys(Modifiers::COMMAND, Key::K),
        action: |_| Some(Action::ShowPalette),
    },
    UiCommand {
        text: "Save the query as…",
        icon: Icon::Bookmark,
        keys: keys(COMMAND_SHIFT, Key::S),
        action: |s| saved(s, SavedAction::SaveAs),
    },
    UiCommand {
        text: "Save the query",
        icon: Icon::Bookmark,
        keys: keys(Modifiers::COMMAND, Key::S),
        action: |s| saved(s, SavedAction::Save),
    },
    UiCommand {
        text: "Reopen the closed tab",
        icon: Icon::History,
        keys: keys(COMMAND_SHIFT, Key::T),
        action: |s| (!s.closed.is_empty()).then_some(Action::ReopenTab),
    },
    UiCommand {
        text: "Duplicate the tab",
        icon: Icon::Copy,
        keys: None,
        action: |s| query_tab(s).map(Action::DuplicateTab),
    },
    UiCommand {
        text: "Rename the tab…",
        icon: Icon::Braces,
        keys: None,
        action: |s| s.selected.map(|tab| Action::Saved(SavedAction::AskTabName(tab))),
    },
    UiCommand {
        text: "Move the tab to the left",
        icon: Icon::ArrowLeftRight,
        keys: keys(COMMAND_SHIFT, Key::PageUp),
        action: |s| moved(s, true),
    },
    UiCommand {
        text: "Move the tab to the right",
        icon: Icon::ArrowLeftRight,
        keys: keys(COMMAND_SHIFT, Key::PageDown),
        action: |s| moved(s, false),
    },
    UiCommand {
        text: "Folder of saved queries…",
        icon: Icon::Folder,
        keys: None,
        action: |_| Some(Action::Saved(SavedAction::AskFolder)),
    },
    UiCommand {
        text: "New query",
        icon: Icon::Plus,
        keys: keys(Modifiers::COMMAND, Key::T),
        action: |_| Some(Action::NewTab),
    },
    UiCommand {
        text: "Close tab",
        icon: Icon::X,
        keys: keys(Modifiers::COMMAND, Key::W),
        action: |s| s.selected.map(Action::CloseTab),
    },
    UiCommand {
        text: "Previous tab",
        icon: Icon::ChevronRight,
        keys: keys(Modifiers { shift: true, ..Modifiers::CTRL }, Key::Tab),
        action: |s| (s.tabs.len() > 1).then_some(Action::NextTab { back: true }),
    },
    UiCommand {
        text: "Next tab",
        icon: Icon::ChevronRight,
        keys: keys(Modifiers::CTRL, Key::Tab),
        action: |s| (s.tabs.len() > 1).then_some(Action::NextTab { back: false }),
    },
    UiCommand {
        text: "Export",
        icon: Icon::Download,
        keys: keys(Modifiers::COMMAND, Key::E),
        action: |s| match loaded_elements(s).or_else(|| loaded_comparison(s)) {
            Some(tab) => Some(Action::AskExport(tab, ExportWhat::List)),
            None => with_answer(s, |t| Action::AskExport(t.id, ExportWhat::List)).or_else(|| list(s)),
        },
    },
    UiCommand {
        text: "Compare with the version before",
        icon: Icon::GitCompare,
        keys: None,
        action: compare_with_before,
    },
    UiCommand {
        text: "Format the query",
        icon: Icon::AlignLeft,
        keys: keys(COMMAND_SHIFT, Key::F),
        action: |s| {
            s.current().filter(|t| t.kind == crate::app::TabKind::Query).map(|t| Action::Format(t.id))
        },
    },
    UiCommand { text: "Find", icon: Icon::Search, keys: keys(Modifiers::COMMAND, Key::F), action: find },
    UiCommand {
        text: "Find in the query",
        icon: Icon::Search,
        keys: None,
        action: |s| find_bar(s, FindBar::Find),
    },
    UiCommand {
        text: "Replace in the query",
        icon: Icon::Search,
        keys: keys(Modifiers::COMMAND, Key::H),
        action: |s| find_bar(s, FindBar::Replace),
    },
    UiCommand {
        text: "Go to line…",
        icon: Icon::AlignLeft,
        keys: keys(Modifiers::COMMAND, Key::G),
        action: |s| find_bar(s, FindBar::Line),
    },
    UiCommand {
        text: "Wrap long lines",
        icon: Icon::AlignLeft,
        keys: keys(Modifiers::ALT, Key::Z),
        action: |s| query_tab(s).map(|_| Action::Writing(WritingAction::Wrap(!s.settings.editor_wrap))),
    },
    UiCommand {
        text: "Fold all blocks",
        icon: Icon::ListCollapse,
        keys: None,
        action: |s| fold(s, FoldWish::FoldAll),
    },
    UiCommand {
        text: "Unfold all blocks",
        icon: Icon::ListTree,
        keys: None,
        action: |s| fold(s, FoldWish::UnfoldAll),
    },
    UiCommand {
        text: "Fold the block at the caret",
        icon: Icon::ListCollapse,
        keys: None,
        action: |s| fold(s, FoldWish::Fold),
    },
    UiCommand {
        text: "Unfold the block at the caret",
        icon: Icon::ListTree,
        keys: None,
        action: |s| fold(s, FoldWish::Unfold),
    },
    UiCommand {
        text: "Show the type in the API",
        icon: Icon::Workflow,
        keys: keys(Modifiers::ALT, Key::F12),
        action: |s| follow(s, WordGoal::Type),
    },
    UiCommand {
        text: "Go to the definition",
        icon: Icon::ListTree,
        keys: keys(Modifiers::NONE, Key::F12),
        action: |s| follow(s, WordGoal::Definition),
    },
    UiCommand {
        text: "Load all of the list",
        icon: Icon::ListTree,
        keys: None,
        action: |s| {
            let tab = s.current().filter(|tab| tab.ran.is_some() && !tab.is_running())?;
            let offer = tab.answer.value()?.meta.offers.first()?;
            Some(Action::LoadAll(tab.id, offer.path.clone()))
        },
    },
    UiCommand {
        text: "Compare with the answer before",
        icon: Icon::GitCompare,
        keys: None,
        action: |s| {
            let tab = s.current().filter(|tab| tab.before.is_some() && !tab.is_running())?;
            Some(Action::Differences(DifferencesAction::Open(tab.id, Fellow::Before)))
        },
    },
    UiCommand {
        text: "Compare with a saved answer…",
        icon: Icon::GitCompare,
        keys: None,
        action: |s| with_answer(s, |tab| Action::Differences(DifferencesAction::PickFile(tab.id))),
    },
    UiCommand {
        text: "Previous difference",
        icon: Icon::ArrowUp,
        keys: keys(Modifiers::SHIFT, Key::F7),
        action: |s| next_difference(s, true),
    },
    UiCommand {
        text: "Next difference",
        icon: Icon::ArrowDown,
        keys: keys(Modifiers::NONE, Key::F7),
        action: |s| next_difference(s, false),
    },
    UiCommand {
        text: "Show fixes",
        icon: Icon::Lightbulb,
        keys: keys(Modifiers::COMMAND, Key::Period),
        action: |s| query_tab(s).map(|tab| Action::Problems(ProblemsAction::AskFixes(tab))),
    },
    UiCommand {
        text: "Previous problem",
        icon: Icon::CircleAlert,
        keys: keys(Modifiers::SHIFT, Key::F8),
        action: |s| query_tab(s).map(|tab| Action::Problems(ProblemsAction::Walk { tab, back: true })),
    },
    UiCommand {
        text: "Next problem",
        icon: Icon::CircleAlert,
        keys: keys(Modifiers::NONE, Key::F8),
        action: |s| query_tab(s).map(|tab| Action::Problems(ProblemsAction::Walk { tab, back: false })),
    },
    UiCommand {
        text: "Show or hide the problems",
        icon: Icon::CircleAlert,
        keys: None,
        action: |s| query_tab(s).map(|_| Action::Problems(ProblemsAction::ShowList(!s.problems.list_open))),
    },
    UiCommand {
        text: "Clear the filters",
        icon: Icon::FilterX,
        keys: None,
        action: |s| look(s, Look::ClearFilters, |wish| !wish.filters.is_empty()),
    },
    UiCommand {
        text: "Fold all groups",
        icon: Icon::ListCollapse,
        keys: None,
        action: |s| loaded_elements(s).map(|tab| Action::Elements(ElementsAction::FoldAll(tab, true))),
    },
    UiCommand {
        text: "Unfold all groups",
        icon: Icon::ListTree,
        keys: None,
        action: |s| loaded_elements(s).map(|tab| Action::Elements(ElementsAction::FoldAll(tab, false))),
    },
    UiCommand {
        text: "Save this view of the table…",
        icon: Icon::Bookmark,
        keys: None,
        action: |s| {
            let ask = |tab| Action::Elements(ElementsAction::View(ViewAction::AskSave(tab)));
            loaded_elements(s).map(ask)
        },
    },
    UiCommand {
        text: "Copy the table as a command",
        icon: Icon::CodeXml,
        keys: None,
        action: |s| loaded_elements(s).map(|tab| Action::Elements(ElementsAction::CopyCommand(tab))),
    },
    UiCommand {
        text: "Copy the query as a command",
        icon: Icon::CodeXml,
        keys: None,
        action: |s| {
            let query = s.current().filter(|t| t.kind == crate::app::TabKind::Query);
            query.map(|t| Action::CopyQueryCommand(t.id))
        },
    },
    UiCommand {
        text: "Show the answer as tree",
        icon: Icon::ListTree,
        keys: keys(Modifiers::ALT, Key::Num1),
        action: |s| with_answer(s, |t| Action::ShowAnswerAs(t.id, AnswerView::Tree)),
    },
    UiCommand {
        text: "Show the answer as table",
        icon: Icon::Table2,
        keys: keys(Modifiers::ALT, Key::Num2),
        action: |s| with_answer(s, |t| Action::ShowAnswerAs(t.id, AnswerView::Table)),
    },
    UiCommand {
        text: "Show the answer as text",
        icon: Icon::Braces,
        keys: keys(Modifiers::ALT, Key::Num3),
        action: |s| with_answer(s, |t| Action::ShowAnswerAs(t.id, AnswerView::Text)),
    },
    UiCommand {
        text: "Open a saved answer…",
        icon: Icon::Folder,
        keys: keys(Modifiers::COMMAND, Key::O),
        action: |_| Some(Action::OpenFile),
    },
    UiCommand {
        text: "Go back",
        icon: Icon::ArrowLeft,
        keys: keys(BACK_MODIFIERS, BACK),
        action: |s| s.browser.trail.can_go_back().then_some(Action::Browse(BrowseAction::Back)),
    },
    UiCommand {
        text: "Go forward",
        icon: Icon::ArrowRight,
        keys: keys(BACK_MODIFIERS, FORWARD),
        action: |s| s.browser.trail.can_go_forward().then_some(Action::Browse(BrowseAction::Forward)),
    },
    UiCommand {
        text: "Refresh",
        icon: Icon::RotateCw,
        keys: keys(Modifiers::NONE, Key::F5),
        action: refresh,
    },
    UiCommand {
        text: "Open the element table",
        icon: Icon::Table2,
        keys: None,
        action: |s| {
            let page = page(s)?;
            let target = page.elements_of(page.chosen_version()?)?;
            Some(Action::Elements(ElementsAction::Open(target)))
        },
    },
    UiCommand {
        text: "Open in the browser",
        icon: Icon::ExternalLink,
        keys: None,
        action: |s| page(s).map(|p| Action::Browse(BrowseAction::OpenInBrowser(p.account.clone(), link(p)))),
    },
    UiCommand {
        text: "Copy the link",
        icon: Icon::Copy,
        keys: None,
        action: |s| page(s).and_then(|p| link(p).address(&p.account.origin)).map(Action::Copy),
    },
    UiCommand {
        text: "Query this",
        icon: Icon::Braces,
        keys: None,
        action: |s| page(s).map(|p| Action::Browse(BrowseAction::Query(p.account.clone(), link(p)))),
    },
    UiCommand {
        text: "Show the models",
        icon: Icon::Box,
        keys: None,
        action: |s| show(s, ProjectView::Models),
    },
    UiCommand {
        text: "Show the timeline",
        icon: Icon::GitCommitHorizontal,
        keys: None,
        action: |s| show(s, ProjectView::Timeline),
    },
    UiCommand {
        text: "Show the people",
        icon: Icon::Globe,
        keys: None,
        action: |s| show(s, ProjectView::People),
    },
    UiCommand {
        text: "Mark the project with a star",
        icon: Icon::Star,
        keys: None,
        action: |s| {
            page(s).map(|p| Action::Browse(BrowseAction::Favourite(p.account.clone(), p.project.clone())))
        },
    },
    UiCommand {
        text: "Browse",
        icon: Icon::Layers,
        keys: keys(Modifiers::COMMAND, Key::Num1),
        action: |_| Some(Action::Go(Place::Browse)),
    },
    UiCommand {
        text: "Query",
        icon: Icon::Braces,
        keys: keys(Modifiers::COMMAND, Key::Num2),
        action: |_| Some(Action::Go(Place::Query)),
    },
    UiCommand {
        text: "History",
        icon: Icon::History,
        keys: keys(Modifiers::COMMAND, Key::Num3),
        action: |_| Some(Action::Go(Place::History)),
    },
    UiCommand {
        text: "API",
        icon: Icon::Workflow,
        keys: keys(Modifiers::COMMAND, Key::Num5),
        action: |_| Some(Action::Go(Place::Api)),
    },
    UiCommand {
        text: "Show the API beside the query",
        icon: Icon::Workflow,
        keys: keys(COMMAND_SHIFT, Key::A),
        action: |s| {
            let beside = !s.explorer.beside_query;
            let query = s.current().is_some_and(|t| t.kind == crate::app::TabKind::Query);
            query.then_some(Action::Explorer(ExplorerAction::BesideQuery(beside)))
        },
    },
    UiCommand {
        text: "Reload the schema",
        icon: Icon::History,
        keys: None,
        action: |s| crate::app::schema_account(s).cloned().map(Action::RefreshSchema),
    },
    UiCommand {
        text: "Add an account…",
        icon: Icon::KeyRound,
        keys: None,
        action: |_| Some(Action::AddAccount),
    },
    UiCommand {
        text: "Explore sample data",
        icon: Icon::Box,
        keys: None,
        action: |s| s.has_samples.then_some(Action::ExploreSamples),
    },
    UiCommand {
        text: "Settings…",
        icon: Icon::Settings,
        keys: keys(Modifiers::COMMAND, Key::Comma),
        action: |_| Some(Action::ShowSettings),
    },
    UiCommand {
        text: "About Dapple",
        icon: Icon::Info,
        keys: keys(Modifiers::NONE, Key::F1),
        action: |_| Some(Action::ShowAbout),
    },
    UiCommand {
        text: "Quit",
        icon: Icon::X,
        keys: keys(Modifiers::COMMAND, Key::Q),
        action: |_| Some(Action::Quit),
    },
];
