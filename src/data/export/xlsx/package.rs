//! The file around the sheets: a zip archive with the parts that make it a workbook. Source: ECMA-376, parts 1 and 2.
//!
//! It is packed as it is written and never looked back at, so that a workbook of any size takes the same memory.

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::rc::Rc;

use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::super::counter::Counter;
use super::super::{Book, ExportError};
use super::cells::{push_letters, push_text};

/// How hard it is packed, of 9: what comes above costs twice the time for a tenth of the size.
const LEVEL: i64 = 3;
/// What comes before every part.
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// The namespace of sheets.
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// The namespace of what belongs together.
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// Plain, bold and italic cells, in the order of [`super::cells::Look`].
pub(super) const STYLES: &str = concat!(
    "<fonts count=\"3\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>",
    "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>",
    "<font><i/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>",
    "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>",
    "<fill><patternFill patternType=\"gray125\"/></fill></fills>",
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>",
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>",
    "<cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>",
    "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>",
    "<xf numFmtId=\"0\" fontId=\"2\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/></cellXfs>",
    "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>",
);

/// What stands around the cells of a sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    /// How wide the columns are, in characters.
    pub widths: Vec<usize>,
    /// Rows, headers included.
    pub rows: u32,
    /// Rows at the top that stay in view.
    pub frozen: u32,
    /// The row with the buttons of the filter, and the last one that it filters.
    pub filter: Option<(u32, u32)>,
    /// Whether text that looks like a number is meant as text, so that no cell is marked for it.
    pub has_texts_of_digits: bool,
}

impl Frame {
    /// Some rows of all columns, as `A1:T9`; with `$` as the mark of what does not move, as `$A$1:$T$9`.
    fn area(&self, first: u32, last: u32, mark: &str) -> String {
        let mut letters = Vec::new();
        push_letters(&mut letters, self.widths.len().saturating_sub(1));
        let end = String::from_utf8_lossy(&letters);
        format!("{mark}A{mark}{}:{mark}{end}{mark}{}", first + 1, last + 1)
    }

    fn head(&self, is_first: bool) -> String {
        let mut xml = format!("{XML}<worksheet xmlns=\"{MAIN}\">");
        let selected = if is_first { " tabSelected=\"1\"" } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(xml, "<sheetViews><sheetView{selected} workbookViewId=\"0\">");
        if self.frozen > 0 {
            let _ = write!(
                xml,
                "<pane ySplit=\"{}\" topLeftCell=\"A{}\" activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\"/>",
                self.frozen,
                self.frozen + 1
            );
        }
        xml.push_str("</sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>");
        if !self.widths.is_empty() {
            xml.push_str("<cols>");
            for (nth, width) in (1..).zip(&self.widths) {
                // Source: ECMA-376, part 1, 18.3.1.13: five points of room beside characters of seven.
                let width = *width as f64 + 182.0 / 256.0;
                let _ = write!(xml, "<col min=\"{nth}\" max=\"{nth}\" width=\"{width}\" customWidth=\"1\"/>");
            }
            xml.push_str("</cols>");
        }
        xml.push_str("<sheetData>");
        xml
    }

    fn tail(&self) -> String {
        let mut xml = "</sheetData>".to_owned();
        if let Some((first, last)) = self.filter {
            let _ = write!(xml, "<autoFilter ref=\"{}\"/>", self.area(first, last, ""));
        }
        xml.push_str(
            "<pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/>",
        );
        if self.has_texts_of_digits && !self.widths.is_empty() {
            let area = self.area(0, self.rows.saturating_sub(1), "");
            let _ = write!(
                xml,
                "<ignoredErrors><ignoredError sqref=\"{area}\" numberStoredAsText=\"1\"/></ignoredErrors>"
            );
        }
        xml.push_str("</worksheet>");
        xml
    }
}

/// Where the archive goes. After an error it takes all that still comes: an archive that is given up is
/// ended all the same when it is dropped.
struct Gate<'a, 'o> {
    out: &'a mut Counter<'o>,
    bytes: Rc<Cell<u64>>,
    is_broken: bool,
}

impl Write for Gate<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_broken {
            return Ok(bytes.len());
        }
        let taken = self.out.write(bytes).inspect_err(|_| self.is_broken = true)?;
        self.bytes.set(self.out.bytes());
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A workbook that is being written.
pub(super) struct Package<'a, 'o> {
    zip: ZipWriter<StreamWriter<Gate<'a, 'o>>>,
    bytes: Rc<Cell<u64>>,
    /// The sheets so far, and the area of each that is filtered.
    sheets: Vec<(String, Option<String>)>,
    /// Bytes of the part that was begun last, before they are packed.
    part_bytes: u64,
}

impl<'a, 'o> Package<'a, 'o> {
    /// Begins a workbook.
    pub fn new(out: &'a mut Counter<'o>, book: &Book<'_>) -> Result<Self, ExportError> {
        let bytes = Rc::new(Cell::new(0));
        let gate = Gate { out, bytes: bytes.clone(), is_broken: false };
        let mut package = Self { zip: ZipWriter::new_stream(gate), bytes, sheets: Vec::new(), part_bytes: 0 };
        package.part("[Content_Types].xml", &content_types())?;
        package.part("_rels/.rels", &main_relations())?;
        package.part("docProps/core.xml", &properties(book))?;
        let styles = format!("{XML}<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>");
        package.part("xl/styles.xml", &styles)?;
        Ok(package)
    }

    /// Bytes that were written so far.
    pub fn bytes(&self) -> u64 {
        self.bytes.get()
    }

    /// Bytes of the sheet that was begun last, before they are packed.
    pub fn sheet_bytes(&self) -> u64 {
        self.part_bytes
    }

    /// Begins a sheet. Its name is one that a spreadsheet allows and no other sheet's. How many rows it will
    /// have need not be known.
    pub fn begin_sheet(&mut self, name: String, frame: &Frame) -> Result<(), ExportError> {
        let number = self.sheets.len() + 1;
        self.begin(&format!("xl/worksheets/sheet{number}.xml"))?;
        self.sheets.push((name, None));
        self.write(frame.head(number == 1).as_bytes())
    }

    /// Writes whole rows of the sheet that was begun last.
    pub fn write(&mut self, rows: &[u8]) -> Result<(), ExportError> {
        self.part_bytes += rows.len() as u64;
        self.zip.write_all(rows).map_err(ExportError::Write)
    }

    /// Ends the sheet that was begun last.
    pub fn end_sheet(&mut self, frame: &Frame) -> Result<(), ExportError> {
        if let Some((_, filtered)) = self.sheets.last_mut() {
            *filtered = frame.filter.map(|(first, last)| frame.area(first, last, "$"));
        }
        self.write(frame.tail().as_bytes())
    }

    /// Ends the workbook.
    pub fn finish(mut self) -> Result<(), ExportError> {
        let workbook = self.workbook();
        self.part("xl/workbook.xml", &workbook)?;
        self.part("xl/_rels/workbook.xml.rels", &sheet_relations(self.sheets.len()))?;
        self.zip.finish().map(drop).map_err(failed)
    }

    fn begin(&mut self, name: &str) -> Result<(), ExportError> {
        self.part_bytes = 0;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL));
        self.zip.start_file(name, options).map_err(failed)
    }

    fn part(&mut self, name: &str, xml: &str) -> Result<(), ExportError> {
        self.begin(name)?;
        self.write(xml.as_bytes())
    }

    fn workbook(&self) -> String {
        let mut xml = format!(
            "{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><bookViews><workbookView/></bookViews><sheets>"
        );
        for (number, (name, _)) in (1..).zip(&self.sheets) {
            let name = quoted(name);
            let _ = write!(xml, "<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
        }
        xml.push_str("</sheets>");
        let filters: Vec<String> = (0..)
            .zip(&self.sheets)
            .filter_map(|(at, (name, filtered)): (u32, _)| {
                let area = filtered.as_ref()?;
                let name = quoted(&name.replace('\'', "''"));
                Some(format!(
                    "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{at}\" hidden=\"1\">'{name}'!{area}</definedName>"
                ))
            })
            .collect();
        if !filters.is_empty() {
            let _ = write!(xml, "<definedNames>{}</definedNames>", filters.concat());
        }
        xml.push_str("</workbook>");
        xml
    }
}

/// Only what this room does wrong, or where it writes to, can make an archive fail.
fn failed(error: ZipError) -> ExportError {
    ExportError::Write(match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    })
}

/// Text for an attribute, and between tags too.
fn quoted(text: &str) -> String {
    let mut xml = Vec::with_capacity(text.len());
    push_text(&mut xml, text);
    String::from_utf8_lossy(&xml).replace('"', "&quot;")
}

/// A part that is not named here is a sheet: how many there will be is not known when this is written.
fn content_types() -> String {
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    format!(
        concat!(
            "{}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
            "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
            "<Default Extension=\"xml\" ContentType=\"{}.worksheet+xml\"/>",
            "<Override PartName=\"/xl/workbook.xml\" ContentType=\"{}.sheet.main+xml\"/>",
            "<Override PartName=\"/xl/styles.xml\" ContentType=\"{}.styles+xml\"/>",
            "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>",
        ),
        XML, KIND, KIND, KIND
    )
}

fn relations(each: impl Iterator<Item = (String, String)>) -> String {
    let mut xml = format!(
        "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    );
    for (number, (kind, target)) in (1..).zip(each) {
        let _ = write!(xml, "<Relationship Id=\"rId{number}\" Type=\"{kind}\" Target=\"{target}\"/>");
    }
    xml.push_str("</Relationships>");
    xml
}

fn main_relations() -> String {
    let core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
    let parts =
        [(format!("{RELATIONS}/officeDocument"), "xl/workbook.xml"), (core.to_owned(), "docProps/core.xml")];
    relations(parts.into_iter().map(|(kind, target)| (kind, target.to_owned())))
}

fn sheet_relations(sheets: usize) -> String {
    let sheet = |number| (format!("{RELATIONS}/worksheet"), format!("worksheets/sheet{number}.xml"));
    let styles = (format!("{RELATIONS}/styles"), "styles.xml".to_owned());
    relations((1..=sheets).map(sheet).chain([styles]))
}

fn properties(book: &Book<'_>) -> String {
    let (title, made) = (quoted(book.title), moment(book.made));
    format!(
        concat!(
            "{}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" ",
            "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" ",
            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>Dapple</dc:creator>",
            "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{}</dcterms:created></cp:coreProperties>",
        ),
        XML, title, made
    )
}

/// Seconds since 1970 as `2026-11-23T17:16:18Z`. Source: Howard Hinnant, "chrono-compatible low-level date algorithms".
fn moment(seconds: i64) -> String {
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_moments() {
        for text in
            ["1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "2026-11-23T17:16:18Z", "1999-12-31T00:00:01Z"]
        {
            let (seconds, _) = crate::table::moment(text).unwrap();
            assert_eq!(moment(seconds), text);
        }
    }

    #[test]
    fn a_frame_names_its_areas() {
        let frame =
            Frame { widths: vec![8; 28], rows: 11, frozen: 2, filter: Some((1, 10)), ..Frame::default() };
        assert_eq!(frame.area(1, 10, "$"), "$A$2:$AB$11");
        assert!(frame.head(true).contains("<pane ySplit=\"2\" topLeftCell=\"A3\""));
        assert!(
            frame.tail().contains("<autoFilter ref=\"A2:AB11\"/>") && !frame.tail().contains("ignoredErrors")
        );
    }
}
