//! A form that was sent after its session had ended. Nothing of it is done and nothing is kept on
//! the server: it travels in the form to sign in. It comes back to the person for whom its page
//! was made, to be looked at and sent by a button of their own.
//!
//! A page elsewhere cannot put words into somebody's mouth: what comes back must carry the token
//! that this office wrote into a page of that very person.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::dev::{ServiceRequest, UrlEncoded};
use actix_web::http::Method;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use futures_util::StreamExt;

use super::FORM_BYTES;
use super::desk::Desk;
use crate::web::error::WebError;
use crate::web::views::office::entry::{Interrupted as Shown, Kept};
use crate::web::visitor::Fields;

/// No more is carried: a form of the office must still fit around it.
const MOST_BYTES: usize = 64 * 1024;
const MOST_FIELDS: usize = 400;
/// What is carried has this before its name.
const MARK: &str = "kept.";

/// The forms that hold something typed, with the buttons that send it; none for every button.
/// Passwords and codes are in none of them, and no decision is among them: who decides looks again.
const TYPED: &[(&str, &[&str])] = &[
    ("/admin/settings", &["pause", "limits", "state"]),
    ("/admin/releases", &["refuse", "erratum"]),
    ("/admin/exports", &[]),
    ("/admin/texts/consent", &["propose"]),
    ("/admin/texts/page", &[]),
    ("/admin/texts/country", &[]),
    ("/admin/operators", &["invite"]),
];

/// What was typed into a form, and where it was going.
pub(super) struct Interrupted {
    path: String,
    fields: BTreeMap<String, String>,
}

impl Interrupted {
    /// What this request sends, when it is a form that holds something typed. The request is as
    /// good as new afterwards.
    pub(super) async fn of(request: &mut ServiceRequest) -> Result<Option<Self>, WebError> {
        let path = request.path().to_owned();
        let is_form = request.headers().get(CONTENT_TYPE).is_some_and(|kind| {
            kind.to_str()
                .is_ok_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
        });
        let holds = TYPED.iter().any(|(known, _)| *known == path);
        if request.method() != Method::POST || !is_form || !holds {
            return Ok(None);
        }
        let bytes = taken(request).await?;
        let fields = read(request.request(), bytes.clone()).await;
        request.set_payload(paid(bytes));
        Ok(fields.and_then(|fields| Self::within(path, &fields)))
    }

    fn within(path: String, fields: &BTreeMap<String, String>) -> Option<Self> {
        let action = fields.get("action").map_or("", String::as_str);
        let (_, actions) = TYPED.iter().find(|(known, _)| *known == path)?;
        let weight: usize = fields.iter().map(|(n, v)| n.len() + v.len()).sum();
        let fits = fields.len() <= MOST_FIELDS && weight <= MOST_BYTES;
        if !fits || !(actions.is_empty() || actions.contains(&action)) {
            return None;
        }
        let kept = fields.iter().filter(|(name, _)| *name != "factor");
        let fields = kept.map(|(n, v)| (n.clone(), v.clone())).collect();
        Some(Self { path, fields })
    }

    /// What a form to sign in carries.
    pub(super) fn carried(form: &Fields) -> Option<Self> {
        let path = form.get("to")?.clone();
        let fields: BTreeMap<String, String> = form
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(MARK)?, value)))
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect();
        Self::within(path, &fields)
    }

    /// The hidden fields that carry it.
    pub(super) fn hidden(&self) -> Vec<(String, String)> {
        let path = ("to".to_owned(), self.path.clone());
        let fields = self.fields.iter();
        let fields = fields.map(|(name, value)| (format!("{MARK}{name}"), value.clone()));
        std::iter::once(path).chain(fields).collect()
    }

    /// Whether its page was made for this person.
    pub(super) fn is_of(&self, desk: &Desk, who: &str) -> bool {
        let token = self.fields.get("token").map_or("", String::as_str);
        desk.made_for(who, token)
    }

    /// Whether it was sent from a page of this very session.
    pub(super) fn is_own(&self, desk: &Desk) -> bool {
        self.fields.get("token").map(String::as_str) == Some(desk.token().as_str())
    }

    /// The page that shows it, with a fresh token.
    pub(super) fn view<'a>(&self, desk: &'a Desk, token: String) -> Shown<'a> {
        let mut page = desk.page();
        page.token.clone_from(&token);
        let fields = self.fields.iter().filter(|(name, _)| *name != "token");
        let mut fields: Vec<Kept> = fields.map(|(n, v)| (n.clone(), v.clone())).collect();
        fields.push(("token".to_owned(), token));
        Shown {
            page,
            action: self.path.clone(),
            back: page_of(&self.path, &self.fields),
            kept: fields,
        }
    }
}

async fn taken(request: &mut ServiceRequest) -> Result<Bytes, WebError> {
    let mut payload = request.parts_mut().1.take();
    let mut bytes = Vec::new();
    while let Some(piece) = payload.next().await {
        let piece = piece.map_err(|_| WebError::BadRequest)?;
        if bytes.len() + piece.len() > FORM_BYTES {
            return Err(WebError::TooLarge);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.into())
}

fn paid(bytes: Bytes) -> actix_web::dev::Payload {
    actix_web::dev::Payload::from(bytes)
}

async fn read(request: &HttpRequest, bytes: Bytes) -> Option<BTreeMap<String, String>> {
    let read = UrlEncoded::<Fields>::new(request, &mut paid(bytes));
    Some((*read.limit(FORM_BYTES).await.ok()?).clone())
}

/// The page on which a form of this address stands.
pub(super) fn page_of(path: &str, fields: &BTreeMap<String, String>) -> String {
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let asks: &[(&str, &str)] = match path {
        "/admin/texts/consent" => &[("purpose", field("purpose"))],
        "/admin/texts/page" => &[("page", field("page")), ("lang", field("lang"))],
        "/admin/texts/country" => &[("code", field("code"))],
        "/admin/releases/ballot-box" => return "/admin/releases".to_owned(),
        "/admin/drills" => return "/admin".to_owned(),
        _ => &[],
    };
    let plain = |value: &str| value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let asks = asks.iter().filter(|(_, value)| plain(value));
    let asks: Vec<String> = asks
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    match asks.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", asks.join("&")),
    }
}

/// An address of the office to go on to after signing in; nothing that is not one.
pub(super) fn known_page(asked: &str) -> Option<&str> {
    let path = asked.split('?').next().unwrap_or_default();
    let known = super::TABLE
        .iter()
        .any(|(method, address, _)| *method == "GET" && *address == path);
    let plain = asked.len() <= 300 && asked.chars().all(|sign| sign.is_ascii_graphic());
    (known && plain).then_some(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(some: &[(&str, &str)]) -> BTreeMap<String, String> {
        let owned = some.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        owned.collect()
    }

    #[test]
    fn no_secret_and_no_decision_is_carried() {
        let carries = |path: &str, action: &str| {
            let sent = fields(&[("action", action), ("factor", "123456"), ("text", "x")]);
            Interrupted::within(path.to_owned(), &sent)
        };
        let kept = carries("/admin/settings", "pause").unwrap();
        assert!(
            kept.hidden()
                .iter()
                .all(|(name, _)| !name.contains("factor"))
        );
        for (path, action) in [
            ("/admin/settings", "approve"),
            ("/admin/releases", "approve"),
            ("/admin/releases", "count"),
            ("/admin/account", "password"),
            ("/admin/operators", "end"),
        ] {
            assert!(carries(path, action).is_none(), "{path} {action}");
        }
    }

    #[test]
    fn what_is_carried_is_bounded() {
        let long = "x".repeat(MOST_BYTES);
        let sent = fields(&[("action", "propose"), ("text-nl", &long)]);
        assert!(Interrupted::within("/admin/texts/consent".to_owned(), &sent).is_none());
        let many: BTreeMap<_, _> = (0..=MOST_FIELDS)
            .map(|n| (n.to_string(), String::new()))
            .collect();
        assert!(Interrupted::within("/admin/exports".to_owned(), &many).is_none());
    }

    #[test]
    fn nobody_is_led_out_of_the_office() {
        assert_eq!(known_page("/admin/log?who=a"), Some("/admin/log?who=a"));
        for other in [
            "//evil.example",
            "/admin/../x",
            "/nl/",
            "/admin/log\r\nx",
            "/admin/sign-out",
        ] {
            assert_eq!(known_page(other), None, "{other}");
        }
        let purpose = fields(&[("purpose", "a&b=c")]);
        assert_eq!(
            page_of("/admin/texts/consent", &purpose),
            "/admin/texts/consent"
        );
    }
}
