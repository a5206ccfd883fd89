//! Certificate files: read, checked, and taken up by the clients that are there already.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::{Task, lock, words};
use crate::app::certificates::CertificateFile;
use crate::app::event::Event;
use crate::app::failure::Failure;
use crate::services::api::Network;

/// Far more than any bundle of authorities has, in bytes.
const MOST: u64 = 8 << 20;

/// Adds what the two files hold, as far as they are named, to the way to servers.
pub(super) fn add(
    network: &mut Network,
    authorities: Option<&Path>,
    client: Option<&Path>,
) -> Result<(), Failure> {
    network.extra_ca_pem = authorities.map(read).transpose()?.map(|pem| pem.to_vec());
    let client = client.map(read).transpose()?;
    network.client_certificate_pem =
        client.map(|pem| SecretString::from(String::from_utf8_lossy(&pem).into_owned()));
    Ok(())
}

/// A file can hold a private key: what was read of it is wiped.
fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let failed = |error: std::io::Error| words::certificate(path, &error);
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    if length > MOST {
        return Err(words::no_certificate(path));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or_default()));
    file.take(MOST).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Whether a file can be used as what it is chosen for. Sends nothing.
pub(super) async fn check(task: &Task, file: CertificateFile, path: PathBuf) -> Event {
    let result = task.on_disk(move |_| usable(file, &path)).await;
    Event::CertificateChecked { file, result: result.and_then(|result| result) }
}

fn usable(file: CertificateFile, path: &Path) -> Result<PathBuf, Failure> {
    // The window may be started from another folder the next time.
    let path = std::path::absolute(path).map_err(|error| words::certificate(path, &error))?;
    let mut network = Network::default();
    match file {
        CertificateFile::Authorities => add(&mut network, Some(&path), None)?,
        CertificateFile::Client => add(&mut network, None, Some(&path))?,
    }
    network.check_certificates().map_err(|error| words::api(&error))?;
    Ok(path)
}

/// Gives every client the settings of this moment; requests under way keep what they began with.
pub(super) async fn renew(task: &Task) -> Result<(), Failure> {
    let renewed = task.on_disk(|shared| {
        let network = shared.network()?;
        let known: Vec<_> = lock(&shared.apis).iter().map(|(key, api)| (key.clone(), api.clone())).collect();
        for (key, old) in known {
            let fresh = old.with_network(&network).map_err(|error| words::api(&error))?;
            // Signed out or in again meanwhile: that client is not to come back.
            if let Some(api) = lock(&shared.apis).get_mut(&key).filter(|api| Arc::ptr_eq(api, &old)) {
                *api = Arc::new(fresh);
            }
        }
        Ok(())
    });
    renewed.await.and_then(|result| result)
}
