//! A token's way in: a hidden prompt on a terminal, else stdin. Never an argument, never the environment.

use std::io::{self, IsTerminal, Read};

use dapple_data::token;
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::client::Client;
use super::end::{Code, End};

/// More than any token, and enough to see that what is piped in is none.
const MOST_BYTES: u64 = 4096;

/// Asks for a token and takes it as a paste into the window would be taken.
pub(super) async fn read(client: &mut Client) -> Result<SecretString, End> {
    let pasted = client.block(|_| paste()).await?;
    let pasted = pasted.map_err(|error| match error.kind() {
        io::ErrorKind::Interrupted => End::stopped(Code::Stopped),
        _ => End::failed(format!("The token could not be read: {error}")),
    })?;
    token::clean(&pasted).map_err(|error| End::wrong_use(format!("This does not look like a token. {error}")))
}

fn paste() -> io::Result<Zeroizing<String>> {
    if io::stdin().is_terminal() {
        return rpassword::prompt_password("Token (not shown): ").map(Zeroizing::new);
    }
    // As large as it can get: growing would leave copies behind.
    let mut text = Zeroizing::new(String::with_capacity(MOST_BYTES as usize + 1));
    io::stdin().lock().take(MOST_BYTES).read_to_string(&mut text)?;
    Ok(text)
}

/// The words of the command line that look like today's tokens (42 hexadecimal characters), for the
/// scrubber: a token typed as an argument by mistake is not repeated in an error that lands in a log.
pub(super) fn typed_as_arguments() -> Vec<SecretString> {
    std::env::args().skip(1).flat_map(|word| in_word(&word)).collect()
}

fn in_word(word: &str) -> Vec<SecretString> {
    let is_hex = |part: &&str| part.len() == 42 && part.bytes().all(|b| b.is_ascii_hexdigit());
    word.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_hex).map(SecretString::from).collect()
}
