//! Everything a flow needs, handed in: store, keys, clock, mailer, settings.
