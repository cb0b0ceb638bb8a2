//! Whose request it is, as far as limits need to know: the network it comes from.
//!
//! Behind a trusted proxy the address is the last one that the proxies did not add themselves.
//! Anything further left in `X-Forwarded-For` can be written by anyone, and is never believed.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::HttpRequest;

use crate::config::Network;

/// The address a request comes from.
pub(super) fn address(request: &HttpRequest, trusted: &[Network]) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(peer) {
        return Some(peer);
    }
    let named: Vec<&str> = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut last = peer;
    for text in named.iter().rev() {
        // What a trusted proxy passed on unread is nobody's address: stop at the proxy before it.
        let Ok(address) = text.trim().parse::<IpAddr>() else {
            return Some(last);
        };
        if !is_trusted(address) {
            return Some(address);
        }
        last = address;
    }
    Some(last)
}

/// The network one household or office has: an IPv4 address, or an IPv6 /56.
pub(super) fn prefix(address: IpAddr) -> [u8; 16] {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (!0_u128 << 72)).octets(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn seen(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let trusted: Vec<Network> = trusted.iter().map(|t| Network::parse(t).unwrap()).collect();
        let mut request = TestRequest::default().peer_addr(format!("{peer}:9").parse().unwrap());
        for line in forwarded {
            request = request.append_header(("X-Forwarded-For", *line));
        }
        address(&request.to_http_request(), &trusted)
            .unwrap()
            .to_string()
    }

    #[test]
    fn only_what_trusted_proxies_added_is_believed() {
        let proxy = ["127.0.0.1/32", "10.0.0.0/8"];
        assert_eq!(seen("192.0.2.1", &["198.51.100.7"], &proxy), "192.0.2.1");
        assert_eq!(seen("127.0.0.1", &["198.51.100.7"], &proxy), "198.51.100.7");
        assert_eq!(
            seen("127.0.0.1", &["203.0.113.9, 198.51.100.7"], &proxy),
            "198.51.100.7"
        );
        assert_eq!(
            seen(
                "127.0.0.1",
                &["203.0.113.9, 198.51.100.7, 10.1.1.1"],
                &proxy
            ),
            "198.51.100.7"
        );
        assert_eq!(
            seen("127.0.0.1", &["203.0.113.9", "198.51.100.7"], &proxy),
            "198.51.100.7"
        );
        assert_eq!(
            seen("127.0.0.1", &["203.0.113.9, nonsense"], &proxy),
            "127.0.0.1"
        );
        assert_eq!(seen("127.0.0.1", &[], &proxy), "127.0.0.1");
    }

    #[test]
    fn neighbours_in_one_network_share_their_limits() {
        let of = |text: &str| prefix(text.parse().unwrap());
        assert_eq!(of("2001:db8:0:ab01::1"), of("2001:db8:0:abff::2"));
        assert_ne!(of("2001:db8:0:ab01::1"), of("2001:db8:0:ac01::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
