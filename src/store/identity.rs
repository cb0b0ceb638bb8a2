//! Which transit store this is: one random id, which the register notes too.
//!
//! A store that was made anew has none, and one that belongs elsewhere has another.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::identity::dsl;

/// The table's one line.
const ONE: i32 = 1;

/// The id; none in a store that was made anew.
pub fn get(conn: &mut Conn) -> Result<Option<String>, StoreError> {
    Ok(dsl::identity
        .find(ONE)
        .select(dsl::id)
        .first(conn)
        .optional()?)
}

/// Gives this store an id, in the place of any other.
pub fn set(conn: &mut Conn, id: &str) -> Result<(), StoreError> {
    diesel::delete(dsl::identity).execute(conn)?;
    diesel::insert_into(dsl::identity)
        .values((dsl::one.eq(ONE), dsl::id.eq(id)))
        .execute(conn)?;
    Ok(())
}
