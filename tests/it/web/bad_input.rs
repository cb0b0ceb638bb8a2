//! Whatever makes no sense is refused with a clear sentence in the visitor's language and a 4xx
//! status, and changes nothing.

use enkel::domain::locale::Locale;

use super::http::Request;
use super::tables::tables;
use super::{Browser, Site};
use crate::app::Backend;

on_both_databases!(
    addresses_that_are_none_are_refused,
    codes_that_are_none_are_refused_and_the_sixth_is_not_even_tried,
    answers_that_were_never_offered_are_refused,
    pages_out_of_order_are_refused,
    a_cookie_that_does_not_open_begins_nothing,
    bodies_methods_and_hosts_that_do_not_fit_are_refused,
    a_form_sent_at_once_is_refused,
);

const ANNA: &str = "anna@example.org";

fn addresses_that_are_none_are_refused(on: Backend) {
    let site = Site::on(on);
    let long_local = format!("{}@example.org", "x".repeat(65));
    let long = format!("x@{}example", "long.".repeat(60));
    let very_long = format!("x@{}example", "long.".repeat(2_000));
    for locale in Locale::WRITTEN {
        let mut stranger = Browser::at(&site).speaking(locale);
        stranger.opens("start");
        site.register.clock.passes(2);
        let before = tables(&site.register);
        for (typed, key) in [
            ("", "fault-address-missing"),
            ("   ", "fault-address-missing"),
            ("anna", "fault-address-malformed"),
            ("an na@example.org", "fault-address-malformed"),
            ("a@b@example.org", "fault-address-malformed"),
            ("\"anna\"@example.org", "fault-address-malformed"),
            (".anna@example.org", "fault-address-malformed"),
            ("anna@example.org\r\nBcc: eve@example.org", "fault-address"),
            ("anna\r\n@example.org", "fault-address-malformed"),
            ("anna@example.org\n.eve.example", "fault-address"),
            ("anna\0@example.org", "fault-address-malformed"),
            ("<anna@example.org>", "fault-address"),
            ("anna@example.org,eve@example.org", "fault-address"),
            ("anna@", "fault-address-domain"),
            ("anna@localhost", "fault-address-domain"),
            ("anna@[127.0.0.1]", "fault-address-domain"),
            ("anna@-example.org", "fault-address-domain"),
            (&long_local, "fault-address-too-long"),
            (&long, "fault-address-too-long"),
            (&very_long, "fault-address-too-long"),
        ] {
            stranger.sends("start", &[("address", typed)]);
            assert_eq!(stranger.status(), 422, "{typed:?}");
            let faults = stranger.page.faults();
            let known = ["missing", "malformed", "too-long", "domain"]
                .map(|what| format!("fault-address-{what}"));
            let told = known.iter().find(|known| stranger.word(known) == faults[0]);
            assert!(
                told.expect("a sentence of ours").starts_with(key),
                "{typed:?}: {faults:?}"
            );
        }
        assert_eq!(tables(&site.register), before);
    }
}

fn codes_that_are_none_are_refused_and_the_sixth_is_not_even_tried(on: Backend) {
    let site = Site::on(on);
    for locale in Locale::WRITTEN {
        let mut anna = Browser::at(&site).speaking(locale);
        anna.asks_for_a_code(ANNA);
        let right = anna.reads_the_mail(ANNA);
        let before = tables(&site.register);
        for (typed, key) in [
            ("", "fault-code-missing"),
            ("1234567", "fault-code-malformed"),
            ("123456789", "fault-code-malformed"),
            ("1234567a", "fault-code-malformed"),
            ("１２３４５６７８", "fault-code-malformed"),
            ("12345678\r\n", "fault-code-wrong"),
        ] {
            if key != "fault-code-wrong" {
                anna.sends("code", &[("code", typed)]);
                assert_eq!(anna.status(), 422, "{typed:?}");
                assert_eq!(anna.page.faults(), [anna.word(key)], "{typed:?}");
            }
        }
        assert_eq!(tables(&site.register), before, "no try was used up");
        let wrong = if right == "00000000" {
            "11111111"
        } else {
            "00000000"
        };
        for _ in 0..5 {
            anna.sends("code", &[("code", wrong)]);
            assert_eq!(
                (anna.status(), anna.page.faults()),
                (422, vec![anna.word("fault-code-wrong")])
            );
        }
        let before = tables(&site.register);
        for sixth in [wrong, &right] {
            anna.sends("code", &[("code", sixth)]);
            assert_eq!(
                (anna.status(), anna.page.faults()),
                (422, vec![anna.word("fault-code-wrong")])
            );
        }
        assert_eq!(tables(&site.register), before);
    }
}

fn answers_that_were_never_offered_are_refused(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site).speaking(Locale::En);
    anna.comes_in(ANNA)
        .sends("choose", &[("action", "form")])
        .sends("form/1", &[("adult_dutch", "yes")]);
    let before = tables(&site.register);
    let fault = |browser: &mut Browser, path: &str, fields: &[(&str, &str)], key: &str| {
        browser.sends(path, fields);
        assert_eq!(browser.status(), 422, "{fields:?}");
        let told = browser.page.faults();
        assert!(told.contains(&browser.word(key)), "{fields:?}: {told:?}");
    };
    for code in ["QQ", "NL", "QQX", "MARX", "🇲🇦", "' OR 1=1 --"] {
        fault(
            &mut anna,
            "form/2",
            &[("nat1", code)],
            "fault-nationality-unknown@first",
        );
    }
    let four = [
        ("nat1", "MA"),
        ("nat2", "IR"),
        ("nat3", "TR"),
        ("nat4", "SY"),
    ];
    fault(&mut anna, "form/2", &four, "fault-nationality-too-many");
    anna.sends("form/2", &[("nat1", "MA")]);
    fault(
        &mut anna,
        "form/3",
        &[("more", "perhaps")],
        "fault-more-missing",
    );
    anna.sends("form/3", &[("more", "yes")]);
    fault(
        &mut anna,
        "form/7",
        &[("province", "PV99")],
        "fault-answer-unknown",
    );
    for path in [
        "form/0", "form/10", "form/255", "form/256", "form/-1", "form/x", "form/",
    ] {
        anna.sends(path, &[("more", "yes")]);
        assert_eq!(anna.status(), 404, "{path}");
        assert_eq!(
            anna.page.heading(),
            anna.word("message-not-found-title"),
            "{path}"
        );
        anna.opens("choose");
    }
    anna.sends("kept", &[("action", "publish")]);
    assert_eq!(anna.status(), 400);
    assert_eq!(anna.page.heading(), anna.word("message-bad-request-title"));
    assert_eq!(tables(&site.register), before);
}

fn pages_out_of_order_are_refused(on: Backend) {
    let site = Site::on(on);
    for locale in Locale::WRITTEN {
        let mut anna = Browser::at(&site).speaking(locale);
        anna.comes_in(ANNA);
        let before = tables(&site.register);
        let all = [
            ("declare", "yes"),
            ("consent_keep", "yes"),
            ("more", "no"),
            ("nat1", "MA"),
        ];
        for n in 2..=9 {
            anna.opens("choose").sends(&format!("form/{n}"), &all);
            assert_eq!(anna.status(), 409, "{n}");
            assert_eq!(anna.page.heading(), anna.word("message-out-of-order-title"));
        }
        // Nor before the code was typed.
        let mut early = Browser::at(&site).speaking(locale);
        early.opens("start").sends("form/9", &all);
        assert_eq!(early.page.heading(), early.word("over-heading"));
        early.opens("start").sends("kept", &[("action", "remove")]);
        assert_eq!(early.page.heading(), early.word("over-heading"));
        assert_eq!(tables(&site.register), before);
    }
}

fn a_cookie_that_does_not_open_begins_nothing(on: Backend) {
    let site = Site::on(on);
    let elsewhere = Site::on(on);
    let mut foreign = Browser::at(&elsewhere);
    foreign.comes_in(ANNA);
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA).fills_in_the_least("MA");
    let own = anna.cookie.clone().unwrap();
    let before = tables(&site.register);
    let mut tampered = vec![
        String::new(),
        "x".to_owned(),
        own[1..].to_owned(),
        format!("{own}A"),
    ];
    for place in [0, 10, own.len() / 2, own.len() - 2] {
        let other = if own.as_bytes()[place] == b'A' {
            "B"
        } else {
            "A"
        };
        tampered.push(format!("{}{other}{}", &own[..place], &own[place + 1..]));
    }
    tampered.push(foreign.cookie.clone().unwrap());
    tampered.push("A".repeat(8_000));
    for cookie in tampered {
        anna.cookie = Some(cookie.clone());
        let ticks = [("declare", "yes"), ("consent_keep", "yes")];
        let answer = site.answers(&anna.form("form/9", &ticks));
        assert!(
            [403, 431, 400].contains(&answer.status),
            "{} for {cookie}",
            answer.status
        );
        if answer.status == 403 {
            assert!(answer.body.contains(&anna.word("over-heading")));
            assert!(answer.header("set-cookie").is_none(), "{cookie}");
            let choose = Request::get("/nl/choose");
            let page = site.answers(&anna.dressed(choose));
            assert!(page.body.contains(&anna.word("over-heading")), "{cookie}");
        }
    }
    anna.cookie = Some(own);
    site.register.clock.passes(20 * 60 + 1);
    anna.presses_the_button();
    assert_eq!(anna.status(), 403, "expired");
    assert_eq!(tables(&site.register), before);
}

fn bodies_methods_and_hosts_that_do_not_fit_are_refused(on: Backend) {
    let site = Site::on(on);
    for locale in Locale::WRITTEN {
        let mut anna = Browser::at(&site).speaking(locale);
        anna.comes_in(ANNA).fills_in_the_least("MA");
        let before = tables(&site.register);
        let long = "x".repeat(17_000);
        let big = anna.form(
            "form/9",
            &[("declare", "yes"), ("consent_keep", "yes"), ("x", &long)],
        );
        let home = || anna.dressed(Request::get(&anna.href("")));
        let to = |method: &str, path: &str| anna.dressed(Request::new(method, &anna.href(path)));
        let json = Request {
            headers: Vec::new(),
            ..anna.form("form/9", &[("declare", "yes")])
        };
        let json = anna.dressed(json).with("Content-Type", "application/json");
        let mut no_text = anna.form("start", &[]);
        no_text.body.extend_from_slice(b"&address=%FF%FE");
        for (request, status, name) in [
            (big, 413, "too-large"),
            (json, 400, "bad-request"),
            (
                home().without("Host").at_host("evil.example"),
                400,
                "bad-request",
            ),
            (
                home().without("Host").at_host("127.0.0.1"),
                400,
                "bad-request",
            ),
            (
                home()
                    .without("Host")
                    .at_host("127.0.0.1:8080.evil.example"),
                400,
                "bad-request",
            ),
            (to("PUT", "form/9"), 405, "method"),
            (to("DELETE", "kept"), 405, "method"),
            (to("PATCH", "start"), 405, "method"),
            (to("OPTIONS", "start"), 405, "method"),
            (to("POST", "figures"), 405, "method"),
            (to("POST", "done"), 400, "bad-request"),
            (to("GET", "no/such/page"), 404, "not-found"),
            (to("GET", "form/1/2"), 404, "not-found"),
            (to("GET", "../../etc/passwd"), 404, "not-found"),
        ] {
            let answer = site.answers(&request);
            let what = format!("{} {} {:?}", request.method, request.path, request.headers);
            assert_eq!(answer.status, status, "{what}");
            let title = anna.word(&format!("message-{name}-title"));
            assert!(answer.body.contains(&title), "{what}: {}", answer.body);
        }
        assert_eq!(site.answers(&home().without("Host")).status, 400);
        let answer = site.answers(&no_text);
        assert!((400..500).contains(&answer.status));
        assert_eq!(tables(&site.register), before);
    }
}

fn a_form_sent_at_once_is_refused(on: Backend) {
    let site = Site::on(on);
    let mut machine = Browser::at(&site);
    let before = tables(&site.register);
    machine.opens("start").sends("start", &[("address", ANNA)]);
    assert_eq!(
        (machine.status(), machine.page.faults()),
        (422, vec![machine.word("fault-too-fast")])
    );
    assert_eq!(machine.page.value("address").as_deref(), Some(ANNA));
    assert_eq!(tables(&site.register), before);
    site.register.clock.passes(2);
    machine.sends("start", &[("address", ANNA)]);
    assert_eq!(
        machine.status(),
        303,
        "a moment later the same form is taken"
    );
}
