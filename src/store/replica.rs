//! A replica of the register that releases are read from, so that many readers do not weigh on the
//! database that is written to.
//!
//! It is believed only when it is of this register and has the last release that the register has,
//! with the same chain value: then it has all of them. Whatever is wrong with it, the register
//! itself is read, and for a while the replica is not asked again.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::r2d2::{ManageConnection, Pool};

use super::conn::{Conn, Place, Server};
use super::error::StoreError;
use super::{REGISTER, Store, meta, releases};

const CONNECTIONS: u32 = 2;
/// A reader waits no longer for it than this.
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(1);
/// It goes on following while it is not asked.
const REST_WHEN_BEHIND: Duration = Duration::from_secs(1);
const REST_WHEN_UNFIT: Duration = Duration::from_secs(30);

/// What both must have: the register's salt, and the last release's place and chain value.
type Head = (Option<String>, Option<(i32, String)>);

/// Why it was not read.
#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error("it does not have the last release yet")]
    Behind,
    #[error("it is of another register")]
    Another,
    #[error("it does not answer")]
    Away(#[source] StoreError),
}

/// A replica, which may be away.
pub struct Replica {
    place: Place,
    pool: Pool<Arriving>,
    rests_until: Mutex<Option<Instant>>,
}

/// Opens connections and asks nothing of the server: what is read there is public.
struct Arriving(Server);

impl ManageConnection for Arriving {
    type Connection = Conn;
    type Error = StoreError;

    fn connect(&self) -> Result<Conn, StoreError> {
        self.0.arrive()
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), StoreError> {
        Ok(diesel::connection::SimpleConnection::batch_execute(
            conn, "SELECT 1",
        )?)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        conn.is_broken()
    }
}

/// What fails is told by whoever reads, with its reason; not by each connection.
#[derive(Debug)]
struct Quiet;

impl diesel::r2d2::HandleError<StoreError> for Quiet {
    fn handle_error(&self, error: StoreError) {
        tracing::debug!(%error, "a connection to the replica failed");
    }
}

impl Replica {
    fn new(server: Server) -> Self {
        let pool = Pool::builder()
            .max_size(CONNECTIONS)
            .min_idle(Some(0))
            .connection_timeout(WAIT_FOR_CONNECTION)
            .error_handler(Box::new(Quiet))
            .build_unchecked(Arriving(server.clone()));
        Self {
            place: Place::Schema {
                server,
                schema: REGISTER,
            },
            pool,
            rests_until: Mutex::default(),
        }
    }

    fn rests(&self) -> bool {
        let until = self.rests_until.lock();
        let until = *until.unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }

    fn rest(&self, unfit: &Unfit) {
        let long = match unfit {
            Unfit::Behind => REST_WHEN_BEHIND,
            Unfit::Another | Unfit::Away(_) => REST_WHEN_UNFIT,
        };
        let until = self.rests_until.lock();
        *until.unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + long);
    }

    /// Reads one snapshot of it, in which it must stand where the register stood just before.
    fn read<T>(
        &self,
        register: &Head,
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, Unfit> {
        let conn = self.pool.get().map_err(StoreError::unavailable);
        let mut conn = conn.map_err(Unfit::Away)?;
        conn.begin_read(&self.place).map_err(Unfit::Away)?;
        let outcome = head(&mut conn)
            .map_err(Unfit::Away)
            .and_then(|theirs| fits(register, &theirs))
            .and_then(|()| work(&mut conn).map_err(Unfit::Away));
        // A connection on which that fails is broken, and does not go back into the pool.
        let _ = conn.roll_back();
        outcome
    }
}

impl Store {
    /// The same, with a replica that releases are read from. It is not asked for anything yet.
    #[must_use]
    pub fn with_replica(self, server: Server) -> Self {
        Self {
            replica: Some(Replica::new(server)),
            ..self
        }
    }

    /// Reads what was published, from the replica where there is one that stands where the
    /// register stands. `work` may run twice.
    ///
    /// # Errors
    /// As [`super::Database::read`].
    pub fn published<T>(
        &self,
        name: &'static str,
        work: impl Fn(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Some(replica) = self.replica.as_ref().filter(|replica| !replica.rests()) {
            let register = self.register.read("the last release", head)?;
            match replica.read(&register, &work) {
                Ok(done) => return Ok(done),
                Err(unfit) => {
                    replica.rest(&unfit);
                    tracing::warn!(%unfit, "the replica was not read; the register was");
                }
            }
        }
        self.register.read(name, work)
    }
}

fn head(conn: &mut Conn) -> Result<Head, StoreError> {
    let last = releases::last(conn)?;
    let last = last.map(|release| (release.place, release.chain));
    Ok((meta::get(conn, "derivation_salt")?, last))
}

/// One that is ahead followed on after the register was looked at.
fn fits(register: &Head, replica: &Head) -> Result<(), Unfit> {
    match (&register.1, &replica.1) {
        _ if register.0 != replica.0 => Err(Unfit::Another),
        (None, _) => Ok(()),
        (Some(ours), Some(theirs)) if theirs.0 > ours.0 || theirs == ours => Ok(()),
        (Some(ours), Some(theirs)) if theirs.0 == ours.0 => Err(Unfit::Another),
        _ => Err(Unfit::Behind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_replica_of_this_register_that_is_not_behind_fits() {
        let head = |salt: &str, last: Option<(i32, &str)>| -> Head {
            let last = last.map(|(place, chain)| (place, chain.to_owned()));
            (Some(salt.to_owned()), last)
        };
        let ours = head("ours", Some((3, "abc")));
        assert!(fits(&ours, &ours).is_ok());
        assert!(fits(&ours, &head("ours", Some((4, "def")))).is_ok());
        assert!(fits(&head("ours", None), &head("ours", None)).is_ok());
        for (theirs, why) in [
            (head("ours", Some((2, "old"))), "yet"),
            (head("ours", None), "yet"),
            (head("ours", Some((3, "other"))), "another"),
            (head("theirs", Some((3, "abc"))), "another"),
            ((None, None), "another"),
        ] {
            let told = fits(&ours, &theirs).unwrap_err().to_string();
            assert!(told.contains(why), "{told}");
        }
    }
}
