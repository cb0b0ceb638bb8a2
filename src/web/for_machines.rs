//! What machines ask for at fixed addresses: `robots.txt` and `security.txt`.

use actix_web::{HttpResponse, web};

use super::error::WebError;
use super::shelf::{self, Keep};
use super::state::Web;
use super::views::contact;
use crate::domain::clock::Day;

const TEXT: &str = "text/plain; charset=utf-8";

/// `security.txt` is good for this many days; RFC 9116 advises less than a year.
const GOOD_FOR_DAYS: i32 = 180;

/// `robots.txt`: the door is no place for machines, and nothing else is secret.
pub(super) async fn robots(web: web::Data<Web>) -> HttpResponse {
    let doors = ["start", "code", "choose", "form", "kept", "done", "exit"];
    let mut text = String::from("User-agent: *\n");
    for locale in web.app.texts.offered() {
        for door in doors {
            text.push_str(&format!("Disallow: /{locale}/{door}\n"));
        }
    }
    shelf::answer(text, TEXT, "no-cache", Keep::UntilGrowth)
}

/// `/.well-known/security.txt` (RFC 9116): where a hole can be reported.
pub(super) async fn security(web: web::Data<Web>) -> Result<HttpResponse, WebError> {
    let settings = &web.app.settings;
    let given = settings.pages.security_contact.as_deref();
    let given = given.unwrap_or(&settings.controller.contact);
    // Without a contact that a machine can use the file would not be one.
    let contact = contact::link(given).ok_or(WebError::NotFound)?;
    let base = settings.register.base_url.as_str();
    let languages: Vec<_> = web
        .app
        .texts
        .offered()
        .map(|locale| locale.code())
        .collect();
    let text = format!(
        "Contact: {contact}\nExpires: {}T00:00:00Z\nPreferred-Languages: {}\n\
         Canonical: {base}/.well-known/security.txt\n",
        expires(web.app.now().day()),
        languages.join(", "),
    );
    Ok(HttpResponse::Ok()
        .insert_header(("content-type", TEXT))
        .insert_header(("cache-control", "no-cache"))
        .body(text))
}

fn expires(today: Day) -> String {
    Day::from_number(today.number() + GOOD_FOR_DAYS)
        .date()
        .to_string()
}
