//! Short names of columns, none of them twice.

use std::collections::{HashMap, HashSet};

/// The name of each path: `author.name` as it is, of deeper paths the last key, with the keys before
/// it where two would be the same.
pub(crate) fn names(paths: &[Vec<String>]) -> Vec<String> {
    let wanted = |path: &[String], keys: usize| match path {
        [] => "value".to_owned(),
        path => path.get(path.len().saturating_sub(keys)..).unwrap_or(path).join("."),
    };
    let mut lengths: Vec<usize> = paths.iter().map(|path| if path.len() <= 2 { 2 } else { 1 }).collect();
    loop {
        let names: Vec<String> = paths.iter().zip(&lengths).map(|(path, keys)| wanted(path, *keys)).collect();
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for name in &names {
            *seen.entry(name).or_default() += 1;
        }
        let mut longer = false;
        for ((path, name), keys) in paths.iter().zip(&names).zip(&mut lengths) {
            if seen.get(name.as_str()).is_some_and(|times| *times > 1) && *keys < path.len() {
                *keys += 1;
                longer = true;
            }
        }
        if !longer {
            // Keys that hold dots can still meet: ["a.b"] and ["a", "b"].
            return distinct(names);
        }
    }
}

/// The same names, with a number where one was there before.
pub(super) fn distinct(names: Vec<String>) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    let one = |plain: String| {
        let mut name = plain.clone();
        let mut nth = 2;
        while !taken.insert(name.clone()) {
            name = format!("{plain} ({nth})");
            nth += 1;
        }
        name
    };
    names.into_iter().map(one).collect()
}
