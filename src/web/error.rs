//! The one place that knows status codes. The visitor gets a fixed sentence, the log the cause.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use super::views::door::Message;
use crate::flows::FlowError;

/// Why a request is not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebError {
    /// The request makes no sense: a wrong Host, a form that is none.
    #[error("bad request")]
    BadRequest,
    /// The form does not belong to this visit.
    #[error("foreign form")]
    ForeignForm,
    /// A page of the form before this one has no answer yet.
    #[error("out of order")]
    OutOfOrder,
    /// No such page.
    #[error("not found")]
    NotFound,
    /// The page takes no such request.
    #[error("method not allowed")]
    MethodNotAllowed,
    /// More was sent than any form needs.
    #[error("too large")]
    TooLarge,
    /// What was sent came too slowly.
    #[error("too slow")]
    TooSlow,
    /// Too many requests from this network, or in all.
    #[error("too many requests")]
    TooMany,
    /// Too much is waiting.
    #[error("busy")]
    Busy,
    /// It is not certain that it was done, so it counts as not done.
    #[error("unavailable")]
    Unavailable,
}

impl WebError {
    /// The page that tells it.
    pub(super) const fn message(self) -> Message {
        match self {
            Self::BadRequest | Self::TooSlow => Message::BadRequest,
            Self::ForeignForm => Message::Forbidden,
            Self::OutOfOrder => Message::OutOfOrder,
            Self::NotFound => Message::NotFound,
            Self::MethodNotAllowed => Message::MethodNotAllowed,
            Self::TooLarge => Message::TooLarge,
            Self::TooMany => Message::TooMany,
            Self::Busy | Self::Unavailable => Message::Unavailable,
        }
    }
}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::OutOfOrder => StatusCode::CONFLICT,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Without a page: the guard around all handlers writes one in the visitor's language.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

impl From<FlowError> for WebError {
    fn from(error: FlowError) -> Self {
        match error {
            FlowError::Busy => Self::Busy,
            other => {
                tracing::error!(cause = %other.causes(), "a flow failed");
                Self::Unavailable
            }
        }
    }
}
