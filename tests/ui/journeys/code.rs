//! Code for other programs from the tool row and the palette, and a cURL command pasted into the editor.

use dapple::app::{Action, Dialog};
use dapple_data::code::Language;
use dapple_demo::Who;
use eframe::egui::{Key, Modifiers, Theme};

use super::stage::{COMMAND, Role, Setting, Stage};

fn texts(stage: &Stage) -> (String, String) {
    let heart = stage.window.state().heart();
    let tab = heart.state.selected.expect("a tab");
    let texts = heart.buffers.get(tab).expect("texts");
    (texts.query.text(), texts.variables.text())
}

/// Draws until something is on the clipboard.
fn copied(stage: &mut Stage) -> String {
    stage.wait("the copy", |s| s.text.is_some());
    stage.text.take().expect("it is there")
}

#[test]
fn the_operation_is_copied_from_its_menu_and_from_the_palette() {
    for theme in [Theme::Light, Theme::Dark] {
        let mut stage = Stage::with_samples(Setting { theme, ..Setting::default() });
        stage.click(Role::Button, "Copy as code");
        stage.wait_for("Power Query M");
        for language in Language::ALL {
            assert!(stage.has(Role::MenuItem, language.name()), "{language:?} of {:?}", stage.words());
        }
        stage.picture(&format!("code-menu-{}", if theme == Theme::Dark { "dark" } else { "light" }));
        stage.click(Role::MenuItem, "cURL");
        let code = copied(&mut stage);
        assert!(code.starts_with("curl 'http://127.0.0.1:") && code.contains("$SPECKLE_TOKEN"), "{code}");
        stage.wait_for("Copied as cURL");
        stage.press(COMMAND, Key::K);
        stage.type_text("copy as powershell");
        stage.press(Modifiers::NONE, Key::Enter);
        let code = copied(&mut stage);
        assert!(code.contains("Invoke-RestMethod"), "{code}");
    }
}

#[test]
fn a_command_with_a_token_opens_the_sign_in_and_the_token_stands_nowhere_else() {
    let mut stage = Stage::with_samples(Setting::default());
    let (demo, token) = stage.serve();
    let line = format!(
        "curl '{}/graphql' \\\n  -H 'Authorization: Bearer {token}' \\\n  --data-raw '{{\"query\":\"query Mine {{ activeUser {{ name }} }}\",\"variables\":{{\"a\":1}}}}'",
        demo.origin()
    );
    stage.focus(Role::MultilineTextInput, "Operation");
    stage.paste(&line);
    stage.wait("the sign-in", |s| matches!(s.state().dialog, Some(Dialog::Connect)));
    assert_eq!(
        texts(&stage),
        ("query Mine { activeUser { name } }".to_owned(), "{\n  \"a\": 1\n}".to_owned())
    );
    assert!(!format!("{:?}", stage.window.state().heart()).contains(&token));
    assert!(!stage.says(&token) && !stage.says("curl "), "{:#?}", stage.words());
    stage.wait("an answer of the server", |s| s.state().connect.found.value().is_some());
    stage.picture("code-import-dark");
    // The token is in its field already.
    stage.click(Role::Button, "Connect");
    let origin = demo.origin();
    stage.wait("the sign-in", |s| s.state().dialog.is_none());
    let account = stage.state().current().and_then(|tab| tab.account.clone()).expect("an account");
    assert_eq!(account.origin.as_str(), origin);
    assert_eq!(demo.token(Who::ReadOnly), token);
    let tab = stage.state().selected.expect("a tab");
    stage.act(Action::Run(tab));
    stage.wait_for_answer();
}

#[test]
fn a_command_without_a_token_is_a_tab_and_anything_else_is_text() {
    let mut stage = Stage::with_samples(Setting::default());
    let tabs = stage.state().tabs.len();
    let origin = stage.state().accounts.current().expect("an account").key.origin.as_str().to_owned();
    stage.press(COMMAND, Key::K);
    stage.paste(&format!("curl {origin}/graphql -d '{{\"query\":\"{{ serverInfo {{ name }} }}\"}}'"));
    stage.wait("the tab", |s| s.state().tabs.len() == tabs + 1 && s.state().dialog.is_none());
    assert_eq!(texts(&stage).0, "{ serverInfo { name } }");
    stage.write_query("query Curl { curl }");
    assert_eq!(texts(&stage).0, "query Curl { curl }");
    stage.focus(Role::MultilineTextInput, "Operation");
    stage.paste("curl https://example.com/");
    stage.wait_for("The command asks for no GraphQL");
    assert_eq!(texts(&stage).0, "query Curl { curl }");
}
