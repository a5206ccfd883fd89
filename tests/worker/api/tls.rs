//! Certificates, and what the environment of the process says about them and about proxies.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::sync::{Arc, mpsc};

use dapple::services::api::{Api, ApiError, ApiSettings, Network, Reason, TlsProblem};
use dapple_data::url::Origin;
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use secrecy::SecretString;

use super::reach::reason_at;
use super::server::{Server, answer, good};
use super::{AUTHORITY, TOKEN, client, collect, hello, network, settings};

/// For `localhost`, signed by the authority of these tests, with its key.
const SERVER: &str = include_str!("server.pem");
/// The same name and key, valid until 2021.
const EXPIRED: &str = include_str!("expired.pem");
/// A person's certificate with its key.
const PERSON: &str = include_str!("person.pem");

/// Whom a server lets in.
#[derive(Clone, Copy)]
enum Clients {
    Anybody,
    WithCertificate,
}

fn certificate_of(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
}

fn key_of(pem: &str) -> PrivateKeyDer<'static> {
    PrivateKeyDer::from_pem_slice(pem.as_bytes()).unwrap()
}

/// Answers one TLS connection after the other; gives the heads of the requests.
fn tls_server(certificate: &str, clients: Clients) -> (u16, mpsc::Receiver<String>) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = match clients {
        Clients::Anybody => WebPkiClientVerifier::no_client_auth(),
        Clients::WithCertificate => {
            let mut roots = RootCertStore::empty();
            roots.add(certificate_of(AUTHORITY)).unwrap();
            WebPkiClientVerifier::builder_with_provider(roots.into(), provider.clone()).build().unwrap()
        }
    };
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![certificate_of(certificate)], key_of(SERVER))
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (heads, seen) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream);
            let mut bytes = [0; 4096];
            // A client that does not trust the certificate hangs up here.
            let Ok(read) = stream.read(&mut bytes) else { continue };
            let _ = heads.send(String::from_utf8_lossy(&bytes[..read]).into_owned());
            let _ = stream.write_all(&good());
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    (port, seen)
}

fn trusting(address: &str) -> ApiSettings {
    let network = Network { extra_ca_pem: Some(AUTHORITY.as_bytes().to_vec()), ..network() };
    ApiSettings { network, ..settings(address) }
}

#[tokio::test]
async fn a_companys_own_authority_is_trusted_when_it_is_named() {
    let (port, seen) = tls_server(SERVER, Clients::Anybody);
    let api = Api::new(trusting(&format!("https://localhost:{port}"))).unwrap();
    collect(&api, &hello()).await.1.unwrap();
    assert!(seen.recv().unwrap().contains(&format!("authorization: Bearer {TOKEN}\r\n")));
}

#[tokio::test]
async fn a_client_certificate_opens_the_door_that_asks_for_one() {
    let (port, seen) = tls_server(SERVER, Clients::WithCertificate);
    let address = format!("https://localhost:{port}");
    let (reason, _) = reason_at(trusting(&address)).await;
    assert!(matches!(reason, Reason::Tls(TlsProblem::Other(_)) | Reason::Reset), "{reason:?}");
    assert!(seen.try_recv().is_err());

    let mut settings = trusting(&address);
    settings.network.client_certificate_pem = Some(SecretString::from(PERSON));
    assert!(!format!("{settings:?}").contains("BEGIN"));
    collect(&Api::new(settings).unwrap(), &hello()).await.1.unwrap();
    assert!(seen.recv().unwrap().contains(TOKEN));
}

#[tokio::test]
async fn a_client_takes_up_certificates_that_are_set_later() {
    let (port, seen) = tls_server(SERVER, Clients::Anybody);
    let before = Api::new(settings(&format!("https://localhost:{port}"))).unwrap();
    assert!(collect(&before, &hello()).await.1.is_err());
    let network = trusting("https://localhost").network;
    network.check_certificates().unwrap();
    let after = before.with_network(&network).unwrap();
    collect(&after, &hello()).await.1.unwrap();
    assert!(seen.recv().unwrap().contains(&format!("authorization: Bearer {TOKEN}\r\n")));
    let broken = Network { client_certificate_pem: Some(SecretString::from(AUTHORITY)), ..network };
    assert!(matches!(broken.check_certificates(), Err(ApiError::BadClientCertificate)));
}

#[tokio::test]
async fn a_server_that_cannot_be_trusted_gets_no_request() {
    let (port, seen) = tls_server(SERVER, Clients::Anybody);
    let (reason, error) = reason_at(settings(&format!("https://localhost:{port}"))).await;
    assert_eq!(reason, Reason::Tls(TlsProblem::UnknownIssuer));
    assert!(!error.may_have_happened());
    let (reason, _) = reason_at(trusting(&format!("https://127.0.0.1:{port}"))).await;
    assert_eq!(reason, Reason::Tls(TlsProblem::WrongName));
    assert!(seen.try_recv().is_err());
    let (port, seen) = tls_server(EXPIRED, Clients::Anybody);
    let (reason, _) = reason_at(trusting(&format!("https://localhost:{port}"))).await;
    assert_eq!(reason, Reason::Tls(TlsProblem::Expired));
    assert!(seen.try_recv().is_err());

    // What web servers say to TLS on their plain port.
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = plain.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut stream = plain.accept().unwrap().0;
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&answer(
            "400 Bad Request",
            &[],
            b"The plain HTTP request was sent to HTTPS port",
        ));
    });
    let (reason, _) = reason_at(settings(&format!("https://127.0.0.1:{port}"))).await;
    assert_eq!(reason, Reason::Tls(TlsProblem::NotTls));
}

/// Runs one test of this binary again in a process with another environment, where `name` is set.
fn again_with(test: &str, variables: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]);
    for name in
        ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "no_proxy"]
    {
        command.env_remove(name);
    }
    let output = command.env(AGAIN, "1").envs(variables.iter().copied()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

const AGAIN: &str = "DAPPLE_TEST_AGAIN";

/// Only Unix reads certificates from files that the environment names.
#[cfg(all(unix, not(target_vendor = "apple")))]
#[tokio::test]
async fn a_machine_without_certificates_says_so_and_loopback_still_works() {
    if std::env::var_os(AGAIN).is_none() {
        let missing = [("SSL_CERT_FILE", "/nonexistent/ca.pem"), ("SSL_CERT_DIR", "/nonexistent")];
        let test = "api::tls::a_machine_without_certificates_says_so_and_loopback_still_works";
        return again_with(test, &missing);
    }
    let api = Api::new(settings("https://speckle.example")).unwrap();
    let error = collect(&api, &hello()).await.1.unwrap_err();
    assert!(matches!(error, ApiError::NoCertificates), "{error:?}");
    assert!(error.advice().contains("ca-certificates"));
    let server = Server::saying(good()).await;
    collect(&client(&server), &hello()).await.1.unwrap();
    let (port, _seen) = tls_server(SERVER, Clients::Anybody);
    let api = Api::new(trusting(&format!("https://localhost:{port}"))).unwrap();
    collect(&api, &hello()).await.1.unwrap();
}

#[test]
fn the_proxy_of_the_environment_is_named_and_its_exceptions_hold() {
    if std::env::var_os(AGAIN).is_none() {
        let proxies =
            [("HTTPS_PROXY", "http://ana:s3cret@proxy.example:3128"), ("NO_PROXY", "direct.example")];
        let test = "api::tls::the_proxy_of_the_environment_is_named_and_its_exceptions_hold";
        return again_with(test, &proxies);
    }
    let network = Network::default();
    let proxy_for = |address: &str| network.proxy_in_use(&address.parse::<Origin>().unwrap());
    assert_eq!(proxy_for("https://speckle.example").as_deref(), Some("http://proxy.example:3128"));
    assert_eq!(proxy_for("https://direct.example"), None);
    assert_eq!(proxy_for("https://localhost"), None);
    let api = Api::new(ApiSettings { network: network.clone(), ..settings("https://speckle.example") });
    assert_eq!(api.unwrap().proxy_in_use().as_deref(), Some("http://proxy.example:3128"));
}
