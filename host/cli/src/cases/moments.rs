//! Times and events as people write them in a file of cases: local, and a line each.

use paidan_calendar::{Calendar, Day, Instant};
use serde_json::{Map, Value, json};

/// `2026-11-09 09:00`, with seconds or without, `T` in place of the blank; or RFC 3339 with its own offset.
pub(super) fn instant(text: &str, calendar: &Calendar) -> Option<Instant> {
    if let Ok(instant) = Instant::parse_rfc3339(text) {
        return Some(instant);
    }
    let (day, time) = text.split_once([' ', 'T'])?;
    let day = Day::parse(day).ok()?;
    let mut parts = time.split(':').map(|part| part.parse::<u32>().ok().filter(|_| part.len() == 2));
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    let exists = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
    exists.then(|| calendar.instant(day, hour * 3600 + minute * 60 + second))
}

/// RFC 3339, as decisions write it, in the form of [`instant`]: `2026-11-09 09:00:00`.
pub(super) fn local(stamp: &str) -> Option<String> {
    let (day, time) = (stamp.get(..10)?, stamp.get(11..19)?);
    (stamp.as_bytes().get(10) == Some(&b'T') && Instant::parse_rfc3339(stamp).is_ok()).then(|| format!("{day} {time}"))
}

/// `2026-11-09 09:20 dispatched unit=housing difficulty=3`: the fields of an event, every other key a fact.
pub(super) fn event(line: &str, calendar: &Calendar) -> Result<Value, String> {
    let words = words(line)?;
    let [day, time, kind, pairs @ ..] = &words[..] else { return Err("a line is `DATE TIME KIND key=value …`".to_owned()) };
    let when = format!("{day} {time}");
    let at = instant(&when, calendar).ok_or_else(|| format!("`{when}` is no time; write `2026-11-09 09:00`"))?;
    let mut event = Map::from_iter([("at".to_owned(), stamp(at, calendar)), ("kind".to_owned(), json!(kind))]);
    let mut facts = Map::new();
    for pair in pairs {
        let (key, value) =
            pair.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or_else(|| format!("`{pair}` is no `key=value`"))?;
        let field = match key {
            "unit" | "actor" | "level" | "reason" => json!(value),
            "seq" | "corrects" => json!(value.parse::<u32>().map_err(|_| format!("`{key}` is a whole number, not `{value}`"))?),
            "due_at" | "recorded_at" => stamp(
                instant(value, calendar).ok_or_else(|| format!("`{value}` is no time; write `{key}=2026-11-09T09:00`"))?,
                calendar,
            ),
            _ => {
                facts.insert(key.to_owned(), fact(value, calendar));
                continue;
            }
        };
        if event.insert(key.to_owned(), field).is_some() {
            return Err(format!("`{key}` stands twice"));
        }
    }
    if !facts.is_empty() {
        event.insert("facts".to_owned(), Value::Object(facts));
    }
    Ok(Value::Object(event))
}

fn stamp(at: Instant, calendar: &Calendar) -> Value {
    json!(calendar.format(at).as_str())
}

/// A flag, a whole number, a time, else a word.
fn fact(value: &str, calendar: &Calendar) -> Value {
    match (value, value.parse::<i64>(), instant(value, calendar)) {
        ("true" | "false", ..) => json!(value == "true"),
        (_, Ok(number), _) => json!(number),
        (.., Some(at)) => stamp(at, calendar),
        _ => json!(value),
    }
}

/// The words of a line; blanks inside quotes part nothing.
fn words(line: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            blank if blank.is_whitespace() && !quoted => {
                words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()))
            }
            other => word.push(other),
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    if quoted { Err("a quote is not closed".to_owned()) } else { Ok(words) }
}
