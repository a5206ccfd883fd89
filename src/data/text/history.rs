//! Undo and redo: which edits make one step, and how a step is taken back.

use super::Selection;
use super::edit::Change;

/// Seconds without an edit after which typing begins a new step.
const PAUSE: f64 = 1.0;

/// Steps kept; the oldest go first.
const STEPS: usize = 10_000;

/// What kind of edit it was: edits of one kind in a row may share a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StepKind {
    /// Typed chars; `word_start` when the text begins a new word after blanks.
    Typing { word_start: bool },
    /// Graphemes deleted before the caret.
    DeleteBackward,
    /// Graphemes deleted behind the caret.
    DeleteForward,
    /// Anything else: always a step of its own.
    Other,
}

impl StepKind {
    /// Whether an edit of this kind may join the step that `last` belongs to.
    fn joins(self, last: Self) -> bool {
        match (last, self) {
            (Self::Typing { .. }, Self::Typing { word_start }) => !word_start,
            (Self::Other, _) => false,
            _ => last == self,
        }
    }
}

/// One edit both ways: each list is sorted, without overlaps, in the coordinates of its own text.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    pub(super) forward: Vec<Change>,
    pub(super) backward: Vec<Change>,
}

/// Edits that are undone together, with the selections before and after them.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) changes: Vec<Edit>,
    pub(super) before: Vec<Selection>,
    pub(super) after: Vec<Selection>,
}

/// The steps done and undone.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    /// Kind of the last edit, while the last step may still grow.
    open: Option<StepKind>,
    now: f64,
    last_edit: f64,
}

impl History {
    pub(super) fn set_time(&mut self, now: f64) {
        self.now = now;
    }

    pub(super) fn break_step(&mut self) {
        self.open = None;
    }

    pub(super) fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    pub(super) fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Writes an edit down: into the last step where kind and time allow, else as a new one.
    pub(super) fn record(
        &mut self,
        kind: StepKind,
        edit: Edit,
        before: Vec<Selection>,
        after: Vec<Selection>,
    ) {
        let in_time = self.now - self.last_edit <= PAUSE;
        let joins = in_time && self.open.is_some_and(|last| kind.joins(last));
        self.undone.clear();
        self.last_edit = self.now;
        self.open = Some(kind);
        match self.done.last_mut() {
            Some(step) if joins => {
                step.changes.push(edit);
                step.after = after;
            }
            _ => {
                if self.done.len() >= STEPS {
                    self.done.remove(0);
                }
                self.done.push(Step { changes: vec![edit], before, after });
            }
        }
    }

    /// Moves the last step to the undone ones and gives it.
    pub(super) fn undo(&mut self) -> Option<&Step> {
        self.open = None;
        self.undone.push(self.done.pop()?);
        self.undone.last()
    }

    /// Moves the step undone last back and gives it.
    pub(super) fn redo(&mut self) -> Option<&Step> {
        self.open = None;
        self.done.push(self.undone.pop()?);
        self.done.last()
    }
}
