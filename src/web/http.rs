//! HTTP: the pages, and the way to a WebSocket. Nothing else is answered, and no request has a body that is read.

use super::door::{Slots, Visitor};
use super::limits::{HEAD, HELLO, MESSAGE};
use super::socket;
use super::way::Arrived;
use crate::show::phones::PhoneSettings;
use axum::Router;
use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use crossbeam_channel::Sender;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// Pause after a failed accept: when the process is out of file handles, trying at once fails too.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The files of the pages: path, kind, content.
pub const FILES: [(&str, &str, &str); 6] = [
    ("/", HTML, include_str!("page/mix.html")),
    ("/mix.js", SCRIPT, include_str!("page/mix.js")),
    ("/stage", HTML, include_str!("page/stage.html")),
    ("/stage.js", SCRIPT, include_str!("page/stage.js")),
    ("/link.js", SCRIPT, include_str!("page/link.js")),
    ("/page.css", CSS, include_str!("page/page.css")),
];

/// Serves until `over` changes.
pub async fn serve(
    listener: TcpListener,
    settings: Arc<PhoneSettings>,
    arrived: Sender<Arrived>,
    mut over: watch::Receiver<bool>,
) {
    let mut slots = Slots::default();
    let router = router(&settings);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = over.changed() => return,
        };
        match accepted {
            Ok((stream, peer)) if settings.hears(peer.ip()) => {
                let visitor = Visitor {
                    slot: slots.take(peer.ip().to_canonical()),
                    arrived: arrived.clone(),
                };
                tokio::spawn(answer(stream, router.clone(), visitor));
            }
            Ok(_) => {}
            Err(_) => sleep(ACCEPT_PAUSE).await,
        }
    }
}

/// One connection: one request.
async fn answer(stream: TcpStream, router: Router, visitor: Visitor) {
    // Without it, the smallest messages would wait for others.
    let _ = stream.set_nodelay(true);
    let slot = Arc::clone(&visitor.slot);
    let service = TowerToHyperService::new(router.layer(Extension(visitor)));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HELLO)
        .max_buf_size(HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::select! {
        // Whatever became of it, it is over.
        _ = timeout(HELLO * 2, connection) => {}
        () = slot.evicted() => {}
    }
}

fn router(settings: &Arc<PhoneSettings>) -> Router {
    let mut router = Router::new();
    for (path, kind, content) in FILES {
        let file = move || async move { ([(header::CONTENT_TYPE, kind)], content) };
        router = router.route(path, get(file));
    }
    router
        .route("/ws", get(upgrade))
        .layer(from_fn_with_state(Arc::clone(settings), check))
}

/// Answers only those who call this machine by its own names, and says what a browser may do with a page.
async fn check(
    State(settings): State<Arc<PhoneSettings>>,
    request: Request,
    next: Next,
) -> Response {
    let Some(host) = own_host(request.headers(), &settings) else {
        let text = "This is not its name. Use the link that you were given.";
        let close = [(header::CONNECTION, "close")];
        return (StatusCode::MISDIRECTED_REQUEST, close, text).into_response();
    };
    let mut response = next.run(request).await;
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' ws://{host}; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let is_upgrade = response.status() == StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    if !is_upgrade {
        // One request a connection: nobody holds one that he does not use.
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-cache"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The `Host` of a request, where it is an address, or a name that nobody on the internet can have. Any other name
/// may be a page of a stranger that leads here (DNS rebinding).
fn own_host(headers: &HeaderMap, settings: &PhoneSettings) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    let name = name.to_ascii_lowercase();
    let is_own = address.parse::<IpAddr>().is_ok()
        || name == "localhost"
        || name.strip_suffix(".local").is_some()
        || Some(&name) == settings.host.as_ref();
    let is_plain = host
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte));
    (is_own && is_plain).then(|| host.to_owned())
}

/// A page opens its WebSocket; one of another origin does not.
async fn upgrade(
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response<Body> {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str());
    let own = format!("http://{}", host.unwrap_or_default());
    if origin.is_some_and(|origin| origin.map_or(true, |origin| !origin.eq_ignore_ascii_case(&own)))
    {
        return StatusCode::FORBIDDEN.into_response();
    }
    upgrade
        .max_message_size(MESSAGE)
        .max_frame_size(MESSAGE)
        .on_upgrade(|socket| socket::serve(socket, visitor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_nobody_else_can_have_are_answered() {
        let settings = PhoneSettings {
            host: Some("mix.example.org".to_owned()),
            ..PhoneSettings::default()
        };
        let is_own = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
            own_host(&headers, &settings).is_some()
        };
        for host in [
            "192.168.1.20:8077",
            "[::1]:8077",
            "127.0.0.1",
            "localhost:1",
            "Desk.local:8077",
            "mix.example.org",
        ] {
            assert!(is_own(host), "{host}");
        }
        for host in [
            "example.org:8077",
            "192.168.1.20.example.org",
            "",
            "a.local;b",
            "local",
        ] {
            assert!(!is_own(host), "{host}");
        }
        assert_eq!(own_host(&HeaderMap::new(), &settings), None);
    }

    #[test]
    fn the_pages_are_small_and_ask_nobody_else_for_anything() {
        let all: usize = FILES.iter().map(|(_, _, content)| content.len()).sum();
        assert!(all <= 100_000, "{all} bytes");
        for (path, _, content) in FILES {
            for word in [
                "https://",
                "http://",
                "//cdn",
                "@import",
                "url(",
                "eval(",
                "innerHTML",
            ] {
                let rest = content.replace("http://www.w3.org/2000/svg", "");
                assert!(!rest.contains(word), "{path}: {word}");
            }
        }
    }
}
