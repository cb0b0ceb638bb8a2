//! What a PostgreSQL server may write down about us: nothing that comes from visitors.
//!
//! A log of statements would date every joining, and one of parameters would keep tags and
//! sealed rows beside the moment at which they came. So a server that keeps either is refused.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::conn::Conn;
use super::error::StoreError;

#[derive(QueryableByName)]
struct Loud {
    #[diesel(sql_type = BigInt)]
    settings: i64,
}

const LOUD: &str = "SELECT \
    CAST(current_setting('log_statement') IN ('mod', 'all') AS INT)::BIGINT \
    + CAST(current_setting('log_min_duration_statement') <> '-1' AS INT) \
    + CAST(current_setting('log_min_duration_sample') <> '-1' AS INT) \
    + CAST(current_setting('log_parameter_max_length_on_error') <> '0' AS INT) AS settings";

/// Refuses a server whose settings for this role make it write statements or parameters down.
pub(super) fn require(conn: &mut Conn) -> Result<(), StoreError> {
    let loud: Loud = diesel::sql_query(LOUD).get_result(conn)?;
    if loud.settings == 0 {
        return Ok(());
    }
    Err(StoreError::Setup(
        "PostgreSQL logs this role's statements or their parameters: set log_statement to none, \
         log_min_duration_statement and log_min_duration_sample to -1, and \
         log_parameter_max_length_on_error to 0 for it (see docs/operations.md)"
            .into(),
    ))
}
