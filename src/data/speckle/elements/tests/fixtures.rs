//! Streams as a server sent them, walked and read.

use super::*;
use crate::ids::fixtures::shared_text;

/// Walks a stream as if each id were asked of a server. Gives the lines that came, and how many rounds it took.
fn walked(stream: &str) -> (String, Walk, usize) {
    let objects = objects(stream);
    let by_id: std::collections::HashMap<&str, &str> = objects.iter().copied().collect();
    let mut walk = Walk::new([ObjectId::from(objects[0].0)]);
    let (mut lines, mut rounds) = (String::new(), 0);
    loop {
        let ask = walk.next_ask();
        if ask.is_empty() {
            return (lines, walk, rounds);
        }
        rounds += 1;
        for line in ask.iter().filter_map(|id| by_id.get(id.as_str())) {
            assert!(walk.take(line.as_bytes()).unwrap(), "nothing comes twice");
            lines.push_str(line);
            lines.push('\n');
        }
    }
}

#[test]
fn walls_of_before_2024_are_found_without_their_geometry() {
    let Some(stream) = shared_text("fixtures/objects-legacy.tsv") else { return };
    let root = objects(&stream)[0].0;
    let (lines, walk, rounds) = walked(&stream);
    // The root and 60 walls, of 242 objects.
    assert_eq!((walk.asked(), walk.received(), rounds), (61, 61, 2));
    let set = set(&lines, &[root]);
    assert_eq!(set.elements.app(), SourceApp::RevitLegacy);
    assert_eq!(set.elements.rows(false).len(), 60);
    assert!(set.column(Computed::Collection).iter().all(|path| path == "Walls"));
    assert!(set.column(Computed::ObjectType).iter().all(|name| name == "RevitWall"));
    assert!(set.column(Computed::Level).iter().all(|level| level.starts_with("Level ")));
    assert!(set.column(Computed::ElementId).contains(&"5034".to_owned()));
    let view = set.view(&set.layout.wish());
    let names: Vec<&str> = view.table.columns().iter().map(|column| column.name.as_str()).collect();
    let wanted = ["Object ID", "Element ID", "category", "family", "type", "Level", "Mark", "Area", "Volume"];
    assert_eq!(names, wanted, "what no wall has is not shown");
}

#[test]
fn the_whole_stream_and_the_walked_one_have_the_same_elements() {
    for (file, elements, all) in [("objects-legacy.tsv", 60, 61), ("objects-gis.tsv", 670, 674)] {
        let Some(stream) = shared_text(&format!("fixtures/{file}")) else { return };
        let root = objects(&stream)[0].0;
        let whole: String = objects(&stream).iter().map(|(_, json)| format!("{json}\n")).collect();
        let (lines, ..) = walked(&stream);
        for lines in [&whole, &lines] {
            let set = set(lines, &[root]);
            assert_eq!(set.elements.rows(false).len(), elements, "{file}");
            assert_eq!(set.elements.missing(), &[], "{file}");
            let view = set.view(&Wish { all_objects: true, ..Wish::default() });
            assert_eq!(view.rows().len(), all, "{file}");
            assert_eq!(set.elements.rows(true).len(), all, "{file}");
        }
    }
}

#[test]
fn bare_lines_of_a_survey_count_and_shapes_of_its_points_do_not() {
    let Some(stream) = shared_text("fixtures/objects-gis.tsv") else { return };
    let root = objects(&stream)[0].0;
    let (lines, ..) = walked(&stream);
    let set = set(&lines, &[root]);
    let count = |computed: Computed, text: &str| {
        set.column(computed).iter().filter(|cell| cell.as_str() == text).count()
    };
    assert_eq!(count(Computed::Collection, "Spot heights"), 400);
    assert_eq!(count(Computed::Collection, "Boundaries"), 150);
    assert_eq!(count(Computed::ObjectType, "Line"), 150);
    assert_eq!(count(Computed::ObjectType, "DataObject"), 520);
    assert_eq!(set.elements.app(), SourceApp::Other);
    let accuracy = set.catalog.entries().iter().find(|entry| short_name(&entry.path) == "accuracy").unwrap();
    assert_eq!((accuracy.filled, accuracy.units.as_slice()), (400, &[("m".to_owned(), 400)][..]));
}

#[test]
fn a_real_revit_wall_is_read_with_its_parameters() {
    let Some(text) = shared_text("fixtures/objects/revit-wall-v3.json") else { return };
    // The exact text of each object on a line of its own: no string holds a line end.
    let values: Vec<&serde_json::value::RawValue> = serde_json::from_str(&text).unwrap();
    let lines: String = values.iter().map(|value| value.get().replace('\n', " ") + "\n").collect();
    let set = set(&lines, &["46f06fef727d64a0bbcbd7ced51e0cd2"]);
    assert_eq!(set.elements.app(), SourceApp::RevitEarly);
    assert_eq!(set.column(Computed::ElementId), ["4479852"]);
    assert_eq!(set.column(Computed::Level), ["1FL"]);
    assert_eq!(set.column(Computed::Material), ["Fc24"]);
    let wish = Wish {
        columns: set.typed().columns("Length, 横筋ピッチ, volume, Category").unwrap(),
        ..Wish::default()
    };
    let view = set.view(&wish);
    let cells: Vec<(String, Option<&str>)> =
        (0..4).map(|at| view.table.cell(0, at)).map(|cell| (cell.text.into_owned(), cell.unit)).collect();
    assert_eq!(cells[0], ("5300.000000000001".to_owned(), Some("Millimeters")));
    assert_eq!(cells[1], ("0".to_owned(), Some("General")));
    assert_eq!(cells[2].0, "2289000000.0000134");
    assert_eq!(cells[3].0, "Walls");
}
