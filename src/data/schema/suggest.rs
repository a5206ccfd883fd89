//! "Did you mean": the known names that are nearest to an unknown one.

/// At most this many names are worth offering.
const MOST: usize = 3;

/// The names of `known` that `word` may be a slip of, nearest first, at most three.
///
/// A slip is a different case, a few changed letters (one in three, swaps count once), or a prefix.
pub(crate) fn nearest<'n>(word: &str, known: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let lower = word.to_lowercase();
    let threshold = (word.chars().count() * 2 / 5).max(1);
    let mut found: Vec<(usize, &str)> = known
        .filter_map(|name| {
            let distance = distance(&lower, &name.to_lowercase(), threshold)?;
            Some((if name == word { 0 } else { distance }, name))
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(MOST).map(|(_, name)| name).collect()
}

/// ` Did you mean …?` for a message, or nothing.
pub(crate) fn question(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => format!(", did you mean {only}?"),
        Some((last, others)) => format!(", did you mean {} or {last}?", others.join(", ")),
    }
}

/// Edit distance with swaps of neighbours (optimal string alignment), or `None` above `most`.
pub(super) fn distance(left: &str, right: &str, most: usize) -> Option<usize> {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    if left.len().abs_diff(right.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let changed = previous[column] + usize::from(letter != other);
            let mut best = changed.min(previous[column + 1] + 1).min(current[column] + 1);
            let swapped = row > 0 && column > 0 && left[row - 1] == *other && *letter == right[column - 1];
            if swapped {
                best = best.min(before[column - 1] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut previous, current);
    }
    previous.last().copied().filter(|&found| found <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_find_their_names() {
        let known = ["activeUser", "project", "projects", "serverInfo", "user"];
        let near = |word| nearest(word, known.iter().copied());
        assert_eq!(near("activeuser"), ["activeUser"]);
        assert_eq!(near("porject"), ["project", "projects"]);
        assert_eq!(near("usr"), ["user"]);
        assert!(near("zzz").is_empty() && near("").is_empty());
    }

    #[test]
    fn questions_read_well() {
        assert_eq!(question(&[]), "");
        assert_eq!(question(&["a"]), ", did you mean \"a\"?");
        assert_eq!(question(&["a", "b", "c"]), ", did you mean \"a\", \"b\" or \"c\"?");
    }
}
