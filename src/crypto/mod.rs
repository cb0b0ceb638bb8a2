//! Keys, derivation and seals, composed of RustCrypto parts as `docs/threats.md` describes.
//!
//! No key, plaintext or address ever prints; everything secret is wiped when dropped.
