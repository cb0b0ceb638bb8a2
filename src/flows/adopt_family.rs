//! The board adopts another family of tables, from the next quarter on.

use crate::app::App;
use crate::domain::period::Quarter;
use crate::store::{families, meta};

use super::FlowError;

/// Adopts a family of tables: whoever joins from the next quarter on counts in it. What was
/// declared before stays in its own family. Gives that quarter.
///
/// # Errors
/// [`FlowError::Refused`] when the family is not known, was adopted before, or would cost too
/// much; nothing is changed then.
pub fn adopt_family(app: &App, version: u16) -> Result<Quarter, FlowError> {
    let adopted = app.store.register.write("adopt a family", move |conn| {
        // No declaration is being written while the next quarter's family changes.
        conn.hold_calendar()?;
        let from = meta::calendar(conn)?.open.quarter.next();
        let mut families = families::of_register(conn)?;
        if let Err(refused) = families.adopt(version, from) {
            return Ok(Err(refused));
        }
        families::keep(conn, &families)?;
        Ok(Ok(from))
    })?;
    adopted.map_err(|refused| FlowError::Refused(refused.to_string()))
}
