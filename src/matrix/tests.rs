//! What the matrix says of findings and decisions.
