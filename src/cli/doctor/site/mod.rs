//! The site from outside, as visitors reach it: its name, its certificate, what it answers in clear,
//! and whether the program behind the proxy still sees who comes.

mod http;
mod seen;

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};

use super::asks::{Names, Trust};
use super::{Line, Looks};
use crate::app::HostClock;
use crate::config::{BaseUrl, Settings, is_loopback};
use crate::domain::clock::{Clock, Timestamp};
use http::{Answer, Door, Silence};

/// The port that browsers try where no scheme was typed.
pub(super) const CLEAR_PORT: u16 = 80;
/// Certificates are renewed weeks before; less than this left means that it did not work.
pub(super) const SOON_DAYS: i32 = 14;

pub(super) fn look(settings: &Settings, looks: &Looks<'_>) -> Vec<Line> {
    let base = &settings.register.base_url;
    let grave = |name, say: String| Line::grave(name, settings.production, say);
    let mut lines = Vec::new();
    let at = match places(base, looks.names) {
        Ok((at, remark)) => {
            lines.extend(remark);
            at
        }
        Err(say) => return vec![grave("site", say)],
    };
    let trust = base.is_https().then(Trust::of_this_host);
    if matches!(trust, Some(None)) {
        let say = "This host trusts no authority, so no certificate can be looked at. Install \
                   the package ca-certificates.";
        return vec![grave("certificate", say.to_owned())];
    }
    let trust = trust.flatten();
    let door = Door {
        authority: base.authority(),
        host: bare(base),
        at,
        trust: trust.as_ref(),
    };
    let asked = seen::question(settings);
    match door.get("/healthz", &seen::headers(asked.as_deref())) {
        Ok(answer) => {
            lines.push(answers(settings, &answer));
            lines.extend(trust.as_ref().map(|trust| {
                until(
                    settings,
                    "certificate",
                    trust,
                    &answer.chain,
                    door.host,
                    HostClock.now(),
                )
            }));
            lines.push(seen::judged(settings, asked.is_some(), &answer));
        }
        Err(silence) => lines.push(silent(settings, &silence)),
    }
    if base.is_https() {
        lines.push(redirect(settings, &door, looks.clear_port));
    }
    lines
}

/// An IPv6 address stands in brackets in an address of the web, and in no certificate.
fn bare(base: &BaseUrl) -> &str {
    base.host().trim_start_matches('[').trim_end_matches(']')
}

/// Where the site is, and what is odd about that; or why it is nowhere.
fn places(base: &BaseUrl, names: &dyn Names) -> Result<(Vec<SocketAddr>, Option<Line>), String> {
    let host = bare(base);
    let port = port(base);
    let with_port = |found: Vec<IpAddr>| found.into_iter().map(|ip| (ip, port).into()).collect();
    if host.parse::<IpAddr>().is_ok() || is_loopback(host) {
        return here(host, port).map(|at| (at, None));
    }
    match names.addresses(host) {
        Ok(found) if !found.is_empty() => Ok((with_port(found), None)),
        asked => {
            let why = match &asked {
                Ok(_) => format!(
                    "The name {host} has no address, so nobody finds the site. Publish: {host}. A \
                     <this machine's address>"
                ),
                Err(unanswered) => format!("The name {host} was not looked up: {unanswered}."),
            };
            // The host's own list of names may know it; visitors do not read that.
            let at = here(host, port).map_err(|_| why.clone())?;
            Ok((at, Some(Line::warn("name", why))))
        }
    }
}

fn here(host: &str, port: u16) -> Result<Vec<SocketAddr>, String> {
    let found = (host, port).to_socket_addrs();
    found
        .map(Iterator::collect)
        .map_err(|_| format!("The name {host} has no address."))
}

fn port(base: &BaseUrl) -> u16 {
    let usual = if base.is_https() { 443 } else { 80 };
    let after = base.authority().strip_prefix(base.host());
    let given = after.and_then(|rest| rest.strip_prefix(':'));
    given.and_then(|port| port.parse().ok()).unwrap_or(usual)
}

fn answers(settings: &Settings, answer: &Answer) -> Line {
    let site = settings.register.base_url.as_str();
    if answer.status == 200 && answer.body.contains("alive") {
        return Line::ok("site", format!("{site} answers."));
    }
    Line::grave(
        "site",
        settings.production,
        format!(
            "{site} answers with {}, and not as this program does. Is `enkel serve` running, and \
             does the proxy hand everything on to {}?",
            answer.status, settings.web.listen
        ),
    )
}

fn silent(settings: &Settings, silence: &Silence) -> Line {
    let site = settings.register.base_url.as_str();
    let (name, say) = match silence {
        Silence::Unreachable(error) => (
            "site",
            format!(
                "{site} does not answer ({error}). Start `enkel serve` and the proxy before it, \
                 and look at the firewall."
            ),
        ),
        Silence::Certificate(untrusted) => ("certificate", format!("At {site} {untrusted}.")),
        Silence::Odd(what) => (
            "site",
            format!("{site} answers oddly: {what}. Look at the proxy."),
        ),
    };
    Line::grave(name, settings.production, say)
}

/// Until when a chain of certificates is good.
pub(super) fn until(
    settings: &Settings,
    name: &'static str,
    trust: &Trust,
    chain: &[Vec<u8>],
    host: &str,
    now: Timestamp,
) -> Line {
    let Some(last) = trust.last_day(chain, host, now) else {
        return Line::warn(
            name,
            format!("How long the certificate of {host} lasts cannot be told."),
        );
    };
    let left = last.number() - now.day().number();
    let say = format!(
        "The certificate of {host} and those behind it are good until {}",
        last.iso()
    );
    match left >= SOON_DAYS {
        true => Line::ok(name, format!("{say}.")),
        false => Line::grave(
            name,
            settings.production,
            format!("{say}: {left} days. It should have been renewed by now; see why it was not."),
        ),
    }
}

/// What is answered in clear: nothing but the way to the encrypted site.
fn redirect(settings: &Settings, door: &Door<'_>, clear_port: u16) -> Line {
    const NAME: &str = "redirect";
    let site = settings.register.base_url.as_str();
    let remedy = format!("Let the proxy redirect everything on port {clear_port} to {site}.");
    let clear = Door {
        authority: door.host,
        host: door.host,
        at: door
            .at
            .iter()
            .map(|at| (at.ip(), clear_port).into())
            .collect(),
        trust: None,
    };
    let bad = |what: &str| Line::grave(NAME, settings.production, format!("{what} {remedy}"));
    let answer = match clear.get("/", &[]) {
        Ok(answer) => answer,
        Err(_) => {
            let say = format!("Nobody answers who types the address without https. {remedy}");
            return Line::warn(NAME, say);
        }
    };
    let status = answer.status;
    let to = answer.header("location").unwrap_or_default();
    let to_us = to.strip_prefix(site);
    match status {
        300..400 if to_us.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) => Line::ok(
            NAME,
            "Whoever comes in clear is sent to the encrypted site.",
        ),
        // To another page of the same site, in clear.
        300..400 if to.starts_with('/') || to.starts_with("http://") => bad(OPEN),
        300..400 => bad("Whoever comes in clear is sent elsewhere."),
        200..300 => bad(OPEN),
        _ => Line::warn(
            NAME,
            format!("Whoever types the address without https gets the answer {status}. {remedy}"),
        ),
    }
}

const OPEN: &str = "The site is served in clear too, so others can read what is typed.";
