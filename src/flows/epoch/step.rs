//! Destroying old steps on this host. What is gone cannot be brought back, so the register is
//! looked through once more before it happens.

use crate::app::App;
use crate::flows::FlowError;
use crate::store::{ballots, meta, registrations};

/// Destroys every step that no row and no ballot carries; whether there was one. Each process
/// calls it for its host.
///
/// # Errors
/// [`FlowError::Refused`] when something carries a step that should be over; when the files
/// cannot be written.
pub fn destroy_old(app: &App) -> Result<bool, FlowError> {
    let epoch = super::current(app)?;
    if app.keys.oldest().0 >= epoch.oldest {
        return Ok(false);
    }
    let (oldest, noted) = (epoch.oldest, epoch.clone());
    let found = app
        .store
        .register
        .read("does anything need the old step", move |conn| {
            let rows = registrations::any_before(conn, oldest)?;
            let needed = rows || ballots::any_before(conn, oldest)?;
            Ok((needed, meta::calendar(conn)?.epoch == noted))
        })?;
    match found {
        (true, _) => {
            return Err(FlowError::Refused(
                "rows or ballots carry a step of the epoch that should be over: no key was \
                 destroyed; run `enkel doctor --invariants`"
                    .into(),
            ));
        }
        // Somebody went a step just now: at the next look.
        (false, false) => return Ok(false),
        (false, true) => {}
    }
    app.keys.epoch_checked(epoch.current, &epoch.check)?;
    let check = match oldest == epoch.current {
        true => &epoch.check,
        false => &epoch.check_before,
    };
    Ok(app.keys.destroy_epochs_before(oldest, check)?)
}
