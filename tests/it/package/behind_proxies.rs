//! The examples for Caddy and nginx, each in front of a real `enkel serve`: the whole door over
//! TLS, and nothing of any request in any log.

use std::sync::Arc;

use super::proxy::{Kind, Proxy};
use super::tls::NAME;
use crate::app::Backend;
use crate::hosts::process::{Host, register};
use crate::web::http::Request;
use crate::web::{Browser, Site};

const ADDRESS: &str = "anna.behind.a.proxy@example.org";

/// A register that is called [`NAME`] and believes the proxy on this machine.
fn behind(kind: Kind, careless: bool, more: &[(&str, &str)]) -> (Site, Host, Arc<Proxy>) {
    let base = format!("https://{NAME}");
    let mut given = vec![
        ("register.base_url", base.as_str()),
        ("web.trusted_proxies", "127.0.0.1/32"),
    ];
    given.extend(more);
    let register = register(Backend::Sqlite, &given);
    let keys = register.settings.keys.folder.clone();
    let host = Host::starts(&register, "host-1", &keys);
    let proxy = Arc::new(Proxy::before(kind, host.address, careless));
    let through = proxy.clone();
    let site = Site::of(register).behind(Box::new(move |_, request| {
        through
            .certificate
            .asks(through.https, &over_https(request))
    }));
    (site, host, proxy)
}

/// The cookie has another name where there is TLS, which binds it to this very site.
fn over_https(request: &Request) -> Request {
    let mut request = request.clone();
    for (name, value) in &mut request.headers {
        if name == "Cookie" {
            *value = value.replace("visit=", "__Host-visit=");
        }
    }
    request
}

/// Somebody declares; what of it must be in no log.
fn declares(site: &Site) -> Vec<String> {
    let mut anna = Browser::at(site);
    anna.comes_in(ADDRESS);
    let cookie = anna.cookie.clone().unwrap();
    anna.fills_in_the_least("MA").presses_the_button();
    assert_eq!(anna.page.status, 200, "{}", anna.page.words());
    assert_eq!(site.register.rows("registration"), 1);
    let code = site.register.mail.arrived();
    assert!(!code.is_empty());
    ["anna.behind", "/nl/", "127.0.0.2", "form/9"]
        .map(str::to_owned)
        .into_iter()
        .chain([cookie])
        .collect()
}

fn the_whole_door_opens_and_no_log_knows(kind: Kind) {
    let (site, host, proxy) = behind(kind, false, &[]);
    let told = declares(&site);
    plain_http_is_sent_on(&site, &proxy);
    pages_come_as_they_were_sent(&site, &host);
    too_much_is_refused(&site, &proxy);
    // Nobody is behind it any more, which is what proxies like to tell.
    let says = host.says();
    drop(host);
    let refused = site.get("/nl/start?anna.behind");
    assert_eq!(refused.status, 502);
    let logs = proxy.logs() + &says;
    for word in &told {
        assert!(!logs.contains(word), "{word}: {logs}");
    }
}

fn plain_http_is_sent_on(site: &Site, proxy: &Proxy) {
    let asked = Request::get("/nl/start").at_host(site.host());
    let answer = asked.sent_to(proxy.http);
    assert!([301, 308].contains(&answer.status), "{answer:?}");
    let to = answer.header("location").unwrap();
    assert!(to.starts_with(&format!("https://{NAME}")), "{to}");
    assert!(to.ends_with("/nl/start"), "{to}");
    assert!(answer.cookie().is_none());
}

/// Uncompressed and padded, kept by nobody, and no word of the proxy's own.
fn pages_come_as_they_were_sent(site: &Site, host: &Host) {
    let asked = Request::get("/nl/start").at_host(site.host());
    let asked = asked.with("Accept-Encoding", "gzip, br");
    let (through, direct) = (site.answers(&asked), asked.sent_to(host.address));
    assert_eq!(through.status, 200);
    assert_eq!(through.bytes.len() % 4_096, 0, "a step of 4 KiB");
    assert_eq!(through.bytes.len(), direct.bytes.len());
    assert_eq!(through.header("cache-control"), Some("no-store"));
    assert_ne!(
        through.cookie(),
        site.answers(&asked).cookie(),
        "each their own"
    );
    for (name, value) in &direct.headers {
        if !["date", "set-cookie", "connection"].contains(&name.as_str()) {
            assert_eq!(through.header(name), Some(value.as_str()), "{name}");
        }
    }
    for name in ["age", "via", "x-cache"] {
        assert_eq!(through.header(name), None, "{name}");
    }
}

fn too_much_is_refused(site: &Site, proxy: &Proxy) {
    let long = "a".repeat(300_000);
    let asked = Request::form("/nl/start", &[("address", &long)]).at_host(site.host());
    let answer = proxy.certificate.asks(proxy.https, &asked);
    // Debian's Caddy says that the server behind it failed, when it is itself that reads no further.
    assert!([413, 502].contains(&answer.status), "{}", answer.status);
}

/// A visitor who writes other addresses into the header is still one visitor.
fn nobody_takes_another_address(kind: Kind) {
    let few = [("web.code_requests_per_prefix_per_hour", "3")];
    let (site, _host, _proxy) = behind(kind, false, &few);
    let mut statuses = Vec::new();
    for number in 0..6 {
        let mut mallory = Browser::at(&site);
        mallory.opens("start");
        let form = mallory.form("start", &[("address", "bob@example.org")]);
        let forged = form.with("X-Forwarded-For", &format!("203.0.113.{number}"));
        statuses.push(site.answers(&forged).status);
    }
    assert_eq!(statuses, [303, 303, 303, 429, 429, 429]);
}

/// The test above can fail: with a log of requests the same search finds them.
fn a_careless_proxy_is_found(kind: Kind) {
    let (site, _host, proxy) = behind(kind, true, &[]);
    assert_eq!(site.get("/nl/start").status, 200);
    let logs = proxy.logs();
    assert!(logs.contains("/nl/start"), "{logs}");
}

#[test]
fn behind_caddy_the_whole_door_opens_and_no_log_knows() {
    the_whole_door_opens_and_no_log_knows(Kind::Caddy);
}

#[test]
fn behind_nginx_the_whole_door_opens_and_no_log_knows() {
    the_whole_door_opens_and_no_log_knows(Kind::Nginx);
}

#[test]
fn behind_caddy_nobody_takes_another_address() {
    nobody_takes_another_address(Kind::Caddy);
}

#[test]
fn behind_nginx_nobody_takes_another_address() {
    nobody_takes_another_address(Kind::Nginx);
}

#[test]
fn a_careless_caddy_and_a_careless_nginx_are_found() {
    a_careless_proxy_is_found(Kind::Caddy);
    a_careless_proxy_is_found(Kind::Nginx);
}
