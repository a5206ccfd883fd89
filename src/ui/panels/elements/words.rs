//! How columns, values, conditions and numbers are written in an element table.

use dapple_data::document::visible;
use dapple_data::ids::display_name;
use dapple_data::speckle::elements::{ColumnKey, Comparison, Condition, Pick, Wish, origin};
use dapple_data::table::{CatalogEntry, Column, ColumnType};

use crate::app::{ElementSet, title_of};

/// The longest text that is drawn in a cell.
const MOST_TEXT: usize = 300;
/// The most decimals that are drawn: beyond them figures are for export and copy.
const MOST_DECIMALS: usize = 3;
/// The most digits that survive a way through a 64 bit float.
const SAFE_DIGITS: usize = 15;
/// Rows looked at to find out how many decimals a column has and how wide it is.
pub const SAMPLE: usize = 60;

/// What stands above a column, to be drawn.
pub fn title(key: &ColumnKey) -> String {
    let name = display_name(&title_of(key)).into_owned();
    let own = matches!(key, ColumnKey::Path(path) if path.0.len() == 1);
    // `category` stands in the element itself: the word is written as on its chip.
    match name.chars().next() {
        Some(first) if own && name.bytes().all(|b| b.is_ascii_lowercase()) => {
            name.replacen(first, &first.to_ascii_uppercase().to_string(), 1)
        }
        _ => name,
    }
}

/// The second line of a header: what the value stands in, else its type.
pub fn second(key: &ColumnKey, kind: Option<ColumnType>) -> String {
    let ColumnKey::Path(path) = key else { return String::new() };
    let texts = path.texts();
    match texts.split_last() {
        Some((_, parents)) if !parents.is_empty() => visible(&parents.join(" › ")).into_owned(),
        _ => kind.map_or_else(String::new, |kind| type_words(kind).to_owned()),
    }
}

/// Where a column comes from, beside its name: `Dimensions`.
pub fn group(key: &ColumnKey) -> String {
    match key {
        ColumnKey::Computed(_) => String::new(),
        ColumnKey::Path(path) => display_name(&origin(path)).into_owned(),
    }
}

/// Every key on the way to a column: `properties › Parameters › … › Length`.
pub fn whole_path(key: &ColumnKey) -> String {
    match key {
        ColumnKey::Computed(_) => "Worked out from the element and the version".to_owned(),
        ColumnKey::Path(path) => visible(&path.texts().join(" › ")).into_owned(),
    }
}

/// A value, to be drawn.
pub fn pick(pick: &Pick) -> String {
    match pick {
        Pick::Text(text) => short(text),
        Pick::Empty => "empty".to_owned(),
        Pick::Null => "not set".to_owned(),
        Pick::Missing => "–".to_owned(),
        Pick::Measured(text, unit) => format!("{} {}", short(text), self::unit(unit)),
    }
}

/// Whether a value is nothing that stands in the cell.
pub fn is_nothing(pick: &Pick) -> bool {
    matches!(pick, Pick::Empty | Pick::Null | Pick::Missing)
}

/// A unit as it is drawn: the sign where the name has one.
pub fn unit(name: &str) -> String {
    let known = UNITS.iter().find(|(long, _)| long.eq_ignore_ascii_case(name));
    known.map_or_else(|| visible(name).into_owned(), |(_, sign)| (*sign).to_owned())
}

/// Names of units as Revit's connector writes them, and their signs.
const UNITS: [(&str, &str); 22] = [
    ("Millimeters", "mm"),
    ("Centimeters", "cm"),
    ("Decimeters", "dm"),
    ("Meters", "m"),
    ("Inches", "in"),
    ("Feet", "ft"),
    ("Square millimeters", "mm²"),
    ("Square centimeters", "cm²"),
    ("Square meters", "m²"),
    ("Square inches", "in²"),
    ("Square feet", "ft²"),
    ("Cubic millimeters", "mm³"),
    ("Cubic centimeters", "cm³"),
    ("Cubic meters", "m³"),
    ("Cubic inches", "in³"),
    ("Cubic feet", "ft³"),
    ("Cubic yards", "yd³"),
    ("Liters", "l"),
    ("Kilograms", "kg"),
    ("Degrees", "°"),
    ("Percentage", "%"),
    ("Celsius", "°C"),
];

/// A text of one line, cut where nobody reads on, and nothing in it that hides or reorders.
pub fn short(text: &str) -> String {
    match text.char_indices().nth(MOST_TEXT) {
        Some((end, _)) => format!("{}…", visible(text.get(..end).unwrap_or_default())),
        None => visible(text).into_owned(),
    }
}

/// A condition as verb and value: `is`, `Walls`.
pub fn condition(condition: &Condition) -> (&'static str, String) {
    match condition {
        Condition::Among(picks) if picks.is_empty() => ("is", "nothing".to_owned()),
        Condition::Among(picks) => ("is", among(picks)),
        Condition::NotAmong(picks) if picks.len() == 3 && picks.iter().all(is_nothing) => {
            ("is", "filled".to_owned())
        }
        Condition::NotAmong(picks) => ("is not", among(picks)),
        Condition::Contains(text) => ("holds", short(text)),
        Condition::NotContains(text) => ("does not hold", short(text)),
        Condition::Compare(comparison, limit) => (sign(*comparison), short(limit)),
    }
}

fn among(picks: &[Pick]) -> String {
    match picks {
        [one] => pick(one),
        [one, other] => format!("{} or {}", pick(one), pick(other)),
        [one, rest @ ..] => format!("{} or {} more", pick(one), rest.len()),
        [] => String::new(),
    }
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::AtMost => "≤",
        Comparison::More => ">",
        Comparison::AtLeast => "≥",
    }
}

/// What the rows of a table are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    Elements,
    /// All objects of a version are rows.
    Objects,
    /// The rows of an answer.
    Rows,
}

impl Noun {
    /// The word for the rows of a set, looked at by a wish.
    pub fn of(set: &ElementSet, wish: &Wish) -> Self {
        match (set.answer.is_some(), wish.all_objects) {
            (true, _) => Self::Rows,
            (false, true) => Self::Objects,
            (false, false) => Self::Elements,
        }
    }
}

/// The name of a column in a table: as it is written in an answer, with a capital where it is a word of elements.
pub fn name(set: &ElementSet, key: &ColumnKey) -> String {
    if set.answer.is_some() { visible(&title_of(key)).into_owned() } else { title(key) }
}

/// `3 elements`, `1 element`; `objects` where all of them are rows.
pub fn elements(count: usize, all_objects: bool) -> String {
    counted(count, if all_objects { Noun::Objects } else { Noun::Elements })
}

/// `3 elements`, `1 row`.
pub fn counted(count: usize, noun: Noun) -> String {
    let noun = match (noun, count) {
        (Noun::Objects, 1) => "object",
        (Noun::Objects, _) => "objects",
        (Noun::Elements, 1) => "element",
        (Noun::Elements, _) => "elements",
        (Noun::Rows, 1) => "row",
        (Noun::Rows, _) => "rows",
    };
    format!("{} {noun}", crate::ui::format::count(count as u64))
}

/// How the numbers of a column are drawn. Copies and files have every digit as it came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NumberLook {
    /// So many decimals, so that the points stand under one another.
    pub decimals: Option<usize>,
    /// Commas between thousands: quantities, never years or ids.
    pub thousands: bool,
}

impl NumberLook {
    /// Looks at some cells of a column.
    pub fn of(column: &Column, rows: &[u32]) -> Self {
        let is_quantity = column.unit.is_some() || column.kind == ColumnType::Float;
        if !column.is_number() {
            return Self::default();
        }
        let cells = rows.iter().take(SAMPLE).map(|row| column.cell(*row as usize).text);
        let decimals = cells.filter_map(|text| text.split_once('.').map(|(_, after)| after.len())).max();
        Self { decimals: Some(decimals.unwrap_or(0).min(MOST_DECIMALS)), thousands: is_quantity }
    }

    /// A number as it is drawn, and whether digits were left out.
    pub fn draw(self, text: &str) -> (String, bool) {
        let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-');
        if !text.chars().all(plain) {
            return (text.to_owned(), false);
        }
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let has = text.split_once('.').map_or(0, |(_, after)| after.len());
        let (fixed, cut) = match self.decimals {
            Some(wanted) if has < wanted => {
                let point = if has == 0 { "." } else { "" };
                (format!("{text}{point}{}", "0".repeat(wanted - has)), false)
            }
            Some(wanted) if has > wanted && digits <= SAFE_DIGITS => match text.parse::<f64>() {
                Ok(value) => (format!("{value:.wanted$}"), true),
                Err(_) => (text.to_owned(), false),
            },
            _ => (text.to_owned(), false),
        };
        (if self.thousands { with_commas(&fixed) } else { fixed }, cut)
    }
}

fn with_commas(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("−", rest));
    let (whole, after) = rest.split_once('.').unwrap_or((rest, ""));
    let mut out = String::from(sign);
    for (nth, digit) in whole.chars().enumerate() {
        if nth > 0 && (whole.len() - nth).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !after.is_empty() {
        out.push('.');
        out.push_str(after);
    }
    out
}

/// What a column's type is called.
pub fn type_words(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Bool => "yes or no",
        ColumnType::Integer | ColumnType::Float => "number",
        ColumnType::Text => "text",
        ColumnType::Date => "date",
        ColumnType::List => "list",
    }
}

/// How units are mixed: `8,400 in mm, 12 in ft`. Empty where there is one unit or none.
pub fn mixed_units(entry: &CatalogEntry) -> String {
    if !entry.has_mixed_units() {
        return String::new();
    }
    let of = |(unit, count): &(String, usize)| {
        format!("{} in {}", crate::ui::format::count(*count as u64), self::unit(unit))
    };
    entry.units.iter().take(4).map(of).collect::<Vec<_>>().join(", ")
}

/// How well a path is filled, for the right end of its row.
pub fn filled(entry: &CatalogEntry, rows: usize) -> String {
    match (entry.filled * 100 / rows.max(1), entry.filled) {
        (_, 0) => "empty".to_owned(),
        (0, _) => "< 1 %".to_owned(),
        (share, _) => format!("{share} %"),
    }
}
