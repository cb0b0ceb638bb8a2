//! Timer in: what must happen without a visitor.
