//! Whom the program sees behind its proxies. Limits per network rest on it: where every visitor
//! seems to come from the proxy, one of them uses up the codes of all; where a header is believed
//! that anybody can write, there is no limit at all.
//!
//! The running server itself is asked, through the proxy, by a question that only a holder of the
//! keys can put ([`crate::crypto::asked`]): settings alone cannot tell what a proxy really sends.

use std::net::{IpAddr, SocketAddr};

use super::super::Line;
use super::http::Answer;
use crate::app::HostClock;
use crate::cli::open;
use crate::config::Settings;
use crate::crypto::asked;
use crate::domain::clock::Clock;

/// An address that belongs to nobody (RFC 5737), claimed in a header that anybody can write.
const CLAIMED: &str = "203.0.113.77";
const NAME: &str = "proxy";

/// The question, where the keys are there.
pub(super) fn question(settings: &Settings) -> Option<String> {
    let keys = open::keys(settings).ok()?;
    asked::question(&keys, HostClock.now()).ok()
}

pub(super) fn headers(question: Option<&str>) -> Vec<(&str, &str)> {
    let mut headers = vec![("X-Forwarded-For", CLAIMED)];
    headers.extend(question.map(|question| (asked::HEADER, question)));
    headers
}

pub(super) fn judged(settings: &Settings, was_asked: bool, answer: &Answer) -> Line {
    let told = answer.header(asked::HEADER).and_then(told);
    match told {
        Some((peer, taken_for)) => whom(settings, answer.from, peer, taken_for),
        None if was_asked => Line::grave(
            NAME,
            settings.production,
            "What answers there is not this register with these keys, or its clock differs by \
             more than five minutes, or a proxy takes headers away. Look where the proxy leads to.",
        ),
        None => Line::warn(NAME, "Not looked at: the keys are not there to ask with."),
    }
}

fn told(text: &str) -> Option<(SocketAddr, IpAddr)> {
    let (peer, taken_for) = text.split_once(' ')?;
    Some((peer.parse().ok()?, taken_for.parse().ok()?))
}

fn whom(settings: &Settings, from: SocketAddr, peer: SocketAddr, taken_for: IpAddr) -> Line {
    let grave = |say: String| Line::grave(NAME, settings.production, say);
    let proxy = peer.ip();
    let trusted = &settings.web.trusted_proxies;
    let is_trusted = |ip: IpAddr| trusted.iter().any(|network| network.contains(ip));
    if peer == from {
        return Line::ok(
            NAME,
            format!("No proxy stands before the program; it sees {taken_for}."),
        );
    }
    if is_trusted(from.ip()) {
        return Line::warn(
            NAME,
            format!(
                "The name of the site leads this machine to itself ({}), and that address is \
                 trusted, so how a visitor from outside is seen cannot be told. Let it lead to the \
                 public address here too (look at /etc/hosts).",
                from.ip()
            ),
        );
    }
    if taken_for.to_string() == CLAIMED {
        return grave(format!(
            "The program believes what a visitor writes into X-Forwarded-For, so its limits can be \
             walked round. Let the proxy at {proxy} write that header itself (nginx: \
             proxy_set_header X-Forwarded-For $remote_addr), and name only it in \
             web.trusted_proxies."
        ));
    }
    if taken_for != proxy {
        return Line::ok(
            NAME,
            format!(
                "Behind the proxy at {proxy} the program sees {taken_for} as the visitor's address."
            ),
        );
    }
    if is_trusted(proxy) {
        return grave(format!(
            "The proxy at {proxy} does not pass on who comes, so all visitors share one limit. Let \
             it write X-Forwarded-For (nginx: proxy_set_header X-Forwarded-For $remote_addr)."
        ));
    }
    grave(format!(
        "The proxy at {proxy} is not trusted, so all visitors share one limit. Write \
         web.trusted_proxies = [\"{proxy}\"]"
    ))
}
