//! The results as JUnit XML, for continuous integration.

use std::path::Path;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::Ran;
use crate::error::{Exit, Failure, Outcome};

/// A case that ran: its file's name and title, its own name and line, and how it went.
pub type Told = (String, String, String, usize, Ran);

/// Writes a file: one suite for each file of cases. `said`: what is wrong, for people.
pub fn write(path: &Path, results: &[Told], said: impl Fn(&Ran) -> String) -> Outcome<()> {
    let mut report = Report::new("paidan test");
    for cases in results.chunk_by(|a, b| a.0 == b.0) {
        let mut suite = TestSuite::new(cases[0].0.as_str());
        for (file, title, name, line, ran) in cases {
            let mut status = TestCaseStatus::success();
            if !ran.passed() {
                let kind = if ran.fault.is_some() { NonSuccessKind::Error } else { NonSuccessKind::Failure };
                status = TestCaseStatus::non_success(kind);
                status.set_message(format!("{file}:{line}")).set_description(said(ran));
            }
            let mut test = TestCase::new(name.as_str(), status);
            test.set_classname(title.as_str()).set_time(ran.time);
            suite.add_test_case(test);
        }
        report.add_test_suite(suite);
    }
    let text = report
        .to_string()
        .map_err(|error| Failure::new("cli/junit", Exit::Host, format!("the results make no JUnit file: {error}")))?;
    std::fs::write(path, text).map_err(|error| Failure::file("write", path, error))
}
