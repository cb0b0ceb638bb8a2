//! The sections of the settings, each with the sentence that the example file opens it with.

/// What each section is about, in the order of the example file.
pub(super) const SECTIONS: &[(&str, &str)] = &[
    (
        "",
        "Settings of Enkel. Every key can be overridden by the variable named beside it.",
    ),
    ("register", "The register as visitors see it."),
    (
        "controller",
        "Who answers for the register: footer and privacy notice are made from this.",
    ),
    (
        "processors",
        "Who works for the register: the privacy page names them, by company and country.",
    ),
    (
        "web",
        "The web server and its limits. Limits look at networks, never at addresses typed.",
    ),
    (
        "database",
        "Where guest list, ballots and releases are kept.",
    ),
    ("keys", "The keys. Never put them in the database's backup."),
    (
        "journal",
        "The journal of withdrawals and draws, which a restore is completed from.",
    ),
    (
        "backup",
        "Backups, encrypted to a key that only the board has.",
    ),
    (
        "mail",
        "How codes are sent. Choose a neutral sender: the letter names no register.",
    ),
    ("door", "The way in."),
    (
        "derivation",
        "What deriving one mark costs. Fixed once the first declaration is made.",
    ),
    ("counting", "Counting day."),
    (
        "figures",
        "The published figures, and what they are set beside.",
    ),
    ("pages", "What the initiative itself brings to the pages."),
    (
        "operations",
        "For whoever runs the register; no visitor sees any of it.",
    ),
    (
        "metrics",
        "What programs that watch may read. docs/logging.md says what never stands in it.",
    ),
    (
        "log",
        "The log. docs/logging.md says what never stands in it.",
    ),
];
