//! paidan.toml: versions with effective dates and superiors, and what is wrong with a file that cannot work.

use std::fs;

use crate::{folder, root, run, text};

/// A deployment with the components that are built here.
fn deployment(name: &str, cities: &str) -> std::path::PathBuf {
    let folder = folder(name);
    let built = folder.join("target/policies");
    fs::create_dir_all(&built).unwrap();
    for policy in ["dingzhou", "dingzhou-2020", "yinchuan", "ningxia"] {
        fs::copy(root().join(format!("target/policies/{policy}.wasm")), built.join(format!("{policy}.wasm"))).unwrap();
    }
    fs::write(folder.join("paidan.toml"), format!("format = 1\n{cities}\n")).unwrap();
    folder
}

fn case(jurisdiction: &str, registered: &str) -> String {
    format!(
        r#"{{"id":"1","jurisdiction":"{jurisdiction}","history":[{{"at":"{registered}T09:00:00+08:00","kind":"received"}}]}}"#
    )
}

#[test]
fn the_deployment_says_which_rules_and_who_stands_above() {
    let folder = deployment(
        "served",
        r#"[city.dingzhou]
versions = [{ policy = "dingzhou", from = 2021-10-25 }, { policy = "dingzhou-2020" }]
[city.yinchuan]
policy = "yinchuan"
superior = { city = "ningxia", level = "county" }
[city.ningxia]
policy = "ningxia""#,
    );
    let lines =
        [case("130682", "2021-10-24"), case("130682", "2021-10-25"), case("640104", "2021-06-01"), case("6402", "2021-06-01")];
    let output = run(&folder, &["evaluate", "-", "--at", "2021-11-01T09:00:00+08:00"], &lines.join("\n"));
    let decided: Vec<serde_json::Value> = text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let which = |i: usize| {
        let decision = &decided[i];
        let above = decision["above"]["decision"]["policy"]["id"].as_str();
        (decision["policy"]["id"].as_str().unwrap(), decision["policy"]["version"].as_str().unwrap(), above)
    };
    let which: Vec<_> = (0..4).map(which).collect();
    assert_eq!(
        which,
        [
            ("dingzhou", "2020.12", None),
            ("dingzhou", "2021.10", None),
            ("yinchuan", "2024.1", Some("ningxia")),
            // the region judges what lies in no city of its own here
            ("ningxia", "2021.12", None),
        ]
    );
}

#[test]
fn a_deployment_that_cannot_work_says_where_and_why() {
    for (name, cities, wanted) in [
        (
            "both",
            "[city.dingzhou]\npolicy = \"dingzhou\"\nversions = [{ policy = \"dingzhou-2020\" }]",
            "[city.dingzhou] has both `policy` and `versions`",
        ),
        ("neither", "[city.dingzhou]\ntitle = \"定州市\"", "[city.dingzhou] has neither `policy` nor `versions`"),
        ("no-day", "[city.dingzhou]\nversions = [{ policy = \"dingzhou\", from = 09:00:00 }]", "a `from` is no day"),
        (
            "twice",
            "[city.dingzhou]\nversions = [{ policy = \"dingzhou\" }, { policy = \"dingzhou-2020\" }]",
            "are both in force for ever",
        ),
        (
            "stranger",
            "[city.yinchuan]\npolicy = \"yinchuan\"\nsuperior = { city = \"ningsia\", level = \"county\" }\n[city.ningxia]\npolicy = \"ningxia\"",
            "did you mean `ningxia`",
        ),
        (
            "circle",
            "[city.yinchuan]\npolicy = \"yinchuan\"\nsuperior = { city = \"ningxia\", level = \"county\" }\n[city.ningxia]\npolicy = \"ningxia\"\nsuperior = { city = \"yinchuan\", level = \"county\" }",
            "stands above itself",
        ),
        (
            "top",
            "[city.yinchuan]\npolicy = \"yinchuan\"\nsuperior = { city = \"ningxia\", level = \"region\" }\n[city.ningxia]\npolicy = \"ningxia\"",
            "has no level `region` above which there is another",
        ),
        ("unknown-key", "[city.dingzhou]\npolicy = \"dingzhou\"\nsuperiors = 1", "unknown field `superiors`"),
        (
            "city-not-built",
            "[city.yinchuan]\npolicy = \"yinchuan-2\"\nsuperior = { city = \"ningxia\", level = \"county\" }\n[city.ningxia]\npolicy = \"ningxia\"",
            "paidan build yinchuan-2",
        ),
        ("not-built", "[city.dingzhou]\npolicy = \"dingzhou-2019\"", "paidan build dingzhou-2019"),
    ] {
        let folder = deployment(&format!("served-{name}"), cities);
        let city = if cities.contains("yinchuan") { "640104" } else { "130682" };
        let output = run(&folder, &["evaluate", "-", "--at", "2021-11-01T09:00:00+08:00"], &case(city, "2021-10-26"));
        let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert!(said.contains(wanted), "{name}: {said}");
        assert_ne!(output.status.code(), Some(0), "{name}");
    }
}
