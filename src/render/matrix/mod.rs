//! The responsibilities matrix, one file a format. Renderers write what the matrix says; they decide nothing.

pub mod csv;
pub mod html;
pub mod json;
pub mod markdown;
mod row;
pub mod terminal;
pub(super) mod words;

pub(super) use row::{JsonRow, rows};
