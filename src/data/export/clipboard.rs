//! A few rows of texts for the clipboard, in both forms that programs take.

use std::borrow::Cow;

use super::guard::is_guarded;
use super::html;

/// Rows as text, cells between tabs, and as an HTML table in which every cell is text. In the first, line
/// breaks and tabs inside a cell become blanks, and what a spreadsheet could run is led by `'`.
pub fn texts_for_clipboard(rows: &[Vec<String>]) -> (String, String) {
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().map(|cell| plain(cell).into_owned()).collect();
        cells.join("\t")
    };
    let text = rows.iter().map(line).collect::<Vec<_>>().join("\n");
    (text, html::of_texts(rows))
}

fn plain(cell: &str) -> Cow<'_, str> {
    let is_special = cell.contains(['\t', '\n', '\r']);
    let cell =
        if is_special { Cow::Owned(cell.replace(['\t', '\n', '\r'], " ")) } else { Cow::Borrowed(cell) };
    if is_guarded(&cell) { Cow::Owned(format!("'{cell}")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_lines_with_tabs_and_cells_marked_as_text() {
        let rows = [vec!["007".to_owned(), "a\tb\nc".to_owned()], vec!["=1+1".to_owned(), "<&>".to_owned()]];
        let (text, html) = texts_for_clipboard(&rows);
        assert_eq!(text, "007\ta b c\n'=1+1\t<&>");
        let cell = |words: &str| {
            format!("<td class=\"t\" style='mso-number-format:\"\\@\"' sdnum=\"1033;0;@\">{words}</td>")
        };
        let expected = format!(
            "<tbody><tr>{}{}</tr>\n<tr>{}{}</tr>\n</tbody>",
            cell("007"),
            cell("a\tb<br>c"),
            cell("=1+1"),
            cell("&lt;&amp;&gt;")
        );
        assert!(html.contains(&expected), "{html}");
    }
}
