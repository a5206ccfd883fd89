//! How well a label fits what was typed, and the order of what fits.

use std::ops::Range;

use super::super::suggest::distance;

/// Slips that a label no longer than the typed word may have.
const SLIPS: usize = 2;

/// How a label fits, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// The label begins with what was typed, or nothing was typed.
    Prefix,
    /// A word within the label begins with it, as `Name` of `firstName`.
    Word,
    /// Its letters are there in their order.
    Letters,
    /// It may be a slip.
    Slip,
}

/// What a place offers before it is ranked.
#[derive(Clone, Debug)]
pub(super) struct Candidate<'a, T> {
    pub label: &'a str,
    /// Smaller stands further up among those that fit as well: what is required, then what has the type.
    pub weight: u8,
    pub is_deprecated: bool,
    pub what: T,
}

/// The candidates that fit, best first. Slips are offered only where nothing else fits.
pub(super) fn ranked<'a, T>(
    typed: &str,
    candidates: impl Iterator<Item = Candidate<'a, T>>,
) -> Vec<(Fit, Candidate<'a, T>)> {
    let typed = typed.to_ascii_lowercase();
    let mut found: Vec<(Fit, usize, Candidate<'a, T>)> = candidates
        .enumerate()
        .filter_map(|(at, candidate)| Some((fit(&typed, candidate.label)?, at, candidate)))
        .collect();
    if found.iter().any(|(fit, _, _)| *fit < Fit::Slip) {
        found.retain(|(fit, _, c)| *fit < Fit::Slip || !c.label.starts_with(char::is_alphanumeric));
    }
    found.sort_by_key(|(fit, at, c)| {
        let longer = if typed.is_empty() { 0 } else { c.label.len() };
        // The whole word stands above longer ones that begin with it, also when it is deprecated.
        let is_other = typed.is_empty() || !c.label.eq_ignore_ascii_case(&typed);
        (is_other, c.is_deprecated, *fit, c.weight, longer, *at)
    });
    found.into_iter().map(|(fit, _, candidate)| (fit, candidate)).collect()
}

/// How `label` fits `typed`, which is in lower case; `None` where it does not.
pub(super) fn fit(typed: &str, label: &str) -> Option<Fit> {
    let name = label.trim_start_matches(['$', '@']);
    if typed.is_empty() || starts_with(name, typed) {
        return Some(Fit::Prefix);
    }
    if name.len() <= typed.len() {
        return distance(typed, &name.to_ascii_lowercase(), SLIPS).map(|_| Fit::Slip);
    }
    if word_start(name, typed).is_some() {
        return Some(Fit::Word);
    }
    letters(name, typed).is_some().then_some(Fit::Letters)
}

fn starts_with(name: &str, typed: &str) -> bool {
    name.as_bytes().get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed.as_bytes()))
}

/// Where a word of a name in camel or snake case begins with what was typed.
fn word_start(name: &str, typed: &str) -> Option<usize> {
    let bytes = name.as_bytes();
    bytes.windows(2).enumerate().find_map(|(at, pair)| {
        let [before, first] = pair else { return None };
        let begins = (first.is_ascii_uppercase() && !before.is_ascii_uppercase()) || *before == b'_';
        (begins && starts_with(name.get(at + 1..)?, typed)).then_some(at + 1)
    })
}

/// The places of the letters of `typed` in `name`, in their order.
fn letters(name: &str, typed: &str) -> Option<Vec<usize>> {
    let mut rest = name.bytes().enumerate();
    typed
        .bytes()
        .map(|letter| rest.find(|(_, b)| b.eq_ignore_ascii_case(&letter)).map(|(at, _)| at))
        .collect()
}

/// The parts of a label that were typed, in bytes of the label.
pub(super) fn matched(typed: &str, label: &str, fit: Fit) -> Vec<Range<usize>> {
    let typed = typed.to_ascii_lowercase();
    let sigil = label.len() - label.trim_start_matches(['$', '@']).len();
    let name = label.get(sigil..).unwrap_or_default();
    if typed.is_empty() || !name.is_ascii() {
        return Vec::new();
    }
    let ranges: Vec<Range<usize>> = match fit {
        Fit::Prefix => std::iter::once(0..typed.len()).collect(),
        Fit::Word => word_start(name, &typed).map(|at| at..at + typed.len()).into_iter().collect(),
        Fit::Letters => joined(&letters(name, &typed).unwrap_or_default()),
        Fit::Slip => Vec::new(),
    };
    ranges.into_iter().map(|r| r.start + sigil..r.end + sigil).collect()
}

/// Single places as few ranges.
fn joined(places: &[usize]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for &at in places {
        match found.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => found.push(at..at + 1),
        }
    }
    found
}
