//! The two certificate files of the settings: typed or chosen, checked at once, used from the next request on.

use std::path::PathBuf;

use super::command::Command;
use super::failure::Failure;
use super::remote::{CommandId, Remote};
use super::state::{Outbox, State};
use super::{Action, Event};
use crate::services::store::Settings;

/// How long after the last key a typed path is looked at, in seconds.
const REST: f64 = 0.4;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateFile {
    /// Authorities of a company's own, trusted beside those of the platform.
    Authorities,
    /// The person's certificate with its key.
    Client,
}

impl CertificateFile {
    fn of(self, settings: &mut Settings) -> &mut Option<PathBuf> {
        match self {
            Self::Authorities => &mut settings.extra_ca,
            Self::Client => &mut settings.client_certificate,
        }
    }
}

/// One path as it is being typed. It becomes a setting once the file was found good.
#[derive(Debug, Default)]
pub struct CertificateField {
    pub text: String,
    pub typed_at: Option<f64>,
    pub checked: Remote<()>,
    /// The file dialog that is open for it.
    pub picking: Option<CommandId>,
}

/// Both fields.
#[derive(Debug, Default)]
pub struct Certificates {
    pub authorities: CertificateField,
    pub client: CertificateField,
}

impl Certificates {
    /// One of the two.
    pub fn get(&self, file: CertificateFile) -> &CertificateField {
        match file {
            CertificateFile::Authorities => &self.authorities,
            CertificateFile::Client => &self.client,
        }
    }

    fn get_mut(&mut self, file: CertificateFile) -> &mut CertificateField {
        match file {
            CertificateFile::Authorities => &mut self.authorities,
            CertificateFile::Client => &mut self.client,
        }
    }

    /// When a typed path has rested long enough to be looked at.
    pub(super) fn due(&self) -> impl Iterator<Item = f64> {
        [&self.authorities, &self.client].into_iter().filter_map(|field| field.typed_at).map(|at| at + REST)
    }
}

const BOTH: [CertificateFile; 2] = [CertificateFile::Authorities, CertificateFile::Client];

/// The settings open: the fields show what is set, and a file that went bad meanwhile is said.
pub(super) fn opened(state: &mut State, now: f64, out: &mut Outbox) {
    state.certificates = Certificates::default();
    for file in BOTH {
        let Some(path) = file.of(&mut state.settings).clone() else { continue };
        state.certificates.get_mut(file).text = path.to_string_lossy().into_owned();
        check(state, file, path, now, out);
    }
}

/// What the person does with the fields.
pub(super) fn update(state: &mut State, action: Action, now: f64, out: &mut Outbox) {
    match action {
        Action::CertificateTyped(file, text) => {
            let field = state.certificates.get_mut(file);
            out.cancel.extend(field.checked.waiting_for());
            field.checked = Remote::Idle;
            let empty = text.trim().is_empty();
            field.typed_at = (!empty).then_some(now);
            field.text = text;
            if empty {
                set(state, file, None, out);
            }
        }
        Action::PickCertificate(file) => {
            let id = state.send(out, Command::PickCertificate);
            state.certificates.get_mut(file).picking = Some(id);
        }
        _ => {}
    }
}

/// Looks at a typed path once typing rests. Called as time passes.
pub(super) fn tick(state: &mut State, now: f64, out: &mut Outbox) {
    for file in BOTH {
        let field = state.certificates.get_mut(file);
        if field.typed_at.is_some_and(|at| now - at >= REST) {
            field.typed_at = None;
            let path = PathBuf::from(field.text.trim());
            check(state, file, path, now, out);
        }
    }
}

fn check(state: &mut State, file: CertificateFile, path: PathBuf, now: f64, out: &mut Outbox) {
    out.cancel.extend(state.certificates.get(file).checked.waiting_for());
    let id = state.send(out, Command::CheckCertificate { file, path });
    state.certificates.get_mut(file).checked.start(id, now);
}

/// What the world says about the files.
pub(super) fn on_event(state: &mut State, id: CommandId, event: Event, now: f64, out: &mut Outbox) {
    match event {
        Event::CertificatePicked(picked) => {
            let Some(file) = BOTH.into_iter().find(|f| state.certificates.get(*f).picking == Some(id)) else {
                return;
            };
            let field = state.certificates.get_mut(file);
            field.picking = None;
            match picked {
                Ok(None) => {}
                Ok(Some(path)) => {
                    field.text = path.to_string_lossy().into_owned();
                    field.typed_at = None;
                    check(state, file, path, now, out);
                }
                Err(failure) => {
                    field.checked.start(id, now);
                    field.checked.fail(id, failure);
                }
            }
        }
        Event::CertificateChecked { file, result } => {
            let field = state.certificates.get_mut(file);
            match result {
                Ok(path) => {
                    if field.checked.succeed(id, (), Vec::new()) {
                        set(state, file, Some(path), out);
                    }
                }
                Err(failure) => {
                    field.checked.fail(id, failure);
                }
            }
        }
        _ => {}
    }
}

/// A check that gave no answer of its own. Returns whether it was one of these.
pub(super) fn fail(state: &mut State, id: CommandId, failure: &Failure) -> bool {
    let mut told = false;
    for file in BOTH {
        told |= state.certificates.get_mut(file).checked.fail(id, failure.clone());
    }
    told
}

fn set(state: &mut State, file: CertificateFile, path: Option<PathBuf>, out: &mut Outbox) {
    let setting = file.of(&mut state.settings);
    if *setting == path {
        return;
    }
    *setting = path;
    let saved = Box::new(state.settings.clone());
    state.send(out, Command::SaveSettings(saved));
}
