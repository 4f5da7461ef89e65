//! How numbers are written: as Terraform writes them, without an exponent and without a trailing `.0`.

/// A number as text.
#[must_use]
pub fn format_number(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    // `Display` of f64 gives the shortest text that reads back to the same number, without exponent.
    format!("{number}")
}

#[cfg(test)]
mod tests {
    use super::format_number;

    #[test]
    fn numbers_are_written_plainly() {
        let table = [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (65_535.0, "65535"),
            (0.5, "0.5"),
            (1e15, "1000000000000000"),
            (123_456_789_012.0, "123456789012"),
        ];
        for (number, text) in table {
            assert_eq!(format_number(number), text);
        }
    }
}
