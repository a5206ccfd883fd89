//! Code reads back as what was written, in each language; command lines become operations and lose their token.

use secrecy::ExposeSecret;

use super::*;
use crate::ids::fixtures::shared_text;
use crate::schema::Schema;

/// Shaped like a real one, and of nobody.
const TOKEN: &str = "0123456789abcdef0123456789abcdef0123fedcba";

const QUERY: &str = "query Models($project: String!) {
  project(id: $project) { name models(limit: 10) { items { id name } } }
}
";

/// Everything that some language takes for something else.
const HOSTILE: &str = "it's \"\"\" \\n $x `y` #(lf) '@ ’@ %z ^ !\t\u{202e}\u{e0001}\u{7} 高さ";

fn write(language: Language, text: &str, variables: &str) -> Result<String, CodeError> {
    let origin: Origin = "https://speckle.example".parse().unwrap();
    let all = operations(text);
    let operation = all.first();
    CodeRequest { origin: &origin, endpoint: "/graphql", text, operation, variables, plan: None }
        .write(language)
}

#[test]
fn every_language_reads_the_token_from_outside_and_ends_its_last_line() {
    for language in Language::ALL {
        let code = write(language, QUERY, "{ \"project\": \"abc\" } // mine").unwrap();
        let place = if language == Language::PowerQuery { "SpeckleToken" } else { TOKEN_VARIABLE };
        assert!(code.contains(place) && code.ends_with('\n'), "{code}");
        assert!(code.contains("speckle.example") && code.contains("abc"), "{code}");
        assert!(!code.contains("mine"), "comments of the variables stay here: {code}");
    }
}

#[test]
fn a_line_of_curl_is_what_people_know() {
    let expected = "curl 'https://speckle.example/graphql' \\
  -H \"Authorization: Bearer $SPECKLE_TOKEN\" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
  \"query\": \"query A { a }\\n\\nquery B { b }\",
  \"operationName\": \"A\",
  \"variables\": {
    \"n\": 1.10,
    \"who\": \"it'\\''s\",
    \"none\": []
  }
}'
";
    let variables =
        "{\"n\": 1.10, \"n2\": 1, \"who\": \"it's\", \"none\": [], \"n2\": 2}".replace("\"n2\": 1, ", "");
    let made = write(Language::Curl, "query A { a }\r\n\r\nquery B { b }\n", &variables).unwrap();
    assert_eq!(made, expected.replace("[]\n", "[],\n    \"n2\": 2\n"));
}

#[test]
fn what_cannot_be_run_elsewhere_is_said() {
    for language in Language::ALL {
        assert_eq!(write(language, "fragment A on B { c }", ""), Err(CodeError::NoOperation));
        assert_eq!(write(language, "subscription { a }", ""), Err(CodeError::Subscription));
        assert_eq!(write(language, "{ a }", "[1]"), Err(CodeError::NoObject));
        assert!(matches!(write(language, "{ a }", "{ a: 1 }"), Err(CodeError::Variables(_))));
    }
}

/// The operation and the one variable, as the text of the code says them.
fn hostile(language: Language) -> (String, String) {
    // In an operation all of it stands in a comment.
    let text = format!("query A {{ a }} # {HOSTILE}\n'@ # {HOSTILE}");
    let variables = format!("{{\"v\": {}}}", serde_json::to_string(HOSTILE).unwrap());
    (write(language, &text, &variables).unwrap(), text)
}

#[test]
fn no_code_holds_what_cannot_be_seen() {
    for language in Language::ALL {
        let (code, _) = hostile(language);
        let unseen = |c: char| crate::document::is_unseen(c) && !matches!(c, '\n' | '\t');
        assert!(!code.chars().any(unseen), "{language:?}: {code:?}");
    }
}

#[test]
fn a_shell_reads_the_body_back() {
    let (code, text) = hostile(Language::Curl);
    let imported = import(&code).unwrap();
    let ImportedBody::Operation { text: read, variables, operation } = imported.body else {
        panic!("a file")
    };
    assert_eq!((read, operation), (text, None));
    let value: serde_json::Value = serde_json::from_str(&variables).unwrap();
    assert_eq!(value["v"], HOSTILE);
    assert!(imported.token.is_none() && imported.left_out.is_empty() && imported.headers.is_empty());
    assert_eq!(
        (imported.origin.as_str(), imported.endpoint.as_str()),
        ("https://speckle.example", "/graphql")
    );
}

#[test]
fn a_long_body_goes_by_standard_input() {
    let text = format!("{{ a }} # {}", "x".repeat(200_000));
    let code = write(Language::Curl, &text, "").unwrap();
    assert!(code.contains("--data-binary @- <<'JSON'\n"));
    let ImportedBody::Operation { text: read, .. } = import(&code).unwrap().body else { panic!("a file") };
    assert_eq!(read, text);
}

/// A Python text literal that begins at `from`: what it means, and where it ends.
fn python(code: &str, from: usize) -> String {
    let rest = &code[from..];
    let quote = if rest.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
    let mut rest = &rest[quote.len()..];
    let mut meant = String::new();
    while !rest.starts_with(quote) {
        let c = rest.chars().next().unwrap();
        rest = &rest[c.len_utf8()..];
        if c != '\\' {
            assert!(c != '\n' || quote.len() == 3, "a line break in a text of one line");
            meant.push(c);
            continue;
        }
        let c = rest.chars().next().unwrap();
        rest = &rest[c.len_utf8()..];
        let digits = match c {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        match c {
            '\n' => {}
            'n' => meant.push('\n'),
            't' => meant.push('\t'),
            '"' | '\\' => meant.push(c),
            _ => {
                let number = u32::from_str_radix(&rest[..digits], 16).unwrap();
                meant.push(char::from_u32(number).unwrap());
                rest = &rest[digits..];
            }
        }
    }
    meant
}

#[test]
fn python_reads_its_texts_back() {
    for language in [Language::Requests, Language::SpecklePy] {
        let (code, text) = hostile(language);
        let at = |mark: &str| code.find(mark).unwrap() + mark.len();
        assert_eq!(python(&code, at("QUERY = ")).trim_end(), text);
        assert_eq!(python(&code, at("\"v\": ")), HOSTILE);
    }
    let code = write(Language::Requests, "{ a }", "{\"a\":[true,false,null,{}],\"b\":12345678901234567890}")
        .unwrap();
    let expected = "VARIABLES = {\n    \"a\": [\n        True,\n        False,\n        None,\n        {},\n    ],\n    \
                    \"b\": 12345678901234567890,\n}\n";
    assert!(code.contains(expected), "{code}");
    let blocks = "{ a(b: \"\"\"c\"\"\", d: \"\"\"\"\"\") }";
    let code = write(Language::Requests, blocks, "").unwrap();
    assert_eq!(python(&code, code.find("QUERY = ").unwrap() + 8).trim_end(), blocks);
}

/// A text literal of Power Query M: what it means.
fn power_query(code: &str, from: usize) -> String {
    let mut rest = code[from..].strip_prefix('"').expect("a text literal");
    let mut meant = String::new();
    loop {
        if let Some(more) = rest.strip_prefix("\"\"") {
            meant.push('"');
            rest = more;
        } else if rest.starts_with('"') {
            return meant;
        } else if let Some(more) = rest.strip_prefix("#(") {
            let (escape, more) = more.split_once(')').unwrap();
            meant.push(match escape {
                "#" => '#',
                digits => char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap(),
            });
            rest = more;
        } else {
            let c = rest.chars().next().unwrap();
            meant.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
}

#[test]
fn power_query_reads_its_texts_back() {
    let (code, text) = hostile(Language::PowerQuery);
    let at = |mark: &str| code.find(mark).unwrap() + mark.len();
    assert_eq!(power_query(&code, at("Query = ")), text);
    assert_eq!(power_query(&code, at("v = ")), HOSTILE);
    let code = write(Language::PowerQuery, "{ a }", r#"{"type":1,"a-b":[1,null],"c":{"d":true}}"#).unwrap();
    let expected = "    Variables = [\n        #\"type\" = 1,\n        #\"a-b\" = {\n            1,\n            null\n        \
                    },\n        c = [\n            d = true\n        ]\n    ],\n";
    assert!(code.contains(expected), "{code}");
    assert!(code.ends_with("    Data = Ask(Variables)\nin\n    Data\n"));
}

/// A text of PowerShell, in single quotes or as a here-string.
fn power_shell(code: &str, from: usize) -> String {
    let rest = &code[from..];
    if let Some(rest) = rest.strip_prefix("@'\n") {
        return rest.split_once("\n'@").unwrap().0.to_owned();
    }
    let (json, rest) = match rest.strip_prefix("ConvertFrom-Json ") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let is_quote = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201b}');
    let mut chars = rest.strip_prefix('\'').expect("a quoted text").chars().peekable();
    let mut meant = String::new();
    while let Some(c) = chars.next() {
        if is_quote(c) && chars.next_if(|next| is_quote(*next)).is_none() {
            break;
        }
        meant.push(c);
    }
    if json { serde_json::from_str(&meant).unwrap() } else { meant }
}

#[test]
fn power_shell_reads_its_texts_back() {
    let (code, text) = hostile(Language::PowerShell);
    let at = |code: &str, mark: &str| code.find(mark).unwrap() + mark.len();
    assert_eq!(power_shell(&code, at(&code, "$query = ")), text);
    let variables: serde_json::Value =
        serde_json::from_str(&power_shell(&code, at(&code, "$variables = "))).unwrap();
    assert_eq!(variables["v"], HOSTILE);
    let code = write(Language::PowerShell, "query A { a }\nquery B { b }", "{\"a\": 1.10}").unwrap();
    assert!(code.contains("$query = @'\nquery A { a }\nquery B { b }\n'@\n"), "{code}");
    assert!(
        code.contains("'{\"query\":' + (ConvertTo-Json $query) + ',\"operationName\":' + '\"A\"' + "),
        "{code}"
    );
    assert!(code.contains("\"a\": 1.10"), "digits stay: {code}");
}

#[test]
fn a_list_in_pages_is_read_to_its_end_by_power_query() {
    let Some(sdl) = shared_text("speckle-schema.graphql") else { return };
    let schema = Schema::from_sdl(&sdl).unwrap();
    let text = "query M($project: String!, $limit: Int!) {
  project(id: $project) { all: models(limit: $limit) { items { id name } } }
}";
    let path = ["project".to_owned(), "all".to_owned()];
    let plan = Plan::new(&schema, text, None, &path).unwrap();
    let origin: Origin = "https://speckle.example".parse().unwrap();
    let all = operations(text);
    let variables = "{\"project\": \"p\", \"limit\": 10}";
    let request = CodeRequest {
        origin: &origin,
        endpoint: "/graphql",
        text,
        operation: all.first(),
        variables,
        plan: Some(&plan),
    };
    let code = request.write(Language::PowerQuery).unwrap();
    let page = "Page = (cursor as nullable text) as record => Ask(Record.RemoveFields(Variables, {\"limit\"}) \
                & [pageCursor = cursor, pageLimit = 100])[project][all],";
    assert!(code.contains(page), "{code}");
    assert!(code.contains("each [items])), each [id]),") && code.contains("[totalCount]"), "{code}");
    assert!(code.contains("Next = state[Found][cursor],"), "{code}");
    // The other languages ask once, as the text does.
    assert_eq!(request.write(Language::Curl), CodeRequest { plan: None, ..request }.write(Language::Curl));
}

#[test]
fn command_lines_become_operations() {
    let body = r#"{"query":"query A($n: Int) { a(n: $n) }","variables":{"n":1},"operationName":"A"}"#;
    let (text, variables) = ("query A($n: Int) { a(n: $n) }", "{\n  \"n\": 1\n}");
    for (line, name) in [
        (format!("curl https://h.example/graphql -d '{body}'"), Some("A")),
        (format!("curl -XPOST -sSL 'https://h.example/graphql' --data-raw '{body}' | jq ."), Some("A")),
        (format!("$ curl --url https://h.example/graphql \\\n  --data '{body}' \\\n  --compressed\nls"), Some("A")),
        (format!("curl \"https://h.example/graphql\" --json \"{}\"", body.replace('"', "\\\"")), Some("A")),
        (format!("curl https://h.example/graphql --data-binary @- <<EOF\n{body}\nEOF\n"), Some("A")),
        (format!("curl https://h.example/graphql -d @- <<< '{body}'"), Some("A")),
        (format!("curl https://h.example/graphql -d $'{}'", body.replace('$', "\\u0024")), Some("A")),
        (format!("curl https://h.example/graphql -d '[{body}]'"), Some("A")),
        (
            "curl -G https://h.example/graphql --data-urlencode 'query=query A($n: Int) { a(n: $n) }' \
             --data-urlencode 'variables={\n  \"n\": 1\n}'"
                .to_owned(),
            None,
        ),
        (
            "curl 'https://h.example/graphql?query=query+A(%24n:+Int)+%7B+a(n:+%24n)+%7D&variables=%7B%0A++%22n%22:+1%0A%7D'"
                .to_owned(),
            None,
        ),
    ] {
        let found = import(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(found.origin.as_str(), "https://h.example", "{line}");
        let operation = name.map(str::to_owned);
        let expected =
            ImportedBody::Operation { text: text.to_owned(), variables: variables.to_owned(), operation };
        assert_eq!(found.body, expected, "{line}");
        assert!(found.token.is_none());
    }
}

#[test]
fn what_browsers_copy_for_windows_is_read_too() {
    let line = "curl ^\"https://h.example/graphql^\" ^\r\n  -H ^\"content-type: application/json^\" ^\r\n  \
                -H ^\"x-team: a^\" ^\r\n  --data-raw ^\"^{^\\^\"query^\\^\":^\\^\"query A ^{ a ^}^\\^\"^}^\"";
    let found = import(line).unwrap();
    let text = "query A { a }".to_owned();
    assert_eq!(found.body, ImportedBody::Operation { text, variables: String::new(), operation: None });
    assert_eq!(found.headers, [("x-team".to_owned(), "a".to_owned())]);
}

#[test]
fn a_token_is_taken_out_of_everything() {
    for header in
        ["-H 'Authorization: Bearer TOKEN'", "-H \"authorization:bearer TOKEN\"", "--oauth2-bearer TOKEN"]
    {
        let body =
            format!("{{\"query\":\"{{ a(t: \\\"{TOKEN}\\\") }}\",\"variables\":{{\"t\":\"{TOKEN}\"}}}}");
        let line = format!(
            "curl https://h.example/graphql {header} -H 'X-Also: {TOKEN}' -b 's={TOKEN}' -d '{body}'"
        );
        let found = import(&line.replace("TOKEN", TOKEN)).unwrap();
        assert_eq!(found.token.as_ref().unwrap().expose_secret(), TOKEN, "{header}");
        let shown = format!("{found:?}");
        assert!(!shown.contains(TOKEN), "{shown}");
        assert_eq!(found.left_out, ["cookies"]);
    }
    // What stands for a token is none.
    for header in
        ["Bearer $SPECKLE_TOKEN", "Bearer ${SPECKLE_TOKEN_OF_MINE}", "Basic YWFhYWFhYWFhYWFhYWFhYWFhYWFhYQ=="]
    {
        let line = format!(
            "curl https://h.example/graphql -H 'Authorization: {header}' -d '{{\"query\":\"{{ a }}\"}}'"
        );
        assert!(import(&line).unwrap().token.is_none(), "{header}");
    }
}

#[test]
fn a_body_in_a_file_is_named_and_read_later() {
    let found = import("curl https://h.example/graphql -d @/tmp/body.json").unwrap();
    assert_eq!(found.body, ImportedBody::File("/tmp/body.json".to_owned()));
    let body = found.with_body("{\"query\":\"{ a }\"}").unwrap().body;
    let text = "{ a }".to_owned();
    assert_eq!(body, ImportedBody::Operation { text, variables: String::new(), operation: None });
}

#[test]
fn what_is_no_operation_is_said() {
    for (line, error) in [
        ("ls -l", ImportError::NotCurl),
        ("curled https://h.example", ImportError::NotCurl),
        ("curl", ImportError::NotCurl),
        ("curl -s", ImportError::NoAddress),
        ("curl -d '{\"query\":\"{ a }\"}'", ImportError::NoAddress),
        ("curl ftp://h.example -d '{\"query\":\"{ a }\"}'", ImportError::NoAddress),
        ("curl https://h.example/graphql", ImportError::NoOperation),
        ("curl https://h.example/graphql -d '{\"query\":\" \"}'", ImportError::NoOperation),
        ("curl https://h.example/graphql -d '\"query\"'", ImportError::NoOperation),
    ] {
        assert_eq!(import(line).map(|_| ()).unwrap_err(), error, "{line}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_fail(text in "\\PC{0,60}|curl [-dHX'\"$\\\\<^ {}a-z\n]{0,60}") {
        let _ = import(&text);
    }
}
