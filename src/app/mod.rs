//! The heart, free of egui: state, actions, update, and the worker that runs commands.
//!
//! An [`Action`] is what a person did, a [`Command`] what the world must do, an [`Event`] what the
//! world says. [`update`] is pure and synchronous; time is an argument. Nearly all behaviour is
//! tested here, with no window.

mod accounts;
mod action;
mod answer;
mod answer_export;
mod answer_find;
mod browser;
mod certificates;
pub(crate) mod code;
mod command;
mod compare;
mod compare_export;
mod completion;
mod connect;
mod copying;
mod differences;
mod differences_export;
mod elements;
mod elements_export;
mod event;
pub(crate) mod explorer;
mod export;
mod failure;
mod files;
mod headers;
mod known_ids;
mod links;
mod lists;
pub(crate) mod live;
mod load_all;
mod memory;
mod opening;
pub(crate) mod problems;
mod progress;
mod query;
mod remote;
pub(crate) mod running;
mod saved;
mod session;
mod state;
mod tabs;
mod tabs_again;
mod token_choice;
mod update;
mod variables;
pub mod worker;
mod writing;

pub use accounts::{AccountRow, Accounts, Link};
pub use action::Action;
pub use answer::{Answer, AnswerMeta, AnswerView, Loaded, Offer};
pub use answer_export::answer_source;
pub use answer_find::{AnswerFind, Filtered, FindAction, FindMode, Hits};
pub use browser::{
    BrowseAction, BrowseCommand, BrowseEvent, Browser, Destination, Downloaded, Known, Picture, Pictures,
    Preview, ProjectPage, ProjectView, Spot, Trail, Wanted, folder_of, may_see_people,
};
pub use certificates::{CertificateField, CertificateFile, Certificates};
pub use code::{Code, CodeAction, CodeCommand, CodeEvent, CodeJob, knows_token};
pub use command::{Command, Envelope, ExportJob, ExportPart, RunRequest, TokenUse};
pub use compare::{
    ChangeFolds, ChangesLook, CompareAction, CompareAsk, CompareCommand, CompareEvent, Comparison,
    ComparisonTab, ComparisonTarget, Comparisons, SavedComparison, ShownChange, ShownChanges,
};
pub use compare_export::write_comparison;
pub use completion::{CompleteAction, Completion, VariablesText};
pub use connect::{ConnectForm, Connecting, ServerFound, TokenDraft};
pub use copying::{Copied, CopyJob};
pub use differences::{
    AnswerComparisons, AnswerDifferences, AnswerSide, DifferencesAction, DifferencesAsk, DifferencesCommand,
    DifferencesEvent, DifferencesLook, DifferencesTab, DifferencesView, Fellow, ShownDifferences, SideOf,
    fellows,
};
pub use differences_export::write_differences;
pub use elements::{
    AnswerRows, ColumnProfile, CopyAs, CopyForm, Detail, ElementSet, ElementTables, ElementsAction,
    ElementsCommand, ElementsEvent, ElementsTab, ElementsTarget, Figures, Find, Folded, Found, IDS, Look,
    Paths, Property, Reveal, RowsOf, SavedElements, SavedView, SetFacts, ShownRow, ShownRows, SourceName,
    Values, ViewAction, ViewDialog, title_of,
};
pub use elements_export::{cautions, write_view};
pub use event::{Event, Exported, OpenedFile, Started};
pub use explorer::{
    Explorer, ExplorerAction, ExplorerCommand, ExplorerEvent, ExplorerSpot, SchemaFile, SchemaPath,
    SchemaSource, SchemaTrail, StandingOf, asks_to_replace, schema_account, shown_schema, target_tab,
};
pub use export::{ExportForm, ExportKind, ExportOf, ExportWhat, JsonLayout, rows_of as export_rows};
pub use failure::{Failed, Failure, Remedy};
pub use headers::{HeaderRow, HeadersAction, RequestHeaders};
pub use known_ids::{KnownId, known_ids, named_beside};
pub use links::describe as describe_link;
pub use lists::{ListAction, ListItems, ListRows};
pub use live::{LiveAction, LiveCommand, LiveEvent, LiveItem, LiveKind, LiveState, LiveTab, MOST_EVENTS};
pub use load_all::Loading;
pub use memory::{Asleep, Memory};
pub use opening::{Opening, Wake};
pub use problems::{FixMenu, Looked, Problems, ProblemsAction, ProblemsEvent, TextOf, has_fix_on_line};
pub use progress::{Phase, Progress, Unit};
pub use remote::{CommandId, Remote};
pub use running::{ChangeAsked, RunningAction};
pub use saved::{SavedAction, SavedCommand, SavedDialog, SavedEvent, SavedLink, SavedQueries};
pub use session::{SavedPage, SavedTab, Snapshot};
pub use state::{
    Buffers, Clearable, Dialog, Heart, KeptPlace, Notice, NoticeKind, Outbox, Place, State, TabBuffers,
};
pub use tabs::{Tab, TabId, TabKind};
pub use tabs_again::ClosedTab;
pub use token_choice::TokenChoice;
pub use update::{Input, update};
pub use variables::{KeptVariables, SetName, VariableSet, VariablesAction, VariablesEvent, VariablesView};
pub use writing::{
    DropTarget, Dropped, FindBar, FindTextAction, FoldAsked, Pointed, PointedWord, TextFind, WordGoal,
    Writing, WritingAction, ZoomStep,
};

pub use crate::services::store::wrong_name as wrong_query_name;
pub use crate::services::store::{AccountKey, ProxyChoice, RendererChoice, Settings, ThemeChoice};
