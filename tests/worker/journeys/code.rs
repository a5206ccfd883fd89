//! Code is run by the programs it is for, against a server; what is not on this machine is said and left out.

#![allow(clippy::print_stdout, reason = "a program that is missing is said")]

use std::process::{Command, Stdio};

use dapple::app::{Action, CodeAction};
use dapple_data::code::{Language, TOKEN_VARIABLE};
use dapple_demo::data::MAIN_PROJECT;
use dapple_demo::{Demo, Who};

use super::window::{Window, World, demo};

const QUERY: &str = "query Other { serverInfo { name } }
# it's \"quoted\" \\ $SPECKLE_TOKEN `here` '@ \"\"\"
query Models($project: String!, $limit: Int!) {
  project(id: $project) { name models(limit: $limit) { totalCount items { id name } } }
}";

/// Variables with what shells and languages take for something else; the server passes over the second.
fn variables() -> String {
    let more = r#"it's "x" $HOME `id` \\ 高さ"#.replace('"', "\\\"");
    format!(
        "{{ // mine\n  \"project\": \"{MAIN_PROJECT}\", \"limit\": 2,\n  \"more\": [null, true, 1.5, \"{more}\"]\n}}"
    )
}

/// The code of the tab, as it comes to the clipboard.
async fn copy(window: &mut Window, language: Language) -> String {
    let tab = window.state().selected.unwrap();
    let said = format!("Copied as {}", language.name());
    window.act(Action::Code(CodeAction::Copy(tab, language)));
    window.until(&said, |s| s.notices.iter().any(|notice| notice.text == said)).await;
    window.copied.pop().unwrap()
}

async fn ready(world: &World, demo: &Demo) -> Window {
    let mut window = world.window().await;
    window.sign_in(demo, Who::Full).await;
    let tab = window.tab(QUERY, &variables());
    window.act(Action::ChooseOperation(tab, Some("Models".to_owned())));
    window
}

/// What a program says when it is given code; `None` where there is no such program.
async fn ran(program: &str, arguments: &[&str], code: String, token: &str) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments).arg(code).env(TOKEN_VARIABLE, token).stdin(Stdio::null());
    let ended = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    let Ok(output) = ended else {
        println!("left out: there is no {program} here");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

fn has_models(answer: &str) -> bool {
    let answer: serde_json::Value = serde_json::from_str(answer).unwrap();
    let project = answer.get("data").unwrap_or(&answer)["project"].clone();
    project["name"] == "Kvarnholmen block 7" && project["models"]["items"].as_array().map(Vec::len) == Some(2)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shell_runs_the_line_of_curl_and_reads_it_back() {
    let (demo, world) = (demo().await, World::new());
    let mut window = ready(&world, &demo).await;
    let code = copy(&mut window, Language::Curl).await;
    assert!(!code.contains(demo.token(Who::Full)), "{code}");
    if let Some(answer) = ran("sh", &["-c"], code.clone(), demo.token(Who::Full)).await {
        assert!(has_models(&answer), "{answer}");
    }
    // Pasted again it is the same operation, on the same account.
    let mut imported = dapple_data::code::import(&code).unwrap();
    let token = imported.token.take();
    assert!(token.is_none());
    window.act(Action::Code(CodeAction::Import(Box::new(imported), None)));
    let tab = window.state().selected.unwrap();
    window.until("the check", |s| s.tab(tab).unwrap().outline.len() == 2).await;
    assert_eq!(window.heart.buffers.get(tab).unwrap().query.text(), QUERY);
    let answer = window.run(tab).await.unwrap();
    assert!(answer.errors.is_empty() && answer.has_data, "{:?}", answer.errors);
}

#[tokio::test(flavor = "multi_thread")]
async fn python_runs_what_is_for_it() {
    let (demo, world) = (demo().await, World::new());
    let mut window = ready(&world, &demo).await;
    for (language, module) in [(Language::Requests, "requests"), (Language::SpecklePy, "specklepy")] {
        let code = copy(&mut window, language).await;
        assert!(!code.contains(demo.token(Who::Full)), "{code}");
        // Whether it is Python at all can be told without the module.
        let compiles = "import sys; compile(sys.argv[1], 'code', 'exec')";
        if ran("python3", &["-c", compiles], code.clone(), "").await.is_none() {
            continue;
        }
        let there = Command::new("python3").args(["-c", &format!("import {module}")]).output();
        if !there.is_ok_and(|output| output.status.success()) {
            println!("left out: python3 has no {module} here");
            continue;
        }
        let answer = ran("python3", &["-c"], code, demo.token(Who::Full)).await.unwrap();
        assert!(has_models(&answer), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn power_query_reads_the_list_to_its_end() {
    let (demo, world) = (demo().await, World::new());
    let mut window = ready(&world, &demo).await;
    window.until("the schema", |s| s.schemas.values().any(|schema| schema.value().is_some())).await;
    let code = copy(&mut window, Language::PowerQuery).await;
    assert!(code.contains("pageCursor = cursor") && code.contains("[project][models]"), "{code}");
    assert!(code.contains("operationName = \"Models\"") && code.contains("SpeckleToken"), "{code}");
    let shell = copy(&mut window, Language::PowerShell).await;
    assert!(shell.contains("$env:SPECKLE_TOKEN") && shell.contains("\"operationName\":"), "{shell}");
    // With `DAPPLE_CODE` set to a folder the code is kept there, for programs that are not on this machine.
    if let Some(folder) = std::env::var_os("DAPPLE_CODE") {
        for (name, code) in [("query.m", code), ("query.ps1", shell)] {
            std::fs::write(std::path::Path::new(&folder).join(name), code).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_token_in_the_text_is_taken_out_of_the_code() {
    let (demo, world) = (demo().await, World::new());
    let mut window = ready(&world, &demo).await;
    let token = demo.token(Who::Full);
    window.tab(
        &format!("query A($t: String = \"{token}\") {{ activeUser {{ id }} }}"),
        &format!("{{\"t\": \"{token}\"}}"),
    );
    for language in Language::ALL {
        let code = copy(&mut window, language).await;
        assert!(!code.contains(token), "{language:?}: {code}");
    }
}
