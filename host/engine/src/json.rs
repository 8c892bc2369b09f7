//! Decisions as canonical JSON, appended to a buffer: fields in the order of the structs, what is absent left out.
//!
//! The structs derive serde's `Serialize` too, for their schema and for who embeds a decision in something larger; that writes the
//! same bytes (a test holds both to it), at twice the time: for each key and each text it asks byte by byte what to escape.

use paidan_calendar::Day;

use crate::body::BodyName;
use crate::decision::{CalendarId, Decision, PolicyId, Status};
use crate::outline::{Outline, Owed};
use crate::parts::{
    Action, Clock, Escalation, Field, Label, Late, Mark, Measure, Need, Note, Part, Reason, Rounds, Route, Violation,
};
use crate::stamp::Stamp;
use crate::superior::Above;

/// A value that has a canonical JSON form.
pub(crate) trait Json {
    fn put(&self, out: &mut Vec<u8>);

    /// Whether it is left out of an object where its field may be.
    fn is_absent(&self) -> bool {
        false
    }
}

impl Json for str {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(b'"');
        put_text(self, out);
        out.push(b'"');
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// Text inside its quotes.
fn put_text(text: &str, out: &mut Vec<u8>) {
    if is_plain(text.as_bytes()) {
        out.extend_from_slice(text.as_bytes());
    } else {
        escaped(text, out);
    }
}

/// Whether nothing has to be escaped, as in nearly every text. Asked of many bytes at once; those of a last, shorter piece are asked
/// with some before them again.
fn is_plain(text: &[u8]) -> bool {
    fn all<const N: usize>(piece: &[u8; N]) -> bool {
        piece.iter().fold(true, |plain, b| plain & (*b >= 0x20) & (*b != b'"') & (*b != b'\\'))
    }
    fn both_ends<const N: usize>(text: &[u8]) -> bool {
        text.first_chunk::<N>().is_some_and(all) & text.last_chunk::<N>().is_some_and(all)
    }
    match text.len() {
        16.. => text.as_chunks::<16>().0.iter().all(all) & text.last_chunk::<16>().is_some_and(all),
        8.. => both_ends::<8>(text),
        4.. => both_ends::<4>(text),
        _ => text.iter().all(|b| all(&[*b])),
    }
}

#[cold]
fn escaped(text: &str, out: &mut Vec<u8>) {
    let quoted = out.len();
    // writing to memory cannot fail, and every text has a JSON form
    let _ = serde_json::to_writer(&mut *out, text);
    out.pop();
    out.remove(quoted);
}

impl<T: Json + ?Sized> Json for &T {
    fn put(&self, out: &mut Vec<u8>) {
        (**self).put(out);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: Json> Json for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Json> Json for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(b'[');
        for value in self {
            value.put(out);
            out.push(b',');
        }
        close(b'[', b']', out);
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// After the comma of the last element or field, or after the opening bracket.
fn close(opened: u8, closing: u8, out: &mut Vec<u8>) {
    match out.last_mut() {
        Some(last) if *last != opened => *last = closing,
        _ => out.push(closing),
    }
}

impl<T: Json> Json for Box<T> {
    fn put(&self, out: &mut Vec<u8>) {
        (**self).put(out);
    }
}

impl Json for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
    }

    fn is_absent(&self) -> bool {
        !self
    }
}

macro_rules! integers {
    ($($int:ty)*) => {$(
        impl Json for $int {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(itoa::Buffer::new().format(*self).as_bytes());
            }
        }
    )*};
}
integers!(u8 u32 i64);

impl Json for String {
    fn put(&self, out: &mut Vec<u8>) {
        self.as_str().put(out);
    }
}

impl Json for Stamp<'_> {
    fn put(&self, out: &mut Vec<u8>) {
        let mut quoted = *b"\".........................\"";
        quoted[1..26].copy_from_slice(self.calendar.format(self.at).as_bytes());
        out.extend_from_slice(&quoted);
    }
}

impl Json for BodyName<'_> {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(b'"');
        for (i, part) in self.parts().enumerate() {
            if i > 0 {
                out.push(b'@');
            }
            put_text(part, out);
        }
        out.push(b'"');
    }
}

impl Json for Day {
    fn put(&self, out: &mut Vec<u8>) {
        let mut quoted = *b"\"..........\"";
        quoted[1..11].copy_from_slice(&self.digits());
        out.extend_from_slice(&quoted);
    }
}

impl Json for Field {
    fn put(&self, out: &mut Vec<u8>) {
        self.to_string().put(out);
    }
}

impl Json for paidan_calendar::State {
    fn put(&self, out: &mut Vec<u8>) {
        self.as_str().put(out);
    }
}

impl Json for Status {
    fn put(&self, out: &mut Vec<u8>) {
        self.as_str().put(out);
    }
}

/// `field` is always there, `[field]` only if it is not absent.
macro_rules! objects {
    ($(($name:ty) { $($field:tt)* })*) => {$(
        impl Json for $name {
            fn put(&self, out: &mut Vec<u8>) {
                out.push(b'{');
                $(objects!(@field self out $field);)*
                close(b'{', b'}', out);
            }
        }
    )*};
    (@field $self:ident $out:ident [$field:ident]) => {
        if !$self.$field.is_absent() {
            objects!(@field $self $out $field);
        }
    };
    (@field $self:ident $out:ident $field:ident) => {
        $out.extend_from_slice(concat!("\"", stringify!($field), "\":").as_bytes());
        $self.$field.put($out);
        $out.push(b',');
    };
}

/// A rule as a reason, to be kept for every decision that rests on it.
pub(crate) fn put_reason(reason: &Reason<'_>, out: &mut Vec<u8>) {
    let Reason { rule, quote, source, ours, .. } = *reason;
    Written { rule, quote, source, ours }.put(out);
}

/// What of a reason is written.
struct Written<'a> {
    rule: &'a str,
    quote: &'a str,
    source: &'a str,
    ours: bool,
}

impl Json for Reason<'_> {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.json);
    }
}

objects! {
    (Decision<'_>) {
        case status as_of policy calendar contract [stage] [supervised] [level] [labels] [route] [clocks] [escalations] [actions]
        [violations] [measures] [needs] [reasons] [notes] [next_check] [above]
    }
    (PolicyId<'_>) { id version rules }
    (CalendarId<'_>) { id known_at view }
    (Label<'_>) { group value [set_by] [proposed] rule }
    (Route<'_>) { mode [lead] [accountable] [others] rule }
    (Part<'_>) { role unit }
    (Clock<'_>) {
        kind [body] [term] [start] [since] [until] [due] state [ended] [late] [late_at_birth] [provisional] [rounds] [marks] rule
    }
    (Late) { days seconds }
    (Rounds<'_>) { met missed [last_missed] }
    (Mark<'_>) { rung at [notify_at] [to] [action] [fired] }
    (Escalation<'_>) { at [to] state [asked] [answered] [approver] rule }
    (Action<'_>) { kind [body] [event] rule }
    (Violation<'_>) { kind [body] event rule }
    (Measure<'_>) { metric [body] [event] counts hit rule }
    (Need<'_>) { [input] [field] rule }
    (Written<'_>) { rule [quote] [source] [ours] }
    (Note) { code text }
    (Above<'_>) { level [in_charge] decision }
    (Outline<'_>) { case status [stage] [labels] [route] [rows] [needs] [rules] [notes] }
    (Owed<'_>) { kind [body] [start] [since] [until] [term] rule }
}
