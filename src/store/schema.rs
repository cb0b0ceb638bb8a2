//! The tables as Diesel sees them, the same on both databases. `docs/data.md` tells what each
//! column is for and how long it lives.

diesel::table! {
    meta (key) {
        key -> Text,
        value -> Text,
    }
}

diesel::table! {
    registration (tag) {
        tag -> Binary,
        sealed -> Binary,
        cohort -> Integer,
        epoch -> Integer,
    }
}

diesel::table! {
    ballot (id) {
        id -> Binary,
        period -> Text,
        epoch -> Integer,
        sealed -> Binary,
    }
}

diesel::table! {
    done (nonce) {
        nonce -> Binary,
        expiry -> Integer,
    }
}

diesel::table! {
    consent_text (purpose, version, language) {
        purpose -> Text,
        version -> Integer,
        language -> Text,
        sha256 -> Binary,
        body -> Text,
    }
}

diesel::table! {
    flow (policy_version, table_id, period, cohort) {
        policy_version -> Integer,
        table_id -> Text,
        period -> Text,
        cohort -> Integer,
        cells -> Text,
    }
}

diesel::table! {
    ledger (policy_version, table_id, period, cohort) {
        policy_version -> Integer,
        table_id -> Text,
        period -> Text,
        cohort -> Integer,
        loss -> Integer,
    }
}

diesel::table! {
    release (id) {
        id -> Text,
        place -> Integer,
        published -> Integer,
        chain -> Text,
    }
}

diesel::table! {
    release_file (release, name) {
        release -> Text,
        name -> Text,
        content -> Binary,
        sha256 -> Binary,
    }
}

diesel::table! {
    letter (id) {
        id -> Binary,
        day -> Integer,
        sealed -> Binary,
        due -> BigInt,
        expires -> BigInt,
        tries -> Integer,
        lease -> Nullable<Binary>,
        leased_until -> BigInt,
    }
}

diesel::table! {
    attempt (tag) {
        tag -> Binary,
        tries -> Integer,
        opened_with -> Nullable<Integer>,
        hour -> BigInt,
    }
}

diesel::table! {
    budget (tag) {
        tag -> Binary,
        mails -> Integer,
        long_mails -> Integer,
        wrong -> Integer,
        used -> Integer,
        day -> Integer,
    }
}

diesel::table! {
    identity (one) {
        one -> Integer,
        id -> Text,
    }
}

diesel::table! {
    operator (name) {
        name -> Text,
        roles -> Text,
        since -> Integer,
        ended -> Integer,
        password -> Text,
        factor -> Text,
        factor_step -> BigInt,
        recovery -> Text,
        invitation -> Text,
        invited_until -> BigInt,
    }
}

diesel::table! {
    operator_log (place) {
        place -> Integer,
        at -> BigInt,
        who -> Text,
        deed -> Text,
        about -> Text,
        detail -> Text,
        link -> Text,
    }
}

diesel::table! {
    proposal (kind, subject) {
        kind -> Text,
        subject -> Text,
        body -> Text,
        proposed_by -> Text,
        proposed_at -> BigInt,
        state -> Text,
        decided_by -> Text,
        decided_at -> BigInt,
        reason -> Text,
    }
}

diesel::table! {
    document (kind, name, language, version) {
        kind -> Text,
        name -> Text,
        language -> Text,
        version -> Integer,
        body -> Text,
        written_by -> Text,
        day -> Integer,
    }
}

diesel::table! {
    operator_session (id) {
        id -> Binary,
        operator -> Text,
        stage -> Text,
        began -> BigInt,
        confirmed -> BigInt,
    }
}

diesel::table! {
    pressure (day) {
        day -> Integer,
        letters -> Integer,
        wrong -> Integer,
    }
}
