//! One file a format. Renderers write what the report says; they decide and reword nothing.

pub mod controls;
pub mod human;
pub mod inspect;
pub mod json;
