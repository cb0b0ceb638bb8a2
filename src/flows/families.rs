//! The families of tables that the register had, for whoever counts, publishes or checks; and the
//! board's adoption of another one.

use crate::app::App;
use crate::disclosure::families::Families;
use crate::domain::period::Quarter;
use crate::store::{Conn, StoreError, adoptions, meta};

use super::FlowError;

/// The families of this register.
///
/// # Errors
/// When the register cannot be read, or names a family that this program does not know: then a
/// newer program wrote it.
pub fn of_register(conn: &mut Conn) -> Result<Families, StoreError> {
    Families::read(&adoptions::all(conn)?).map_err(StoreError::given_up)
}

/// Keeps them, where the register knows fewer.
pub(super) fn keep(conn: &mut Conn, families: &Families) -> Result<(), StoreError> {
    let adopted: Vec<_> = families.adopted().collect();
    if adopted.len() <= adoptions::all(conn)?.len() {
        return Ok(());
    }
    adoptions::keep(conn, &adopted)
}

/// Adopts a family of tables: whoever joins from the next quarter on counts in it. What was
/// declared before stays in its own family. Gives that quarter.
///
/// # Errors
/// [`FlowError::Refused`] when the family is not known, was adopted before, or would cost too
/// much; nothing is changed then.
pub fn adopt(app: &App, version: u16) -> Result<Quarter, FlowError> {
    let adopted = app.store.register.write("adopt a family", move |conn| {
        // No declaration is being written while the next quarter's family changes.
        conn.hold_calendar()?;
        let from = meta::calendar(conn)?.open.quarter.next();
        let mut families = of_register(conn)?;
        if let Err(refused) = families.adopt(version, from) {
            return Ok(Err(refused));
        }
        keep(conn, &families)?;
        Ok(Ok(from))
    })?;
    adopted.map_err(|refused| FlowError::Refused(refused.to_string()))
}
