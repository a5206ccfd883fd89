//! The widgets of the house: buttons, fields, rows, alerts, and the virtual list.
//!
//! Every widget paints itself from [`crate::ui::theme::Tokens`], has a name for screen readers, works by
//! keyboard, and shows its focus ring only to people who use one.

mod alert;
mod button;
mod change_mark;
mod check_box;
mod chip;
mod field_button;
mod field_frame;
mod gallery;
mod labels;
mod list_row;
pub(in crate::ui) mod paint;
mod password_field;
mod popup;
mod segment;
mod spans;
mod states;
mod sticky;
mod tab;
mod table_view;
mod text;
mod text_field;
mod text_view;
mod toast;
mod toast_failure;
mod tree_view;
mod virtual_list;

pub use crate::ui::theme::{claim_text_input, takes_text};
pub use alert::{Alert, AlertAction, Tone};
pub use button::{Button, IconButton};
pub use change_mark::ChangeMark;
pub(in crate::ui) use check_box::paint_check;
pub use check_box::{CheckBox, Checked, Radio};
pub use chip::{Chip, ChipResponse, Word};
pub use field_button::FieldButton;
pub use gallery::{GALLERY_SIZE, Gallery, gallery};
pub use labels::{group_label, hairline, hline, key_cap, key_value, panel_title, section_label, vline};
pub use list_row::{Chosen, ListRow};
pub use paint::Look;
pub use password_field::PasswordField;
pub use popup::{
    DialogResponse, MenuItem, context_menu, context_panel, dialog, dialog_footer, drop_down, menu, menu_line,
    popup_frame, tooltip, tooltip_at_pointer,
};
pub use segment::segment;
pub use spans::{Span, TextRole, plain_text};
pub use states::{
    Progress, StripButton, empty_state, loading_dots, progress_bar_at, progress_strip, progress_strip_with,
};
pub use tab::{Tab, TabResponse};
pub use table_view::{
    CellText, Column, CopyWhat, GroupLine, Grouped, Sorted, TableOutput, TableState, TableView,
};
pub use text::{Cut, cut, elided, matched};
pub use text_field::{FieldResponse, TextField};
pub use text_view::{TextOutput, TextView};
pub use toast::{Toast, ToastAction, ToastFailure, toast, toasts};
pub use tree_view::{Fold, TreeOutput, TreeRow, TreeView, Twist};
pub use virtual_list::{
    Hit, ListKeys, ListKind, ListOutput, ListState, Row, RowAlign, RowHeights, RowState, VirtualList,
};
