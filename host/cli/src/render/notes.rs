//! Notes of a decision are English sentences with a code; clerks read what the code means, with the words they are about.

use paidan_engine::Note;

use crate::text::Lang;
use crate::text::case::NOTES_ZH;

pub fn told(note: &Note, lang: Lang) -> String {
    let known = NOTES_ZH.iter().find(|(code, _)| *code == note.code);
    match (lang, known) {
        (Lang::Zh, Some((_, text))) => in_chinese(text, &note.text),
        _ => note.text.clone(),
    }
}

/// `unknown event `progres` (event 5), did you mean `progress`?`: what stands in backticks, and the number of the event.
fn in_chinese(meaning: &str, text: &str) -> String {
    let mut words = text.split('`').skip(1).step_by(2);
    let mut told = meaning.to_owned();
    if let Some(word) = words.next() {
        told += &format!("：“{word}”");
    }
    let event = text.split_once("(event ").and_then(|(_, rest)| rest.split_once(')'));
    if let Some((number, _)) = event {
        told += &format!("（事件{number}）");
    }
    if let Some(meant) = words.next() {
        told += &format!("，是否“{meant}”？");
    }
    told
}
