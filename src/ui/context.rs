//! What a panel is given: the state to read, the texts to edit, its own small view state, and a
//! list to put actions in.

use std::collections::HashMap;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::dialogs::SettingsView;
use super::editor::EditorView;
use super::focus::Focus;
use super::palette::PaletteState;
use super::panels::ProblemsView;
use super::panels::api::ApiViews;
use super::panels::browse::{BrowseViews, PageView};
use super::panels::{
    AnswerViews, ComparePanel, Completing, DifferencesPanel, ElementsPanel, Finding, FormView, HistoryState,
    Hovering, LiveView, SavedView,
};
use super::pasting::AskedPaste;
use super::theme::Tokens;
use crate::app::{Action, Buffers, State, TabId};

/// Handed to every panel for one frame.
pub struct ViewCtx<'a> {
    pub state: &'a State,
    pub buffers: &'a mut Buffers,
    pub views: &'a mut Views,
    pub actions: &'a mut Vec<Action>,
    pub tokens: Arc<Tokens>,
    /// Seconds of the window's clock.
    pub now: f64,
}

impl ViewCtx<'_> {
    /// Puts down what the person did.
    pub fn act(&mut self, action: Action) {
        self.actions.push(action);
    }
}

/// How a tab is looked at: scroll positions, folds, selections. Dies with the tab.
#[derive(Default)]
pub struct TabView {
    pub editor: EditorView,
    pub variables: EditorView,
    pub completing: Completing,
    pub completing_variables: Completing,
    pub hovering: Hovering,
    pub finding: Finding,
    pub form: FormView,
    pub answer: AnswerViews,
    pub live: LiveView,
    pub elements: ElementsPanel,
    pub compare: ComparePanel,
    pub differences: DifferencesPanel,
    pub page: PageView,
}

/// The view state of the window.
pub struct Views {
    pub tabs: HashMap<TabId, TabView>,
    /// Width of the side panel, points.
    pub side: f32,
    /// Width of the list of projects, points.
    pub projects: f32,
    pub side_open: bool,
    /// Width of the chooser of an element table, points.
    pub chooser: f32,
    /// The side panel was opened over the centre, in a window without room beside it.
    pub side_over: bool,
    /// Width of the models beside their versions, points.
    pub models: f32,
    pub browse: BrowseViews,
    /// Share of the width that the editor takes beside the answer.
    pub editor_share: f32,
    /// Height of the variables below the editor, points.
    pub variables: f32,
    pub palette: PaletteState,
    pub focus: Focus,
    pub history: HistoryState,
    pub saved: SavedView,
    pub api: ApiViews,
    pub problems: ProblemsView,
    /// Width of the types beside the page of one, points.
    pub types: f32,
    pub settings: SettingsView,
    pub asked_paste: AskedPaste,
    /// The token on its way in. Wiped when it has arrived, and when the window closes.
    pub token: Zeroizing<String>,
}

impl Default for Views {
    fn default() -> Self {
        Self {
            tabs: HashMap::new(),
            side: 216.0,
            projects: 248.0,
            side_open: true,
            chooser: super::panels::CHOOSER,
            side_over: false,
            models: 328.0,
            browse: BrowseViews::default(),
            editor_share: 0.49,
            variables: 168.0,
            palette: PaletteState::default(),
            focus: Focus::default(),
            history: HistoryState::default(),
            saved: SavedView::default(),
            api: ApiViews::default(),
            problems: ProblemsView::default(),
            types: 304.0,
            settings: SettingsView::default(),
            asked_paste: AskedPaste::default(),
            token: Zeroizing::default(),
        }
    }
}

impl Views {
    /// The view of a tab; a new one the first time.
    pub fn tab(&mut self, id: TabId) -> &mut TabView {
        self.tabs.entry(id).or_default()
    }

    /// Forgets the views of closed tabs.
    pub fn keep(&mut self, alive: impl Fn(TabId) -> bool) {
        self.tabs.retain(|id, _| alive(*id));
    }
}
