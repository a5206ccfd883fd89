//! What stands in the frame: the first page, the project browser, the query with its answer, the side
//! list, the history.

mod answer;
mod answer_find;
pub(in crate::ui) mod api;
pub(in crate::ui) mod browse;
mod coming;
mod compare;
mod completing;
mod differences;
mod elements;
mod failure;
mod filtered;
mod finding;
mod first_page;
mod headers;
mod history;
mod hovering;
mod live;
mod loading;
mod problems;
mod query;
mod saved;
mod server_field;
mod side;
mod text;
mod tree;
mod variables;

pub use answer::AnswerViews;
pub use compare::{ComparePanel, status as compare_status};
pub use completing::Completing;
pub use differences::{DifferencesPanel, status as differences_status};
pub use elements::words::elements as elements_words;
pub use elements::{CHOOSER, ElementsPanel, status as elements_status};
pub use failure::alert as failure_alert;
pub use finding::{Finding, dropped, editor_id, keys as writing_keys};
pub use first_page::{connect_form, ui as first_page};
pub use history::{HistoryState, ui as history};
pub use hovering::Hovering;
pub use live::LiveView;
pub use problems::ProblemsView;
pub use query::ui as tab;
pub use saved::{SavedView, ask as ask_saved};
pub use side::ui as side;
pub use variables::{FormView, name_dialog as set_name};
