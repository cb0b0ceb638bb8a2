//! What this process asks of the system before it touches a key: no core dump, and nobody but the
//! administrator may look into its memory.

use std::io::Write;

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Switches core dumps off, for this process and what it starts, and closes its memory to other
/// processes of its user. Where the system refuses, a word on `err`, and on it goes: the host's
/// own settings may do the same.
pub(super) fn keep_memory_private(err: &mut dyn Write) {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let refused = [
        setrlimit(Resource::Core, none).err(),
        set_dumpable_behavior(DumpableBehavior::NotDumpable).err(),
    ];
    for error in refused.into_iter().flatten() {
        // Where standard error is closed, there is nobody to warn.
        let _ = writeln!(
            err,
            "The system does not let this program switch off core dumps ({error}): switch them \
             off for the service, because they would hold keys."
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_core_is_dumped_and_nobody_looks_in() {
        let mut err = Vec::new();
        keep_memory_private(&mut err);
        assert!(err.is_empty());
        let limit = rustix::process::getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
        let dumpable = rustix::process::dumpable_behavior().unwrap();
        assert_eq!(dumpable, DumpableBehavior::NotDumpable);
    }
}
