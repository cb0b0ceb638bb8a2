//! The figures as CBS's open data service gives its own (OData 3, JSON), for the tools made for it.
//!
//! Each published table is one OData table with the releases as its periods. What is shown here is
//! what the newest form of each release says, cell for cell. A question that is not understood is
//! answered with 400 and a sentence.

mod facts;
mod filter;
mod options;
mod periods;
mod sheet;
mod tables;
mod words;

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::error::WebError;
use super::shelf::{self, Keep};
use super::state::Web;
use options::Options;
use sheet::Sheet;
use tables::Table;

const JSON: &str = "application/json; charset=utf-8";

/// The ids of all tables.
pub(super) use tables::IDS as TABLES;

/// The endpoints that tables have; each table has those of its own dimensions only.
pub(super) fn endpoints() -> Vec<&'static str> {
    let dimensions = crate::flows::publish::csv::DIMENSIONS.iter();
    let fixed = tables::ENDPOINTS.into_iter().chain(["Periods"]);
    fixed
        .chain(dimensions.map(|name| words::column(name)))
        .collect()
}

/// `/ODataCatalog/Tables`.
pub(super) async fn catalog(
    request: HttpRequest,
    web: web::Data<Web>,
) -> Result<HttpResponse, WebError> {
    let web = web.into_inner();
    answer(&request, &web, |web, archive| {
        Ok(Sheet::catalog(
            archive,
            &web.app.texts,
            &web.app.settings.register,
        ))
    })
    .await
}

/// `/ODataFeed/odata/{table}`: the list of a table's endpoints.
pub(super) async fn service(
    request: HttpRequest,
    web: web::Data<Web>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let web = web.into_inner();
    let id = path.into_inner();
    answer(&request, &web, move |web, _| {
        let table = Table::of(&id).ok_or_else(|| Refused::no_table(&id))?;
        Ok(Sheet::service(
            table,
            web.app.settings.register.base_url.as_str(),
        ))
    })
    .await
}

/// `/ODataFeed/odata/{table}/{endpoint}`.
pub(super) async fn endpoint(
    request: HttpRequest,
    web: web::Data<Web>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let web = web.into_inner();
    let (id, name) = path.into_inner();
    answer(&request, &web, move |web, archive| {
        let table = Table::of(&id).ok_or_else(|| Refused::no_table(&id))?;
        let sheet = Sheet::of(
            table,
            &name,
            archive,
            &web.app.texts,
            &web.app.settings.register,
        );
        sheet.ok_or_else(|| Refused::no_endpoint(&id))
    })
    .await
}

/// Why a question has no answer, in a sentence.
struct Refused {
    status: StatusCode,
    sentence: String,
}

impl Refused {
    fn no_table(_: &str) -> Self {
        Self::not_found(format!(
            "There is no such table. There are: {}.",
            TABLES.join(", ")
        ))
    }

    fn no_endpoint(id: &str) -> Self {
        let base = format!("/ODataFeed/odata/{id}");
        Self::not_found(format!(
            "This table has no such endpoint. {base} lists what it has."
        ))
    }

    fn not_found(sentence: String) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            sentence,
        }
    }

    fn response(self) -> HttpResponse {
        let told = json!({"odata.error": {
            "code": self.status.as_str(),
            "message": {"lang": "en", "value": self.sentence},
        }});
        HttpResponse::build(self.status)
            .insert_header((CONTENT_TYPE, JSON))
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(told.to_string())
    }
}

impl From<String> for Refused {
    fn from(sentence: String) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            sentence,
        }
    }
}

/// Makes a sheet and answers with what is asked of it, where it may take its time.
async fn answer(
    request: &HttpRequest,
    web: &Arc<Web>,
    make: impl FnOnce(&Web, &crate::flows::publish::read::Archive) -> Result<Sheet, Refused>
    + Send
    + 'static,
) -> Result<HttpResponse, WebError> {
    let archive = web.archive().await?;
    let query = request.query_string().to_owned();
    let base = web.app.settings.register.base_url.as_str();
    let address = format!("{base}{}", request.path());
    let shared = web.clone();
    let body = web
        .run(move |_| {
            Ok(make(&shared, &archive).and_then(|sheet| {
                let options = Options::parse(&query)?;
                Ok(sheet.asked(&options, &address)?)
            }))
        })
        .await?;
    Ok(match body {
        Ok(body) => shelf::answer(body, JSON, "no-cache", Keep::UntilGrowth),
        Err(refused) => refused.response(),
    })
}
