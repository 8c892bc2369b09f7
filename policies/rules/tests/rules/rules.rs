//! What is read, and what can be set.

use paidan_rules::Rules;
use paidan_rules::model::{Basis, Condition, Per, RungPoint, Selector};
use paidan_rules::term::{Ending, Roll, TimeUnit};

use crate::{data, small, text};

#[test]
fn references_become_positions_and_defaults_are_filled_in() {
    let rules = small();
    let bases: Vec<_> = rules.rules.iter().map(|rule| (rule.basis, rule.title.as_str(), rule.source.as_str())).collect();
    let paper = "《示例报》2026-01-01《马上办》";
    assert_eq!(
        bases,
        [
            (Basis::Quoted, "实行1日、3日两级处置模式", paper),
            (Basis::Ours, "“日”按工作日计", ""),
            (Basis::Quoted, "建立会商研判机制", paper),
            (Basis::External, "次日回访", "《另一文件》"),
            (Basis::Unused, "最快 3 个工作日", paper),
        ]
    );
    assert_eq!(rules.rules[1].fills, Some(0));
    assert_eq!((rules.units[1].per, rules.units[1].level), (Per::Area(0), Some(1)));
    assert_eq!(rules.stages.iter().map(|stage| stage.entered.clone()).collect::<Vec<_>>(), [vec![], vec![1], vec![4, 5]]);
    let contacted = Selector { event: 5, condition: Some(Condition::Fact { input: 2, value: 1 }) };
    let visited = Selector { event: 5, condition: Some(Condition::Fact { input: 3, value: 1 }) };
    assert_eq!(rules.clocks[0].stops, [contacted, visited]);
    assert_eq!(rules.clocks[1].pauses[0].begins, [Selector { event: 2, condition: Some(Condition::Reason(0)) }]);
    assert_eq!(
        rules.inputs.iter().map(|input| (input.least, input.most)).collect::<Vec<_>>()[..4],
        [(0, 1), (1, 2), (0, 1), (0, 1)]
    );
}

#[test]
fn terms_of_rungs_are_hidden_and_the_calendar_is_built_in() {
    let rules = small();
    let terms: Vec<_> = rules.terms.iter().map(|it| (it.id.as_str(), it.title.as_str(), it.hidden)).collect();
    assert_eq!(
        terms,
        [
            ("d1", "1个工作日", false),
            ("today", "当日（工作日）", false),
            ("weeks", "每2周", false),
            ("quick", "两小时", false),
            ("late.rung.remind", "1个工作日", true),
            ("late.rung.urge", "到期", true),
            ("late.rung.supervise", "2个工作日", true),
        ]
    );
    let points: Vec<_> = rules.ladders[0].rungs.iter().map(|rung| rung.at).collect();
    assert_eq!(points, [RungPoint::Percent(75), RungPoint::Before(4), RungPoint::After(5), RungPoint::After(6)]);
    assert_eq!(rules.profiles.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["working", "calendar"]);
    assert_eq!(
        (rules.terms[2].profile, rules.terms[2].roll, &rules.terms[2].term.roll),
        (1, Some(0), &Roll::Next("working".to_owned()))
    );
}

#[test]
fn the_catalogue_is_sorted_and_its_titles_are_paths() {
    let rules = small();
    let categories: Vec<_> = rules.categories.iter().map(|it| (it.id.as_str(), it.title.as_str(), it.parent)).collect();
    assert_eq!(
        categories,
        [("housing", "住房", None), ("housing/title-deed", "住房/不动产登记", Some(0)), ("roads", "道路", None)]
    );
    let rows: Vec<_> = rules.routes.iter().map(|row| (row.category, row.area, row.lead, row.line)).collect();
    assert_eq!(rows, [(0, None, 0, 2), (1, None, 1, 3), (1, Some(1), 0, 4), (2, None, 1, 6), (2, Some(0), 1, 5)]);
    assert_eq!(rules.routes[1].quote.as_deref(), Some("以最小颗粒度厘清职责边界"));
}

#[test]
fn a_catalogue_is_not_needed() {
    let rules = Rules::parse("rules.toml", &text("small/rules.toml").replace("routes = \"routes.csv\"", ""), None).unwrap();
    assert!(rules.routes.is_empty() && rules.categories.is_empty());
    syn::parse_file(&rules.vocabulary()).unwrap();
}

#[test]
fn the_example_of_the_contract_is_sound() {
    let rules = Rules::read(&data("example")).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!((rules.policy.id.as_str(), rules.rules.len(), rules.clocks.len()), ("xining", 36, 9));
    // a spreadsheet's mark at the beginning, and its line ends
    let routes = format!("\u{feff}{}", text("example/routes.csv").replace('\n', "\r\n"));
    let dos = Rules::parse("rules.toml", &text("example/rules.toml").replace('\n', "\r\n"), Some(("routes.csv", &routes)))
        .unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(*dos, *rules);
}

#[test]
fn values_can_be_set_and_are_checked_again() {
    let mut rules = small();
    rules.set("term.d1", "3 calendar days").unwrap();
    rules.set("ladder.late.urge", "+1 working day").unwrap();
    rules.set("input.difficulty.most", "5").unwrap();
    assert_eq!((rules.terms[0].term.amount, rules.terms[0].term.unit, rules.terms[0].title.as_str()), (3, TimeUnit::Day, "3天"));
    assert_eq!(rules.terms[5].title, "1个工作日");
    assert_eq!(rules.inputs[1].most, 5);
    rules.set("term.quick", "4 working hours").unwrap();
    assert_eq!(rules.terms[3].title, "4个工作小时", "the title of the old term is gone");
    rules.set("switch.strict", "true").unwrap();
    assert!(rules.switches[0].is && rules.vocabulary().contains("pub const STRICT: bool = true;"));
    rules.set("term.today.cut-off", "18:00").unwrap();
    rules.set("term.weeks.ends", "day-end").unwrap();
    rules.set("term.weeks.roll", "previous working").unwrap();
    assert_eq!(rules.terms[1].term.cut_off, Some(18 * 60));
    let weeks = &rules.terms[2].term;
    assert_eq!((weeks.ends, &weeks.roll), (Ending::DayEnd, &Roll::Previous("working".to_owned())));
    assert_eq!(rules.sets().len(), 8);

    let before = rules.clone();
    for (path, text, code) in [
        ("term.d1", "1 lunar day", "rules/unknown-profile"),
        ("term.quick", "soon", "rules/bad-term"),
        ("term.weeks", "2 working hours", "rules/hour-term"),
        ("ladder.late.warn", "101 %", "rules/percent"),
        ("ladder.late.urge", "+3 working days", "rules/rung-order"),
        ("ladder.late.2", "overdue", "rules/set"),
        ("input.difficulty.most", "0", "rules/least-above-most"),
        ("switch.strict", "yes", "rules/set"),
        ("switch.loose", "true", "rules/set"),
        ("term.today.cut-off", "late", "rules/cut-off"),
        ("term.today.roll", "next working", "rules/set"),
        ("term.d1.repeats", "true", "rules/set"),
        ("unit.hotline", "x", "rules/set"),
        ("term.late.rung.remind", "1 working day", "rules/set"),
    ] {
        let errors = rules.set(path, text).unwrap_err();
        assert!(errors.0.iter().any(|finding| finding.code == code), "{path} = {text}\n{errors}");
        assert_eq!((&*rules, rules.sets()), (&*before, before.sets()), "a refused setting changes nothing");
    }
}
