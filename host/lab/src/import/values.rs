//! Flags and numbers as other systems write them.

/// What is wrong with a value, and what mends it.
type Wrong = (&'static str, &'static str);

/// 是 and 否, and what else is written for them.
pub(super) fn flag(text: &str) -> Result<bool, Wrong> {
    match text.to_ascii_lowercase().as_str() {
        "是" | "有" | "true" | "yes" | "y" | "t" | "1" | "√" => Ok(true),
        "否" | "无" | "false" | "no" | "n" | "f" | "0" | "×" => Ok(false),
        _ => Err((
            "is neither yes (是, 有, true, yes, y, t, 1, √) nor no (否, 无, false, no, n, f, 0, ×)",
            "map it: [map.NAME] with true, false, or \"\" where nobody knows",
        )),
    }
}

/// A decimal number times `scale`, where that is whole.
pub(super) fn whole(text: &str, scale: i64) -> Result<i64, Wrong> {
    const NONE: Wrong = ("is no number", "digits, perhaps with a point: 12.50; map other words: [map.NAME]");
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (units, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let all = units.len() + fraction.len();
    if units.is_empty() || !units.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) || text.ends_with('.') {
        return Err(NONE);
    }
    // 30 digits times a million fit into 128 bits
    if all > 30 {
        return Err(("is larger than a count can be", "a count is below 9 000 000 000 000 000 000"));
    }
    let number: i128 = format!("{units}{fraction}").parse().map_err(|_| NONE)?;
    let (scaled, parts) = (number * i128::from(scale), 10_i128.pow(fraction.len() as u32));
    if scaled % parts != 0 {
        return Err(("is no whole number", "money is in cents: scale = 100; shares in 1/10 000: scale = 10000"));
    }
    let value = scaled / parts;
    i64::try_from(if negative { -value } else { value })
        .map_err(|_| ("is larger than a count can be", "a count is below 9 000 000 000 000 000 000"))
}

/// `2.50912E+19`: what a spreadsheet leaves of a long number.
pub(super) fn is_rounded(text: &str) -> bool {
    text.split_once(['E', 'e']).is_some_and(|(number, exponent)| {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        number.split_once('.').is_some_and(|(units, rest)| digits(units) && digits(rest))
            && exponent.strip_prefix('+').is_some_and(digits)
    })
}

/// As much of a value as an error can hold.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let mut short: String = text.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        let cases: &[(&str, i64, Option<i64>)] = &[
            ("12", 1, Some(12)),
            ("12.00", 1, Some(12)),
            ("12.5", 1, None),
            ("12.5", 100, Some(1250)),
            ("-12.34", 100, Some(-1234)),
            ("0.3333", 10_000, Some(3333)),
            ("0.33333", 10_000, None),
            ("007", 1, Some(7)),
            ("9223372036854775807", 1, Some(i64::MAX)),
            ("9223372036854775808", 1, None),
            ("99999999999999999999999999999999999999999", 100, None),
            ("1,234", 1, None),
            ("1.", 1, None),
            (".5", 10, None),
            ("", 1, None),
            ("-", 1, None),
            ("1e3", 1, None),
            ("三", 1, None),
            ("１２", 1, None),
        ];
        for (text, scale, expected) in cases {
            assert_eq!(whole(text, *scale).ok(), *expected, "{text} times {scale}");
        }
    }

    #[test]
    fn flags() {
        for (text, expected) in
            [("是", Some(true)), ("Y", Some(true)), ("FALSE", Some(false)), ("0", Some(false)), ("未评价", None)]
        {
            assert_eq!(flag(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn rounded_numbers() {
        for (text, expected) in
            [("2.50912E+19", true), ("2.50912e+19", true), ("E+19", false), ("2025E19", false), ("DH20250912", false)]
        {
            assert_eq!(is_rounded(text), expected, "{text}");
        }
    }
}
