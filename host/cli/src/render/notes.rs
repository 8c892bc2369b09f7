//! Notes of a decision are English sentences with a code; clerks read what the code means, with the words they are about.

use paidan_engine::{About, Note};

use crate::text::Lang;
use crate::text::case::NOTES_ZH;

pub fn told(note: &Note, lang: Lang) -> String {
    let known = NOTES_ZH.iter().find(|(code, _)| *code == note.code);
    match (lang, known) {
        (Lang::Zh, Some((_, text))) => in_chinese(text, note.about.as_ref()),
        _ => note.text.clone(),
    }
}

/// What it means, then the word, the event and what was probably meant.
fn in_chinese(meaning: &str, about: Option<&About>) -> String {
    let mut told = meaning.to_owned();
    let Some(About { word, event, meant }) = about else { return told };
    told += &format!("：“{word}”");
    if let Some(number) = event {
        told += &format!("（事件{number}）");
    }
    if let Some(meant) = meant {
        told += &format!("，是否“{meant}”？");
    }
    told
}
