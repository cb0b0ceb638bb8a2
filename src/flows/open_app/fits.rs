//! Whether settings, keys and what is noted in the register fit together; where they do not, the
//! refusal says what to do.

use super::Facts;
use crate::config::{CountingMode, Settings};
use crate::crypto::KeyError;
use crate::crypto::derive::{Derivation, Params};
use crate::crypto::keys::Keys;
use crate::domain::email::CANONICAL_VERSION;
use crate::flows::FlowError;
use crate::flows::set_up::{DERIVATION, DERIVATION_VERSION, check_key};
use crate::store::{Store, meta};

pub fn versions(facts: &Facts) -> Result<(), FlowError> {
    if facts.canonical_version == CANONICAL_VERSION.to_string()
        && facts.derivation_version == DERIVATION_VERSION
    {
        return Ok(());
    }
    Err(FlowError::Refused(
        "marks in this register are derived in a way this version does not know: install the \
         version that made them"
            .into(),
    ))
}

/// A wrong key would not be noticed by any visitor: it would open nothing and register everybody
/// a second time. So it is refused before the first one comes.
pub fn keys(keys: &Keys, facts: &Facts) -> Result<(), FlowError> {
    let mut ours: Vec<(&str, String)> = keys
        .check_values()
        .into_iter()
        .map(|check| (check.name, check.value))
        .collect();
    ours.push(("epoch", epoch_check(keys, facts)?));
    for (name, value) in ours {
        let key = check_key(name);
        let noted = facts.checks.iter().find(|(noted, _)| *noted == key);
        if noted.is_some_and(|(_, noted)| *noted != value) {
            return Err(FlowError::Refused(format!(
                "the key `{name}` is not the one this register was made with: put the right key \
                 file back; nothing was changed"
            )));
        }
    }
    Ok(())
}

/// Of two chains it is the one that the register went on with.
fn epoch_check(keys: &Keys, facts: &Facts) -> Result<String, FlowError> {
    let key = check_key("epoch");
    let noted = facts.checks.iter().find(|(noted, _)| *noted == key);
    let noted = noted.map_or("", |(_, noted)| noted.as_str());
    match keys.epoch_checked(facts.epoch, noted) {
        Ok(key) => Ok(key.check().to_owned()),
        Err(KeyError::NotTheRegisters(_)) => Ok(String::new()),
        Err(other) => Err(other.into()),
    }
}

/// Salt and parameters are public, and so is the place where they stand; but marks were made with
/// the old ones. A register of before this was noted has it noted now.
pub fn derivation(store: &Store, keys: &Keys, facts: &Facts) -> Result<(), FlowError> {
    let key = check_key(DERIVATION);
    let ours = Derivation::check_value(keys, facts.params(), &facts.salt);
    match facts.checks.iter().find(|(noted, _)| *noted == key) {
        Some((_, noted)) if *noted == ours => Ok(()),
        Some(_) => Err(FlowError::Refused(
            "`derivation_salt`, `derivation_memory_kib` or `derivation_passes` in the register's \
             table `meta` is not what its marks were made with: put the right row back, from a \
             backup; nothing was changed"
                .into(),
        )),
        None => Ok(store.register.write("note the derivation", move |conn| {
            meta::set(conn, &key, &ours)
        })?),
    }
}

/// What a derivation costs was settled when the register was made; the settings say it only for
/// that day. A register that was made for trying out must not become one for real people.
pub fn cost(settings: &Settings, facts: &Facts) -> Result<(), FlowError> {
    let least = Params::STANDARD;
    let cheap = facts.memory_kib < least.memory_kib || facts.passes < least.passes;
    if settings.production && cheap {
        return Err(FlowError::Refused(format!(
            "this register was made with a derivation of {} MiB and {} passes: whoever stole its \
             keys could test addresses faster than is promised. Marks cannot be made anew, so set \
             up a register with derivation.memory_mib = {} or more, or leave production = false",
            facts.memory_kib / 1_024,
            facts.passes,
            least.memory_kib / 1_024,
        )));
    }
    let set = &settings.derivation;
    if set.memory_mib.saturating_mul(1_024) != facts.memory_kib || set.passes != facts.passes {
        tracing::warn!(
            "derivation.memory_mib or derivation.passes is not what this register was made with; \
             what it was made with is used"
        );
    }
    Ok(())
}

/// The privacy page promises that slips cannot be opened here: a promise is not kept by a key
/// that nobody uses.
pub fn ceremony(settings: &Settings, keys: &Keys) -> Result<(), FlowError> {
    if settings.counting.mode == CountingMode::Ceremony && keys.counting_key()?.is_some() {
        return Err(FlowError::Refused(
            "counting.mode is \"ceremony\", but the counting key lies on this server: take \
             counting.key out of the folder of keys and of the service's credentials, and think \
             of it as read by whoever had access; or set counting.mode = \"automatic\""
                .into(),
        ));
    }
    Ok(())
}
