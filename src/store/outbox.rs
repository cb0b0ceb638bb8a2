//! Letters on their way out: queued sealed, leased to one worker at a time, settled by whoever
//! still holds the lease, and gone after twelve hours whatever happened.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::DefaultLoadingMode;
use diesel::dsl::{case_when, exists};
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::conn::{Conn, per_backend};
use super::error::StoreError;
use super::schema::letter::dsl;
use crate::domain::clock::{Day, Timestamp};
use crate::domain::letter::LETTER_LIFE_SECONDS;

const INCONSISTENT: StoreError = StoreError::Inconsistent { table: "letter" };

/// How long a worker holds its letters, in seconds.
pub const LEASE_SECONDS: i64 = 300;

/// A letter that was tried more often than this does not just meet a relay that greets late.
const FAILING: i32 = 3;

/// A letter that waits for a worker.
#[derive(Clone)]
pub struct Waiting {
    /// Its name in the outbox.
    pub id: [u8; 16],
    /// The day whose post key seals it.
    pub day: Day,
    /// The sealed letter.
    pub sealed: Vec<u8>,
    /// How often it was tried; 0 until it was charged to its address's budget.
    pub tries: u32,
}

/// Of the places that were free at a count, a process takes one in so many before it counts anew:
/// sixteen processes together cannot fill the outbox beyond its limit.
const SHARE: u32 = 16;

/// How many letters may wait, and how many of those places this process knows to be free.
/// Counting what waits takes the longer the more waits, and would be done for every visitor.
pub struct Room {
    limit: u32,
    free: AtomicU32,
}

impl Room {
    /// For an outbox of so many letters; nothing is known of it yet.
    #[must_use]
    pub const fn of(limit: u32) -> Self {
        Self {
            limit,
            free: AtomicU32::new(0),
        }
    }

    /// Takes a place that is known to be free.
    fn take(&self) -> bool {
        let taken = self
            .free
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |free| {
                free.checked_sub(1)
            });
        taken.is_ok()
    }

    /// Counts what waits and takes a place, if there is one.
    fn count(&self, conn: &mut Conn) -> Result<bool, StoreError> {
        let waiting = u32::try_from(waiting(conn)?).unwrap_or(u32::MAX);
        let Some(free) = self.limit.checked_sub(waiting).filter(|free| *free > 0) else {
            return Ok(false);
        };
        self.free.store((free - 1) / SHARE, Ordering::Release);
        Ok(true)
    }
}

/// Queues a sealed letter; says `false`, and queues nothing, when there is no room.
pub fn queue(
    conn: &mut Conn,
    id: &[u8; 16],
    day: Day,
    sealed: &[u8],
    now: Timestamp,
    room: &Room,
) -> Result<bool, StoreError> {
    if !room.take() && !room.count(conn)? {
        return Ok(false);
    }
    diesel::insert_into(dsl::letter)
        .values((
            dsl::id.eq(id.as_slice()),
            dsl::day.eq(day.number()),
            dsl::sealed.eq(sealed),
            dsl::due.eq(now.unix()),
            dsl::expires.eq(now.plus(LETTER_LIFE_SECONDS).unix()),
            dsl::tries.eq(0),
            dsl::lease.eq(None::<Vec<u8>>),
            dsl::leased_until.eq(0),
        ))
        .execute(conn)?;
    Ok(true)
}

/// Whether a letter is due, perhaps in somebody's hands.
pub fn any_due(conn: &mut Conn, now: Timestamp) -> Result<bool, StoreError> {
    let due = dsl::letter
        .filter(dsl::due.le(now.unix()))
        .filter(dsl::expires.gt(now.unix()))
        .select(dsl::day);
    Ok(diesel::select(exists(due)).get_result(conn)?)
}

/// Up to `most` letters that are due and in nobody's hands, for this transaction to take. `common`
/// is the time by which all workers reckon leases: one whose own clock is fast must not take what
/// another still holds.
pub fn free(
    conn: &mut Conn,
    now: Timestamp,
    common: Timestamp,
    most: usize,
) -> Result<Vec<Waiting>, StoreError> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let free = dsl::letter
        .filter(dsl::due.le(now.unix()))
        .filter(dsl::leased_until.lt(common.unix()))
        // A letter past its time is never sent, also when no sweep has erased it yet.
        .filter(dsl::expires.gt(now.unix()))
        .order(dsl::due)
        .select((dsl::id, dsl::day, dsl::sealed, dsl::tries));
    let rows: Vec<Row> = match conn {
        // Two workers at once each take other letters instead of waiting for one another.
        Conn::Pg(conn) => free.for_update().skip_locked().limit(limit).load(conn)?,
        // Read along the index as far as is wanted: with a limit in it SQLite would compile the
        // statement anew each time.
        Conn::Sqlite(conn) => {
            let rows = free.load_iter::<Row, DefaultLoadingMode>(conn)?;
            rows.take(most).collect::<QueryResult<_>>()?
        }
    };
    rows.into_iter()
        .map(|row| read(row).ok_or(INCONSISTENT))
        .collect()
}

/// Id, day, seal and tries.
type Row = (Vec<u8>, i32, Vec<u8>, i32);

/// Takes letters that [`free`] gave in this transaction into the hands of whoever has this token.
/// From now on they count as charged: no later try charges their addresses again.
pub fn lease(
    conn: &mut Conn,
    ids: &[[u8; 16]],
    token: &[u8; 16],
    common: Timestamp,
) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let charged = case_when(dsl::tries.eq(0), 1.into_sql::<Integer>()).otherwise(dsl::tries);
    per_backend!(conn, conn => diesel::update(dsl::letter.filter(dsl::id.eq_any(names(ids))))
        .set((
            dsl::lease.eq(Some(token.as_slice())),
            dsl::leased_until.eq(common.plus(LEASE_SECONDS).unix()),
            dsl::tries.eq(charged),
        ))
        .execute(conn)?);
    Ok(())
}

/// Erases letters that [`free`] gave in this transaction, and that are not to be sent at all.
pub fn drop_free(conn: &mut Conn, ids: &[[u8; 16]]) -> Result<(), StoreError> {
    if !ids.is_empty() {
        per_backend!(conn, conn => {
            diesel::delete(dsl::letter.filter(dsl::id.eq_any(names(ids)))).execute(conn)?
        });
    }
    Ok(())
}

fn names(ids: &[[u8; 16]]) -> Vec<&[u8]> {
    ids.iter().map(<[u8; 16]>::as_slice).collect()
}

fn read((id, day, sealed, tries): Row) -> Option<Waiting> {
    Some(Waiting {
        id: id.try_into().ok()?,
        day: Day::from_number(day),
        sealed,
        tries: u32::try_from(tries).ok()?,
    })
}

/// Those of these letters that are in the hands of whoever has this token.
#[diesel::dsl::auto_type(no_type_alias)]
fn held<'a>(ids: &'a [[u8; 16]], token: &'a [u8; 16]) -> _ {
    let ids: Vec<&'a [u8]> = names(ids);
    let token: Option<&'a [u8]> = Some(token.as_slice());
    dsl::letter
        .filter(dsl::id.eq_any(ids))
        .filter(dsl::lease.eq(token))
}

/// Erases letters that were accepted or refused for good; none that somebody else holds by now.
pub fn erase(conn: &mut Conn, ids: &[[u8; 16]], token: &[u8; 16]) -> Result<(), StoreError> {
    if !ids.is_empty() {
        per_backend!(conn, conn => diesel::delete(held(ids, token)).execute(conn)?);
    }
    Ok(())
}

/// Puts a letter back, to be tried again at `due`.
pub fn put_back(
    conn: &mut Conn,
    id: &[u8; 16],
    token: &[u8; 16],
    due: Timestamp,
) -> Result<bool, StoreError> {
    let put = diesel::update(held(std::slice::from_ref(id), token))
        .set((
            dsl::tries.eq(dsl::tries + 1),
            dsl::due.eq(due.unix()),
            dsl::lease.eq(None::<Vec<u8>>),
            dsl::leased_until.eq(0),
        ))
        .execute(conn)?;
    Ok(put == 1)
}

/// Erases letters that waited too long, in whoever's hands they are.
pub fn sweep(conn: &mut Conn, now: Timestamp) -> Result<usize, StoreError> {
    Ok(diesel::delete(dsl::letter.filter(dsl::expires.le(now.unix()))).execute(conn)?)
}

/// How many letters wait: for readiness and the worker's own pace, never for a page.
pub fn waiting(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(dsl::letter.count().get_result(conn)?)
}

/// Since when the oldest letter has been waiting; none when nothing waits.
pub fn oldest(conn: &mut Conn) -> Result<Option<Timestamp>, StoreError> {
    let expires: Option<i64> = dsl::letter
        .select(diesel::dsl::min(dsl::expires))
        .first(conn)?;
    let queued = |expires| Timestamp::from_unix(expires).plus(-LETTER_LIFE_SECONDS);
    Ok(expires.map(queued))
}

/// How many letters were tried in vain and wait for another try.
pub fn held_up(conn: &mut Conn) -> Result<i64, StoreError> {
    let failed = dsl::letter.filter(dsl::tries.gt(1));
    Ok(failed.count().get_result(conn)?)
}

/// Whether a letter was tried several times and did not get through.
pub fn any_failing(conn: &mut Conn) -> Result<bool, StoreError> {
    let found: i64 = dsl::letter
        .filter(dsl::tries.gt(FAILING))
        .count()
        .get_result(conn)?;
    Ok(found > 0)
}
