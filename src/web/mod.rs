//! HTTP in: a handler parses, calls one flow, and renders what came back.

pub mod views;
