//! A form that brings a file. How long it may be the guard has seen to, which reads it before.

use actix_multipart::{Field, Multipart};
use futures_util::StreamExt;

use crate::web::error::WebError;
use crate::web::visitor::Fields;

/// The name of the one field that is a file.
const FILE: &str = "file";

/// The fields of the form, and the file.
pub(super) async fn read(mut sent: Multipart) -> Result<(Fields, Vec<u8>), WebError> {
    let (mut fields, mut file) = (Vec::new(), Vec::new());
    while let Some(field) = sent.next().await {
        let mut field = field.map_err(|_| WebError::BadRequest)?;
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = bytes_of(&mut field).await?;
        if name == FILE {
            file = bytes;
        } else {
            let text = String::from_utf8(bytes).map_err(|_| WebError::BadRequest)?;
            fields.push((name, text));
        }
    }
    let fields = Fields::try_from(fields).map_err(|_| WebError::BadRequest)?;
    Ok((fields, file))
}

async fn bytes_of(field: &mut Field) -> Result<Vec<u8>, WebError> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.next().await {
        let piece = piece.map_err(|_| WebError::BadRequest)?;
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}
