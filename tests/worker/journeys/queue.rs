//! Commands that are given up before the worker has begun with them.

use std::time::Duration;

use dapple::app::worker::start;
use dapple::app::{Command, CommandId, Envelope, Event, ExportJob, ExportPart, Failure, RunRequest, TabId};
use dapple_data::export::Format;
use dapple_data::token::{TokenId, clean};
use dapple_demo::Who;
use tokio::runtime::Handle;

use super::window::{World, demo};
use crate::app::answer;

/// As many commands as may wait.
const ROOM: u64 = 256;

// On one thread: the worker takes nothing out of the queue before this test waits for something.
#[tokio::test]
async fn what_is_given_up_in_a_full_queue_never_begins() {
    let (demo, world) = (demo().await, World::new());
    let path = world.path("never.ndjson");
    let mut link = start(&Handle::current(), world.outside(), || {});
    let tab = TabId(1);
    let account = dapple::app::AccountKey {
        origin: demo.origin().parse().unwrap(),
        token_id: TokenId::of(&clean(demo.token(Who::Full)).unwrap()),
    };
    let query = "mutation { a }".to_owned();
    let request = RunRequest {
        account,
        query,
        variables: String::new(),
        operation: None,
        changes: true,
        headers: Default::default(),
    };
    let job = ExportJob {
        part: ExportPart::Whole(answer("[1]")),
        format: Format::Ndjson,
        path: path.clone(),
        replace: false,
        report: false,
    };
    let given_up = [
        Command::OpenBrowser("https://speckle.example".to_owned()),
        Command::Export(Box::new(job)),
        Command::Run { tab, request },
        Command::LoadHistory,
    ];
    let mut id = 0;
    let mut name = || {
        id += 1;
        CommandId(id)
    };
    let first: Vec<CommandId> = given_up
        .into_iter()
        .map(|command| {
            let id = name();
            link.send(Envelope { id, command });
            id
        })
        .collect();
    let format = || Command::Format { tab, query: "{a}".to_owned(), revision: 0 };
    for _ in 4..ROOM {
        link.send(Envelope { id: name(), command: format() });
    }
    assert!(link.next_event().is_none(), "there was room for all of them");
    let over = name();
    link.send(Envelope { id: over, command: format() });
    assert!(matches!(link.next_event(), Some((id, Event::Refused(_))) if id == over));
    first.iter().for_each(|id| link.cancel(*id));

    let (mut formatted, mut ends) = (0, Vec::new());
    while formatted < ROOM - 4 || ends.len() < 3 {
        match link.wait().await.unwrap() {
            (_, Event::Formatted { .. }) => formatted += 1,
            end => ends.push(end),
        }
    }
    assert!(!path.exists() && world.browser.opened().is_empty() && demo.requests().is_empty());
    ends.sort_by_key(|(id, _)| *id);
    let [(one, refused), (two, exported), (three, answered)] = &ends[..] else { panic!("{ends:?}") };
    assert_eq!([*one, *two, *three], first[..3]);
    let cancelled = |failure: &Failure| *failure == Failure::cancelled();
    assert!(matches!(refused, Event::Refused(failure) if cancelled(failure)), "{refused:?}");
    assert!(matches!(exported, Event::Exported(Err(failure)) if cancelled(failure)), "{exported:?}");
    assert!(matches!(answered, Event::Answered { result: Err(f), .. } if cancelled(f)), "{answered:?}");
    // The end of the program waits for no write that never began.
    link.finish(Duration::from_secs(3_600));
}
