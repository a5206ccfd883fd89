//! Serves the sample data on loopback until stdin ends, and prints where and with which token: for
//! measuring other clients on the same bytes.

use std::io::{Read, Write};

use dapple_demo::{Demo, Options, Who};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let demo = Demo::start(Options::default()).await?;
    // The token is of this process and opens nothing but invented data.
    writeln!(std::io::stdout(), "{} {}", demo.origin(), demo.token(Who::ReadOnly))?;
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    demo.stop().await;
    Ok(())
}
