//! Pages that need nothing else: no network, no script, no font.

use std::fmt::Write;

const STYLE: &str = include_str!("page/page.css");

/// Everything up to the first section. Writing to memory cannot fail, here and below.
pub fn begin(lang: &str, title: &str, below: &str, page: &mut String) {
    let (title, below) = (escaped(title), escaped(below));
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n\
        <body>\n<header>\n<h1>{title}</h1>\n<p>{below}</p>\n</header>\n<main>\n"
    );
}

/// Everything after the last section.
pub fn end(page: &mut String) {
    page.push_str("</main>\n</body>\n</html>\n");
}

/// A chart with its title; who cannot see it finds the figures in the tables below.
pub fn figure(title: &str, svg: &str, page: &mut String) {
    let svg = svg.replacen("<svg ", "<svg role=\"img\" aria-hidden=\"true\" ", 1);
    let _ = write!(page, "<figure>\n<figcaption>{}</figcaption>\n{svg}</figure>\n", escaped(title));
}

/// Names come from cases, and cases from anybody.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
