//! Numbers with two decimals, by whole numbers: a half is rounded away from zero (四舍五入).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number with two decimals, as hundredths: 92.76 is 9276. In JSON it is a text, `"92.76"`, so that nobody's floating point
/// changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Hundredths(pub i64);

impl Hundredths {
    /// `times` × numerator ÷ denominator; none if the denominator is 0.
    #[must_use]
    pub fn share(numerator: u64, denominator: u64, times: u64) -> Option<Self> {
        divided(i128::from(numerator) * i128::from(times) * 100, denominator)
    }

    /// A share in percent.
    #[must_use]
    pub fn percent(numerator: u64, denominator: u64) -> Option<Self> {
        Self::share(numerator, denominator, 100)
    }

    /// By how many percent a count is another than before; none if there was nothing before.
    #[must_use]
    pub fn grown(now: u64, before: u64) -> Option<Self> {
        divided((i128::from(now) - i128::from(before)) * 10_000, before)
    }

    /// The difference of the figures as printed: what a reader gets who subtracts them.
    #[must_use]
    pub fn since(self, before: Self) -> Self {
        Hundredths(self.0 - before.0)
    }
}

fn divided(dividend: i128, divisor: u64) -> Option<Hundredths> {
    let divisor = i128::from(divisor);
    let half = divisor / 2 * dividend.signum();
    // an odd divisor has no half: nothing is a tie there
    let quotient = (dividend + half).checked_div(divisor)?;
    Some(Hundredths(i64::try_from(quotient).unwrap_or(i64::MAX)))
}

impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let text = format!("{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        f.pad(&text)
    }
}

impl FromStr for Hundredths {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no number with two decimals");
        let (whole, rest) = text.split_once('.').ok_or_else(wrong)?;
        let (negative, whole) = whole.strip_prefix('-').map_or((false, whole), |whole| (true, whole));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(rest) || rest.len() != 2 {
            return Err(wrong());
        }
        let number: i64 = format!("{whole}{rest}").parse().map_err(|_| wrong())?;
        Ok(Hundredths(if negative { -number } else { number }))
    }
}

impl Serialize for Hundredths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hundredths {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Hundredths {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TwoDecimals".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^-?[0-9]+[.][0-9]{2}$", "description": "a number with two decimals, rounded half up" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_is_rounded_away_from_zero() {
        // numerator, denominator, percent
        let table =
            [(1, 3, "33.33"), (2, 3, "66.67"), (1, 80_000, "0.00"), (1, 20_000, "0.01"), (29, 31, "93.55"), (3, 3, "100.00")];
        for (numerator, denominator, percent) in table {
            assert_eq!(Hundredths::percent(numerator, denominator).map(|p| p.to_string()).as_deref(), Some(percent));
        }
        assert_eq!(Hundredths::percent(1, 0), None);
        assert_eq!(Hundredths::grown(1, 3).map(|p| p.to_string()).as_deref(), Some("-66.67"));
        assert_eq!(Hundredths::grown(19_999, 20_000).map(|p| p.0), Some(-1), "half of a hundredth, downwards");
        for text in ["92.76", "-9.14", "0.00", "-0.05"] {
            assert_eq!(text.parse::<Hundredths>().map(|p| p.to_string()).as_deref(), Ok(text));
        }
        assert!(["92", "1.2", "+1.00", "-.10", "1.000"].iter().all(|text| text.parse::<Hundredths>().is_err()));
    }
}
