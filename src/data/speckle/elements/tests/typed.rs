//! What people type, and wishes written as commands.

use super::*;
use crate::table::Direction;

fn revit() -> Set {
    let wall = |id: &str, parameters: &str| {
        format!(
            r#"{{"id":"{id}","speckle_type":"Objects.Data.DataObject:Objects.Data.RevitObject","category":"Walls","family":"Basic","type":"T1","level":"L1","properties":{{"elementId":"7","Parameters":{{"Instance Parameters":{{{parameters}}},"Type Parameters":{{"Other":{{"Type":{{"name":"Type","value":"x"}},"Mark":{{"name":"Mark","value":"t"}},"U-value, W/m².K":{{"name":"U","value":1}},"a \"b\".c desc":{{"name":"Q","value":"q"}}}},"Construction":{{"Width":{{"name":"Width","value":200,"units":"Millimeters"}}}}}}}}}}}}"#
        )
    };
    let more = r#""Dimensions":{"Length":{"name":"Length","value":3,"units":"Meters"},"Area":{"name":"Area","value":1.5,"units":"Square meters"}},"Identity Data":{"Mark":{"name":"Mark","value":"007"}}"#;
    let lines = format!(
        "{}\n{}\n{}\n",
        r#"{"id":"root","speckle_type":"Speckle.Core.Models.Collections.Collection","elements":[{"referencedId":"a"},{"referencedId":"b"}]}"#,
        wall("a", more),
        wall("b", more),
    );
    set(&lines, &["root"])
}

#[test]
fn names_are_read_as_people_mean_them() {
    let set = revit();
    let typed = set.typed();
    let parameters =
        |of: &str, group: &str, name: &str| ColumnKey::path(["properties", "Parameters", of, group, name]);
    for (text, key) in [
        ("Element ID", Computed::ElementId.into()),
        ("Level", Computed::Level.into()),
        ("LEVEL", Computed::Level.into()),
        ("level", ColumnKey::path(["level"])),
        ("\"level\"", ColumnKey::path(["level"])),
        ("Category", ColumnKey::path(["category"])),
        ("Type", ColumnKey::path(["type"])),
        ("length", parameters("Instance Parameters", "Dimensions", "Length")),
        ("Mark", parameters("Instance Parameters", "Identity Data", "Mark")),
        ("Parameters.Type Parameters.Other.Mark", parameters("Type Parameters", "Other", "Mark")),
        (
            "properties.Parameters.Type Parameters.Other.\"U-value, W/m².K\"",
            parameters("Type Parameters", "Other", "U-value, W/m².K"),
        ),
        ("U-value, W/m².K", parameters("Type Parameters", "Other", "U-value, W/m².K")),
    ] {
        assert_eq!(typed.column(text), Ok(key), "{text}");
    }
    let error = |text: &str| typed.column(text).unwrap_err().to_string();
    assert_eq!(error("Lenght"), "There is no column Lenght. Did you mean Length");
    assert_eq!(error("zzzzzzzz"), "There is no column zzzzzzzz");
    assert_eq!(error("\"Lvel\""), "There is no column Lvel. Did you mean Level or level");
    assert!(typed.columns("Mark,,Type").is_err());
}

#[test]
fn a_name_that_several_have_is_asked_back() {
    let line = r#"{"id":"a","properties":{"One":{"Rating":1,"rating":1},"Two":{"Rating":2}}}"#;
    let set = set(line, &["a"]);
    let error = set.typed().column("Rating").unwrap_err();
    let wanted =
        "Rating can mean several columns. Type one in full: properties.One.Rating or properties.Two.Rating";
    assert_eq!(error.to_string(), wanted);
    assert_eq!(set.typed().column("rating"), Ok(ColumnKey::path(["properties", "One", "rating"])));
    assert_eq!(set.typed().column("Two.Rating"), Ok(ColumnKey::path(["properties", "Two", "Rating"])));
}

#[test]
fn conditions_are_read() {
    let set = revit();
    let read = |text: &str| set.typed().condition(text);
    let compare = |how: Comparison, limit: &str| Condition::Compare(how, limit.to_owned());
    for (text, wanted) in [
        ("Category=Walls", Condition::is("Walls")),
        ("Category = Walls ", Condition::is("Walls")),
        ("Category=\" Walls\"", Condition::is(" Walls")),
        ("Category=", Condition::is("")),
        ("Category!=a=b", Condition::is_not("a=b")),
        ("Mark=007", Condition::is("007")),
        ("Mark~00", Condition::Contains("00".to_owned())),
        ("Mark!~00", Condition::NotContains("00".to_owned())),
        ("Length>3000", compare(Comparison::More, "3000")),
        ("Length >= 3e3", compare(Comparison::AtLeast, "3e3")),
        ("Length<-1", compare(Comparison::Less, "-1")),
        ("Length<=1.50", compare(Comparison::AtMost, "1.50")),
        ("Mark is empty", Condition::Among(vec![Pick::Empty])),
        ("Mark is not set", Condition::Among(vec![Pick::Null])),
        ("Mark is missing", Condition::Among(vec![Pick::Missing])),
        ("Mark is not missing", Condition::NotAmong(vec![Pick::Missing])),
        ("Mark is filled", Condition::is_filled()),
        ("Mark is \"a, b\", empty", Condition::Among(vec![Pick::Text("a, b".to_owned()), Pick::Empty])),
    ] {
        assert_eq!(read(text).map(|(_, condition)| condition), Ok(wanted), "{text}");
    }
    assert!(matches!(read("Length>long"), Err(TypedError::NoNumber(_))));
    assert!(matches!(read("Length>nan"), Err(TypedError::NoNumber(_))));
    assert!(matches!(read("Mark"), Err(TypedError::NoCondition(_))));
    assert!(matches!(read("Mark is there"), Err(TypedError::NoCondition(_))));
    assert!(matches!(read("=x"), Err(TypedError::NoName(_))));
    assert!(matches!(read("Marc=x"), Err(TypedError::Unknown { .. })));
}

#[test]
fn a_wish_written_as_a_command_is_read_as_the_same_wish() {
    let set = revit();
    let key = |text: &str| set.typed().column(text).unwrap();
    let odd = ColumnKey::path(["properties", "Parameters", "Type Parameters", "Other", "a \"b\".c desc"]);
    let picks = [
        Pick::Text("a \"b\", c\\".to_owned()),
        Pick::Measured("3".to_owned(), "Square \"m\"".to_owned()),
        Pick::Null,
        Pick::Empty,
        Pick::Missing,
    ];
    let conditions = [
        Condition::Among(picks.to_vec()),
        Condition::NotAmong(picks.to_vec()),
        Condition::Among(vec![Pick::Null]),
        Condition::NotAmong(vec![Pick::Null]),
        Condition::Among(Vec::from([Pick::Missing])),
        Condition::is_filled(),
        Condition::Among(Condition::NOTHING.to_vec()),
        Condition::is(""),
        Condition::is("=SUM(A1)"),
        Condition::is(" x "),
        Condition::is("is empty"),
        Condition::is_not("\"quoted\""),
        Condition::Contains("~".to_owned()),
        Condition::NotContains("Überprüfen, 'B'".to_owned()),
        Condition::Compare(Comparison::More, "3000".to_owned()),
        Condition::Compare(Comparison::AtMost, "-1e3".to_owned()),
    ];
    let columns = ["Level", "\"level\"", "Mark", "Length", "U-value, W/m².K", "Material", "Object ID"];
    let mut columns: Vec<ColumnKey> = columns.into_iter().map(key).collect();
    columns.push(odd.clone());
    let wish = Wish {
        filters: columns.iter().cycle().cloned().zip(conditions).collect(),
        sort: vec![(odd, Direction::Descending), (key("Mark"), Direction::Ascending)],
        group: vec![key("Level"), key("Type")],
        sums: vec![key("Length")],
        all_objects: true,
        columns,
    };
    for wish in [wish.clone(), Wish { sums: Vec::new(), all_objects: false, ..wish }] {
        let texts = WishTexts::of(&wish);
        assert_eq!(texts.wish(&set.typed()), Ok(wish.clone()), "{texts:?}");
        let json = serde_json::to_string(&wish).unwrap();
        assert_eq!(serde_json::from_str::<Wish>(&json).unwrap(), wish);
    }
    let small = Wish {
        columns: vec![key("Mark")],
        filters: vec![(key("Category"), Condition::is("Wall's"))],
        ..Wish::default()
    };
    let line =
        command_line(Shell::Posix, "https://a.example/projects/p/models/m@v", &small, Some("my walls.xlsx"));
    let wanted = r#"dapple objects https://a.example/projects/p/models/m@v --select 'properties.Parameters.Instance Parameters.Identity Data.Mark' --where 'category=Wall'\''s' --sum none -o 'my walls.xlsx'"#;
    assert_eq!(line, wanted);
}

#[test]
fn groups_by_a_property_called_like_a_count_or_a_unit_keep_all_their_members() {
    let line = r#"{"id":"a","speckle_type":"Objects.Data.DataObject","count":"many","Length unit":"yard","properties":{"Length":{"name":"Length","value":3,"units":"m"}}}"#;
    let set = set(line, &["a"]);
    let wish = Wish {
        group: vec![ColumnKey::path(["count"]), ColumnKey::path(["Length unit"])],
        sums: vec![ColumnKey::path(["properties", "Length"])],
        ..Wish::default()
    };
    assert_eq!(
        group_records(&set.view(&wish)),
        [r#"{"count":"many","Length unit":"yard","count 2":1,"Length":3,"Length unit 2":"m"}"#]
    );
}
