//! The gate before every page of the office: who comes, and may they?

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, web};

use super::access::{Needs, needs};
use super::cookies;
use super::desk::Desk;
use super::interrupted::Interrupted;
use crate::flows::office::Refusal;
use crate::flows::office::log::note_refusal;
use crate::flows::office::sessions::{self, Seat};
use crate::store::operator_sessions::Stage;
use crate::web::error::WebError;
use crate::web::state::Web;

/// Says that the gate let somebody in, and whom.
#[derive(Clone)]
pub(super) struct Admitted(pub Option<Seat>);

/// Lets a request in, or answers it.
pub(super) async fn gate(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match looks(&mut request).await {
        Ok(seat) => {
            request.extensions_mut().insert(Admitted(seat));
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        Err(Ok(answer)) => Ok(request.into_response(answer)),
        // As an answer and not as an error: an error would go past the guard, and bare.
        Err(Err(refused)) => Ok(request.error_response(refused).map_into_boxed_body()),
    }
}

async fn looks(
    request: &mut ServiceRequest,
) -> Result<Option<Seat>, Result<HttpResponse, WebError>> {
    let typed = Interrupted::of(request).await.map_err(Err)?;
    let desk = Desk::of(request.request()).map_err(Err)?;
    admitted(desk, request, typed).await
}

/// Who comes in; or what is answered instead. The request must be free again after this: routing
/// goes on in it.
async fn admitted(
    mut desk: Desk,
    request: &ServiceRequest,
    typed: Option<Interrupted>,
) -> Result<Option<Seat>, Result<HttpResponse, WebError>> {
    let Some(needs) = needs(request.method(), request.path()) else {
        return Err(Err(unknown(request)));
    };
    desk.seat = seat(&desk, request.request()).await.map_err(Err)?;
    let stage = desk.seat.as_ref().map(|seat| seat.session.stage);
    match (needs, stage, &desk.seat) {
        (Needs::Nothing, ..) | (Needs::Enrolling, Some(Stage::Enrols), _) => Ok(desk.seat),
        (_, Some(Stage::Enrols), _) => Err(Ok(desk.go("second-factor", ""))),
        (Needs::Enrolling, Some(Stage::In), _) => Err(Ok(desk.go("", ""))),
        (_, None, _) | (_, _, None) => Err(stranger(&desk, typed.as_ref())),
        (needs, Some(Stage::In), Some(seat)) => {
            if !needs.met_by(&seat.operator.roles) {
                note_attempt(&desk, request, seat).await.map_err(Err)?;
                return Err(desk.not_yours());
            }
            // From a page of an earlier session of the same person: shown, not done.
            match typed.filter(|typed| !typed.is_own(&desk) && typed.is_of(&desk, seat.name())) {
                Some(typed) => {
                    Err(desk.show(StatusCode::CONFLICT, &typed.view(&desk, desk.token())))
                }
                None => Ok(desk.seat.clone()),
            }
        }
    }
}

/// A form for another role is nothing that a page of the office offers: somebody tried. Addresses
/// that are only opened are not noted: a bookmark of an earlier role is no attempt.
async fn note_attempt(desk: &Desk, request: &ServiceRequest, seat: &Seat) -> Result<(), WebError> {
    if request.method() != Method::POST {
        return Ok(());
    }
    let (who, about) = (seat.name().to_owned(), request.path().to_owned());
    desk.web
        .run(move |app| note_refusal(app, &who, &about, Refusal::NotYours))
        .await
}

fn stranger(desk: &Desk, typed: Option<&Interrupted>) -> Result<HttpResponse, WebError> {
    if typed.is_some() {
        desk.web.limits.post(&desk.request)?;
    }
    desk.sign_in_page(typed)
}

fn unknown(request: &ServiceRequest) -> WebError {
    let path = request.path();
    let is_known = super::TABLE.iter().any(|(_, address, _)| *address == path);
    match is_known {
        true => WebError::MethodNotAllowed,
        false => WebError::NotFound,
    }
}

async fn seat(desk: &Desk, request: &HttpRequest) -> Result<Option<Seat>, WebError> {
    let Some(token) = cookies::session(&desk.web.app, request) else {
        return Ok(None);
    };
    desk.web.run(move |app| sessions::seat(app, &token)).await
}

/// What every request of the office needs of the server.
pub(super) fn web_of(request: &HttpRequest) -> Result<std::sync::Arc<Web>, WebError> {
    let web = request.app_data::<web::Data<Web>>();
    Ok(web.ok_or(WebError::Unavailable)?.clone().into_inner())
}
