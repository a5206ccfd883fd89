//! Fragments of other texts, put behind an operation that spreads them.

use std::borrow::Cow;
use std::collections::HashSet;

use super::outline::{Operation, OperationKind, operations};
use super::tokens::{TokenKind, tokens};

/// The text with those fragments of `shared` behind it that it spreads and does not define, and those
/// that these spread in turn. The text itself stays as it is, and so do all places in it.
pub fn with_fragments<'a>(text: &'a str, shared: &[String]) -> Cow<'a, str> {
    let own: HashSet<String> = fragments(text).into_iter().filter_map(|f| f.name).collect();
    let mut wanted = spreads(text);
    let mut have = own;
    let mut added = String::new();
    while let Some(name) = wanted.pop() {
        if have.contains(&name) {
            continue;
        }
        let source = shared.iter().find_map(|source| {
            let found = fragments(source).into_iter().find(|f| f.name.as_deref() == Some(name.as_str()))?;
            source.get(found.range)
        });
        if let Some(source) = source {
            added.push_str("\n\n");
            added.push_str(source);
            wanted.extend(spreads(source));
        }
        have.insert(name);
    }
    if added.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(format!("{text}{added}\n")) }
}

fn fragments(text: &str) -> Vec<Operation> {
    operations(text).into_iter().filter(|o| o.kind == OperationKind::Fragment).collect()
}

/// The names behind `...`, without inline fragments.
fn spreads(text: &str) -> Vec<String> {
    let words: Vec<&str> = tokens(text)
        .into_iter()
        .filter(|token| token.kind != TokenKind::Comment)
        .filter_map(|token| text.get(token.range))
        .collect();
    let pairs = words.iter().zip(words.iter().skip(1));
    let named = pairs.filter(|(dots, name)| {
        **dots == "..." && **name != "on" && name.starts_with(|c: char| c.is_alphabetic() || c == '_')
    });
    named.map(|(_, name)| (*name).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spread_and_missing_is_put_behind() {
        let shared = [
            "fragment A on X { a ...B }".to_owned(),
            "# both\nfragment B on X { b }\nfragment C on X { c ...C }".to_owned(),
        ];
        for (text, added) in [
            ("{ x { a } }", ""),
            ("{ x { ...Gone } }", ""),
            ("{ x { ... on X { a } } } # ...A", ""),
            ("{ x { ...B } }", "\n\nfragment B on X { b }\n"),
            ("{ x { ...A } }", "\n\nfragment A on X { a ...B }\n\nfragment B on X { b }\n"),
            ("{ x { ...C } }", "\n\nfragment C on X { c ...C }\n"),
            ("{ x { ...B } } fragment B on X { mine }", ""),
        ] {
            assert_eq!(with_fragments(text, &shared), format!("{text}{added}"), "{text}");
        }
    }
}
