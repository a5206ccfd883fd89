//! Folding in one editor: which blocks are folded, and how that follows the text.

use dapple_data::text::{Buffer, Fold, FoldPiece, FoldWish, Rope, Selection, folded_after, folds};

use super::highlight::Highlighter;
use crate::ui::widgets::TextRole;

/// What can be folded, and what is.
#[derive(Debug, Default)]
pub(super) struct Folding {
    /// The text that the rest was made from.
    of: Option<Rope>,
    /// What can be folded, by line.
    all: Vec<Fold>,
    /// What is folded: a part of `all`.
    folded: Vec<Fold>,
    /// Asked for from outside (a command), for the next frame.
    pub(super) wish: Option<FoldWish>,
}

impl Folding {
    /// Follows a change of the text: folds stay with their lines.
    pub(super) fn update(&mut self, rope: &Rope, highlighter: &Highlighter) {
        if self.of.as_ref().is_some_and(|old| old.is_instance(rope)) {
            return;
        }
        let mut lines: Vec<usize> = self.folded.iter().map(|fold| fold.line).collect();
        if let Some(old) = self.of.as_ref().filter(|_| !lines.is_empty()) {
            folded_after(old, rope, &mut lines);
        }
        let pieces = highlighter.spans().iter().filter_map(|span| {
            let piece = match span.role {
                TextRole::Punctuation => FoldPiece::Punctuation,
                TextRole::Comment => FoldPiece::Comment,
                TextRole::String => FoldPiece::String,
                _ => return None,
            };
            Some((span.range.clone(), piece))
        });
        self.all = if highlighter.spans().is_empty() { Vec::new() } else { folds(&rope.to_string(), pieces) };
        self.folded =
            self.all.iter().copied().filter(|fold| lines.binary_search(&fold.line).is_ok()).collect();
        self.of = Some(rope.clone());
    }

    /// What is folded, by line.
    pub(super) fn folded(&self) -> &[Fold] {
        &self.folded
    }

    /// The block that begins at a line, and whether it is folded.
    pub(super) fn at(&self, line: usize) -> Option<(Fold, bool)> {
        let fold =
            self.all.binary_search_by_key(&line, |fold| fold.line).ok().and_then(|at| self.all.get(at))?;
        Some((*fold, self.folded.contains(fold)))
    }

    /// Folds or unfolds the block that begins at a line; carets in it go to the line that stays.
    pub(super) fn toggle(&mut self, buffer: &mut Buffer, line: usize) {
        match self.at(line) {
            Some((fold, true)) => self.folded.retain(|folded| *folded != fold),
            Some((fold, false)) => self.fold(buffer, fold),
            None => {}
        }
    }

    fn fold(&mut self, buffer: &mut Buffer, fold: Fold) {
        if let Err(at) = self.folded.binary_search(&fold) {
            self.folded.insert(at, fold);
        }
        let end = buffer.line_range(fold.line).end;
        let hidden = |at: usize| fold.hides(buffer.line_col(at).0);
        let moved = |s: &Selection| {
            if hidden(s.head) { Selection::caret(end) } else { *s }
        };
        let moved: Vec<Selection> = buffer.selections().iter().map(moved).collect();
        if moved != buffer.selections() {
            buffer.set_selections(moved);
        }
    }

    /// Does what a person wants.
    pub(super) fn apply(&mut self, buffer: &mut Buffer, wish: FoldWish) {
        let line = buffer.line_col(buffer.primary().head).0;
        match wish {
            FoldWish::Fold => {
                let around = |fold: &&Fold| fold.line <= line && line <= fold.last + 1;
                let open = self.all.iter().filter(around).filter(|fold| !self.folded.contains(fold));
                if let Some(fold) = open.max_by_key(|fold| fold.line).copied() {
                    self.fold(buffer, fold);
                }
            }
            FoldWish::Unfold => self.folded.retain(|fold| fold.line != line),
            FoldWish::FoldAll => {
                for fold in self.all.clone() {
                    self.fold(buffer, fold);
                }
            }
            FoldWish::UnfoldAll => self.folded.clear(),
        }
    }

    /// Opens what hides a caret: what one writes in can be seen.
    pub(super) fn open_at_carets(&mut self, buffer: &Buffer) {
        if self.folded.is_empty() {
            return;
        }
        let lines: Vec<usize> = buffer.selections().iter().map(|s| buffer.line_col(s.head).0).collect();
        self.folded.retain(|fold| !lines.iter().any(|line| fold.hides(*line)));
    }
}
