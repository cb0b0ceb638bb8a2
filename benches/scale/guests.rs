//! Rows of a guest list with random marks, as long as real ones. Nobody can open them: a real
//! mark costs an Argon2 each. They are written in the order of their tags, as a database lies
//! after each step of the epoch, when it was written anew.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use enkel::crypto::random;
use enkel::domain::ids::Tag;
use enkel::store::copy::{self, Page};
use enkel::store::registrations::{self, Registration};
use enkel::store::{Location, meta};

use crate::app::{Citizen, TestApp, varied};

const PAGE: usize = 4_000;

/// Adds so many rows of the open year.
pub fn join(register: &TestApp, many: usize) {
    let database = &register.app.store.register;
    let calendar = database.read("calendar", meta::calendar).unwrap();
    let (epoch, cohort) = (calendar.epoch.current, calendar.open.quarter.cohort());
    let length = sealed_length(register);
    let step = u64::MAX / u64::try_from(many.max(1)).unwrap();
    for first in (0..many).step_by(PAGE) {
        let numbers = first..many.min(first + PAGE);
        let rows = numbers.map(|number| {
            let mut tag: [u8; 32] = random::bytes().unwrap();
            let place = step * u64::try_from(number).unwrap();
            tag[..8].copy_from_slice(&place.to_be_bytes());
            let mut sealed = vec![0; length];
            random::fill(&mut sealed).unwrap();
            Registration {
                tag: Tag::new(tag),
                sealed,
                cohort,
                epoch,
            }
        });
        let page = Page::Registration(rows.collect());
        database
            .write("fill", move |conn| copy::add(conn, &page))
            .unwrap();
    }
}

/// Lets the databases and the disk finish what they owe gigabytes that came at once. PostgreSQL's autovacuum would
/// go through them while visits are timed, and until then plans are those of an empty table; and the
/// system would write them out.
pub fn settle(register: &TestApp) {
    if let Location::Postgres(server) = register.location() {
        let mut conn = PgConnection::establish(&server.url).unwrap();
        conn.batch_execute("VACUUM ANALYZE register.registration")
            .unwrap();
        conn.batch_execute("CHECKPOINT").unwrap();
    }
    rustix::fs::sync();
}

/// How long a real row is, as somebody's who then leaves again.
fn sealed_length(register: &TestApp) -> usize {
    let mut somebody = Citizen::of(register, "somebody.first@example.org");
    somebody.comes_in().declares(varied(1));
    let database = &register.app.store.register;
    let calendar = database.read("calendar", meta::calendar).unwrap();
    let key = register.app.keys.epoch(calendar.epoch.current).unwrap();
    let tag = key.tag(&somebody.mark());
    let row = database.read("a row", move |conn| registrations::find(conn, &[tag]));
    let length = row.unwrap().unwrap().sealed.len();
    somebody.comes_in().withdraws();
    length
}
