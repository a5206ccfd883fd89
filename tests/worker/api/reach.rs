//! Servers that cannot be reached: nobody there, proxies, certificates.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::Command;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use dapple::services::api::{
    Api, ApiError, ApiSettings, Network, ProxyChoice, ProxyProblem, Reason, TlsProblem,
};
use dapple_data::url::Origin;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use secrecy::SecretString;

use super::server::{Server, Step, answer, good};
use super::{TOKEN, client, collect, everything, hello, network, settings};

const AUTHORITY: &str = include_str!("authority.pem");
const SERVER_CERTIFICATE: &str = include_str!("server.pem");
const SERVER_KEY: &str = include_str!("server.key.pem");

/// A port where nothing listens.
fn dead_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

async fn reason_at(settings: ApiSettings) -> (Reason, ApiError) {
    let error = collect(&Api::new(settings).unwrap(), &hello()).await.1.unwrap_err();
    assert!(!everything(&error).contains(TOKEN));
    match &error {
        ApiError::CannotReach { reason, .. } => (reason.clone(), error),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nobody_there_is_told_with_host_and_port() {
    let port = dead_port();
    let (reason, error) = reason_at(settings(&format!("http://{port}"))).await;
    assert_eq!(reason, Reason::Refused);
    assert_eq!(error.title(), format!("Cannot reach {port}"));
    assert!(!error.may_have_happened());
}

#[tokio::test]
async fn silence_and_hanging_up_leave_it_open_whether_it_happened() {
    let server = Server::start(|_, _| vec![Step::AwaitClose]).await;
    let after = Duration::from_millis(300);
    let network = Network { idle_timeout: after, ..network() };
    let (reason, error) = reason_at(ApiSettings { network, ..settings(&server.address()) }).await;
    assert_eq!(reason, Reason::Silent { after });
    assert!(error.may_have_happened());

    for steps in [vec![], vec![Step::Reset]] {
        let server = Server::start(move |_, _| steps.clone()).await;
        let (reason, error) = reason_at(settings(&server.address())).await;
        assert_eq!(reason, Reason::Reset);
        assert!(error.may_have_happened());
    }
    let server = Server::saying(b"220 mail.example ESMTP\r\n\r\n".to_vec()).await;
    let (reason, _) = reason_at(settings(&server.address())).await;
    assert!(matches!(reason, Reason::Other(_)), "{reason:?}");
}

/// Settings for a server behind this proxy; the name is never looked up here.
fn behind(proxy: &str, server: &str) -> ApiSettings {
    let network = Network { proxy: ProxyChoice::Url(proxy.to_owned()), ..network() };
    ApiSettings { network, allow_plain_http: true, ..settings(server) }
}

#[tokio::test]
async fn a_dead_proxy_is_named_without_its_credentials() {
    let port = dead_port();
    for server in ["https://speckle.example", "http://speckle.example"] {
        let settings = behind(&format!("http://ana:s3cret@{port}"), server);
        assert!(!format!("{settings:?}").contains("s3cret"));
        let (reason, error) = reason_at(settings).await;
        assert_eq!(reason, Reason::Proxy(ProxyProblem::Unreachable), "{server}");
        assert_eq!(error.title(), format!("Cannot reach speckle.example through the proxy http://{port}"));
        assert!(!everything(&error).contains("s3cret"));
    }
    let settings = behind(&format!("socks5h://{port}"), "https://speckle.example");
    assert_eq!(reason_at(settings).await.0, Reason::Proxy(ProxyProblem::Unreachable));
}

#[tokio::test]
async fn a_proxy_that_says_no_is_told_with_what_it_wants() {
    let cases = [
        ("407 Proxy Authentication Required", ProxyProblem::LoginNeeded),
        ("502 Bad Gateway", ProxyProblem::Refused),
    ];
    for (status, problem) in cases {
        let proxy = Server::saying(answer(status, &[], b"")).await;
        let (reason, error) = reason_at(behind(&proxy.address(), "https://speckle.example")).await;
        assert_eq!(reason, Reason::Proxy(problem));
        assert!(error.title().contains(&proxy.address()));
        // The tunnel is asked for without the token: it is only inside TLS.
        assert_eq!(proxy.requests()[0].line, "CONNECT speckle.example:443 HTTP/1.1");
        assert!(proxy.requests()[0].header("authorization").is_empty());
    }
    let proxy = Server::saying(answer("407 Proxy Authentication Required", &[], b"")).await;
    let (reason, _) = reason_at(behind(&proxy.address(), "http://speckle.example")).await;
    assert_eq!(reason, Reason::Proxy(ProxyProblem::LoginNeeded));
}

#[tokio::test]
async fn a_proxy_gets_its_login_and_loopback_goes_round_it() {
    let proxy = Server::saying(good()).await;
    let with_login = proxy.address().replace("://", "://ana:word@");
    let api = Api::new(behind(&with_login, "http://speckle.example")).unwrap();
    assert_eq!(api.proxy_in_use(), Some(proxy.address()));
    collect(&api, &hello()).await.1.unwrap();
    let asked = &proxy.requests()[0];
    assert_eq!(asked.target(), "http://speckle.example/graphql");
    assert_eq!(asked.header("proxy-authorization"), ["Basic YW5hOndvcmQ="]);

    let server = Server::saying(good()).await;
    let api = Api::new(behind(&with_login, &server.address())).unwrap();
    assert_eq!(api.proxy_in_use(), None);
    collect(&api, &hello()).await.1.unwrap();
    assert_eq!((proxy.requests().len(), server.requests().len()), (1, 1));
}

#[test]
fn settings_that_cannot_be_used_are_told_apart() {
    let with = |change: fn(&mut Network)| {
        let mut network = network();
        change(&mut network);
        Api::new(ApiSettings { network, ..settings("https://speckle.example") }).unwrap_err()
    };
    for proxy in ["", "ftp://proxy.example", "not a proxy"] {
        let network = Network { proxy: ProxyChoice::Url(proxy.to_owned()), ..network() };
        let error = Api::new(ApiSettings { network, ..settings("https://speckle.example") }).unwrap_err();
        assert!(matches!(error, ApiError::BadProxy), "{proxy}: {error:?}");
    }
    let error = with(|n| n.extra_ca_pem = Some(b"no certificate".to_vec()));
    assert!(matches!(error, ApiError::BadCertificateFile), "{error:?}");
    let error = with(|n| n.extra_ca_pem = Some(AUTHORITY.replace("MIIB", "AAAA").into_bytes()));
    assert!(matches!(error, ApiError::BadCertificateFile), "{error:?}");
    let error = with(|n| n.client_certificate_pem = Some(SecretString::from(SERVER_CERTIFICATE)));
    assert!(matches!(error, ApiError::BadClientCertificate), "{error:?}");
}

/// Answers one TLS connection after the other; gives the heads of the requests.
fn tls_server() -> (u16, mpsc::Receiver<String>) {
    let certificate = CertificateDer::from_pem_slice(SERVER_CERTIFICATE.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(SERVER_KEY.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
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
    let (port, seen) = tls_server();
    let api = Api::new(trusting(&format!("https://localhost:{port}"))).unwrap();
    collect(&api, &hello()).await.1.unwrap();
    assert!(seen.recv().unwrap().contains(&format!("authorization: Bearer {TOKEN}\r\n")));
}

#[tokio::test]
async fn a_server_that_cannot_be_trusted_gets_no_request() {
    let (port, seen) = tls_server();
    let (reason, error) = reason_at(settings(&format!("https://localhost:{port}"))).await;
    assert_eq!(reason, Reason::Tls(TlsProblem::UnknownIssuer));
    assert!(!error.may_have_happened());
    let (reason, _) = reason_at(trusting(&format!("https://127.0.0.1:{port}"))).await;
    assert_eq!(reason, Reason::Tls(TlsProblem::WrongName));
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
        let test = "api::reach::a_machine_without_certificates_says_so_and_loopback_still_works";
        return again_with(test, &missing);
    }
    let api = Api::new(settings("https://speckle.example")).unwrap();
    let error = collect(&api, &hello()).await.1.unwrap_err();
    assert!(matches!(error, ApiError::NoCertificates), "{error:?}");
    assert!(error.advice().contains("ca-certificates"));
    let server = Server::saying(good()).await;
    collect(&client(&server), &hello()).await.1.unwrap();
    let (port, _seen) = tls_server();
    let api = Api::new(trusting(&format!("https://localhost:{port}"))).unwrap();
    collect(&api, &hello()).await.1.unwrap();
}

#[test]
fn the_proxy_of_the_environment_is_named_and_its_exceptions_hold() {
    if std::env::var_os(AGAIN).is_none() {
        let proxies =
            [("HTTPS_PROXY", "http://ana:s3cret@proxy.example:3128"), ("NO_PROXY", "direct.example")];
        let test = "api::reach::the_proxy_of_the_environment_is_named_and_its_exceptions_hold";
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
