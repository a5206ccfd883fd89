//! A second start of Dapple: it asks the first to come to the front, and ends.
//!
//! The first listens on a socket in the state folder, which is this person's alone (0700), as is the
//! socket (0600). What goes over it is one short [`Call`] and the word `ok`: no token, no setting, no
//! answer of a server. Where there is no such socket (Windows, or a folder whose path is too long for
//! one) the call is a file beside it, which the first takes away.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a second start waits for the first before it opens a window of its own.
pub const PATIENCE: Duration = Duration::from_millis(500);

/// The first line of every call, before what is wanted.
const GREETING: &str = "dapple 1 ";
/// The longest call: a path is a few kilobytes at most.
const LONGEST: u64 = 1 << 16;
/// How often the first looks for a call that is a file, and a caller whether it was taken.
const LOOK: Duration = Duration::from_millis(100);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// What a second start wants of the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// Come to the front.
    Raise,
    /// The same, and show the sample data.
    Samples,
    /// The same, and open this saved answer. An absolute path.
    Open(PathBuf),
    /// The same, and open what this Speckle link or id names. One line, as it was typed.
    Link(String),
}

impl Call {
    fn to_bytes(&self) -> Vec<u8> {
        let (word, what): (_, &[u8]) = match self {
            Self::Raise => ("raise", b""),
            Self::Samples => ("samples", b""),
            Self::Open(path) => ("open", path.as_os_str().as_encoded_bytes()),
            Self::Link(link) => ("link", link.as_bytes()),
        };
        let mut bytes = format!("{GREETING}{word}\n").into_bytes();
        bytes.extend_from_slice(what);
        bytes
    }

    /// Reads a call; `None` for anything else, and for a path that another folder would change.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let line = bytes.iter().position(|b| *b == b'\n')?;
        let (line, path) = bytes.split_at_checked(line)?;
        let word = line.strip_prefix(GREETING.as_bytes())?;
        match (word, path.get(1..)?) {
            (b"raise", b"") => Some(Self::Raise),
            (b"samples", b"") => Some(Self::Samples),
            (b"link", text) => {
                let text = std::str::from_utf8(text).ok()?;
                (!text.contains(char::is_control) && !text.is_empty()).then(|| Self::Link(text.to_owned()))
            }
            (b"open", path) => path_of(path).filter(|path| path.is_absolute()).map(Self::Open),
            _ => None,
        }
    }
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    let path = !bytes.contains(&0);
    path.then(|| PathBuf::from(std::ffi::OsString::from_vec(bytes.to_vec())))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(bytes).ok().map(PathBuf::from)
}

/// Where calls arrive: held by the one process that may write.
#[derive(Debug)]
pub struct Listener {
    #[cfg(unix)]
    socket: Option<socket::Socket>,
    letter: PathBuf,
}

impl Listener {
    /// Begins to listen in `folder`. Only for the holder of [`crate::services::store::Instance`]: what an
    /// earlier process left there is replaced. To be called inside a tokio runtime.
    ///
    /// # Errors
    /// Those of the system, naming no more than it does.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let letter = letter(folder);
        discard(&letter)?;
        #[cfg(unix)]
        {
            let socket = socket::path(folder).map(|path| socket::Socket::open(&path)).transpose()?;
            Ok(Self { socket, letter })
        }
        #[cfg(not(unix))]
        Ok(Self { letter })
    }

    /// Waits for the next call. What is no call is dropped without an answer.
    pub async fn next(&self) -> Call {
        #[cfg(unix)]
        if let Some(socket) = &self.socket {
            return socket.next().await;
        }
        loop {
            if let Some(call) = take(&self.letter) {
                return call;
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// Calls the process that listens in `folder`. Returns whether it took the call within `patience`.
pub fn call(folder: &Path, wanted: &Call, patience: Duration) -> bool {
    let until = Instant::now() + patience;
    #[cfg(unix)]
    if let Some(path) = socket::path(folder) {
        return socket::call(&path, wanted, until);
    }
    call_by_letter(&letter(folder), wanted, until)
}

fn letter(folder: &Path) -> PathBuf {
    folder.join("call")
}

fn discard(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Puts a call where the first looks, whole or not at all, and waits until it is gone.
fn call_by_letter(letter: &Path, wanted: &Call, until: Instant) -> bool {
    let draft = letter.with_extension(std::process::id().to_string());
    let put = || {
        let mut file = fs::File::create_new(&draft)?;
        file.write_all(&wanted.to_bytes())?;
        fs::rename(&draft, letter)
    };
    if put().is_err() {
        // A half-written call is nobody's.
        let _ = fs::remove_file(&draft);
        return false;
    }
    while Instant::now() < until {
        if !letter.exists() {
            return true;
        }
        std::thread::sleep(LOOK_AGAIN);
    }
    // Taken in the last moment counts too.
    fs::remove_file(letter).is_err()
}

/// Takes a call that is a file away, whatever is in it.
fn take(letter: &Path) -> Option<Call> {
    let fits = fs::metadata(letter).ok()?.len() <= LONGEST;
    let bytes = if fits { fs::read(letter).ok() } else { None };
    fs::remove_file(letter).ok()?;
    Call::from_bytes(&bytes?)
}

#[cfg(unix)]
mod socket {
    //! The call over a Unix socket.

    use std::fs;
    use std::io::{self, Read, Write};
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::net::UnixStream as BlockingStream;
    use std::path::{Path, PathBuf};
    use std::time::Instant;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{UnixListener, UnixStream};

    use super::{Call, LONGEST, LOOK_AGAIN, PATIENCE};

    /// What the first says when it took the call.
    const TAKEN: &[u8] = b"ok\n";
    /// The longest path that every Unix takes for a socket, in bytes (macOS: 104 with the zero).
    const LONGEST_PATH: usize = 103;

    /// Where the socket is; `None` where its path would be too long.
    pub fn path(folder: &Path) -> Option<PathBuf> {
        let path = folder.join("dapple.sock");
        (path.as_os_str().as_bytes().len() <= LONGEST_PATH).then_some(path)
    }

    #[derive(Debug)]
    pub struct Socket {
        listener: UnixListener,
        path: PathBuf,
        owner: u32,
    }

    impl Drop for Socket {
        fn drop(&mut self) {
            // One that stays behind answers nobody, and the next process replaces it.
            let _ = fs::remove_file(&self.path);
        }
    }

    impl Socket {
        pub fn open(path: &Path) -> io::Result<Self> {
            super::discard(path)?;
            let listener = UnixListener::bind(path)?;
            fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
            let owner = fs::metadata(path)?.uid();
            Ok(Self { listener, path: path.to_owned(), owner })
        }

        pub async fn next(&self) -> Call {
            loop {
                match self.listener.accept().await {
                    Ok((stream, _)) => {
                        // A caller that says nothing must not keep the others waiting.
                        let heard = tokio::time::timeout(PATIENCE, self.hear(stream)).await;
                        if let Ok(Some(call)) = heard {
                            return call;
                        }
                    }
                    // Out of file handles, most likely: it may pass.
                    Err(_) => tokio::time::sleep(PATIENCE).await,
                }
            }
        }

        /// Reads one call and answers it. The folder keeps other people out already; this does too.
        async fn hear(&self, mut stream: UnixStream) -> Option<Call> {
            if stream.peer_cred().ok()?.uid() != self.owner {
                return None;
            }
            let mut bytes = Vec::new();
            (&mut stream).take(LONGEST).read_to_end(&mut bytes).await.ok()?;
            let call = Call::from_bytes(&bytes)?;
            // A caller that is gone by now has opened a window of its own.
            stream.write_all(TAKEN).await.ok()?;
            Some(call)
        }
    }

    pub fn call(path: &Path, wanted: &Call, until: Instant) -> bool {
        loop {
            // A first that is only just starting does not listen yet.
            if let Ok(stream) = BlockingStream::connect(path) {
                return say(stream, wanted, until).unwrap_or(false);
            }
            if Instant::now() >= until {
                return false;
            }
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    fn say(mut stream: BlockingStream, wanted: &Call, until: Instant) -> io::Result<bool> {
        let left = until.saturating_duration_since(Instant::now()).max(LOOK_AGAIN);
        stream.set_write_timeout(Some(left))?;
        stream.set_read_timeout(Some(left))?;
        stream.write_all(&wanted.to_bytes())?;
        stream.shutdown(std::net::Shutdown::Write)?;
        let mut said = Vec::new();
        stream.take(TAKEN.len() as u64).read_to_end(&mut said)?;
        Ok(said == TAKEN)
    }
}
