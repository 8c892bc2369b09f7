//! A stranger's first city: what `paidan new` makes, where, and that it builds, passes its tests and decides a case.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{folder, good, root, run, text};

/// Every file below a folder but for what is built, by its path.
pub(crate) fn files(root: &Path) -> BTreeMap<String, String> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
            let (path, name) = (entry.path(), entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                if name != "target" && name != ".git" {
                    folders.push(path);
                }
            } else {
                let shown = path.strip_prefix(root).unwrap().display().to_string();
                found.insert(shown, String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned());
            }
        }
    }
    found
}

/// A folder of a test's own, empty but for what was compiled there before: a first build of a policy takes a minute.
pub(crate) fn kept_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap()).filter(|entry| entry.file_name() != "target") {
        match entry.file_type().unwrap().is_dir() {
            true => fs::remove_dir_all(entry.path()).unwrap(),
            false => fs::remove_file(entry.path()).unwrap(),
        }
    }
    folder.canonicalize().unwrap()
}

/// A folder that no paidan.toml stands above; removed when the test is over.
struct Nowhere(PathBuf);

impl Nowhere {
    fn new(name: &str) -> Nowhere {
        let folder = std::env::temp_dir().join(format!("paidan-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Nowhere(folder.canonicalize().unwrap())
    }
}

impl Drop for Nowhere {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const DEPLOYMENT: &str = "# Ours.\nformat = 1\n\n[calendar.cn]   # with the notices that came later\nnotices = []\n";
const ENTRY: &str = "\n[city.new-city]\ntitle = \"示例市12345热线办理规则\"\npolicy = \"new-city\"\n";

/// `examples/new-city`, copied out of the tree by the program itself: the same files, in a workspace of their own.
#[test]
fn a_city_outside_the_sources_builds_passes_its_tests_and_decides() {
    let place = kept_folder("new-city");
    fs::write(place.join("paidan.toml"), DEPLOYMENT).unwrap();
    let before = files(&place);
    let said = good(&place, &["new", "new-city", "--title", "示例市12345热线办理规则"]);
    let made = files(&place);

    // outside its folder nothing changed but paidan.toml, and there only what was added
    let outside: BTreeMap<_, _> = made.iter().filter(|(path, _)| !path.starts_with("policies/new-city/")).collect();
    assert_eq!(outside.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>().iter().collect::<Vec<_>>());
    assert_eq!(made["paidan.toml"], format!("{DEPLOYMENT}{ENTRY}"));

    let template = files(&root().join("examples/new-city"));
    let city: BTreeMap<String, String> =
        files(&place.join("policies/new-city")).into_iter().filter(|(path, _)| path != "Cargo.toml").collect();
    let expected: BTreeMap<String, String> = template.into_iter().filter(|(path, _)| path != "Cargo.toml").collect();
    assert_eq!(city, expected, "what the program has in it is not examples/new-city");

    // the three commands that it prints
    let commands: Vec<Vec<&str>> = said
        .lines()
        .filter_map(|line| line.strip_prefix("  paidan "))
        .map(|command| command.split_whitespace().collect())
        .collect();
    assert_eq!(commands.iter().map(|command| command[0]).collect::<Vec<_>>(), ["build", "test", "evaluate"], "{said}");
    let [build, test, evaluate] = &commands[..] else { panic!("{said}") };
    let built = good(&place, build);
    assert!(built.contains("target/policies/new-city.wasm"), "{built}");
    let tested = good(&place, &[&test[..], &["--lang", "en"]].concat());
    for line in ["5 cases: 5 passed, 0 failed", "rules that no case names: nothing", "rules that never held: nothing"] {
        assert!(tested.contains(line), "{line}\n{tested}");
    }
    let decided = good(&place, evaluate);
    for said in ["市住房和城乡建设局", "11-16 周一 23:59:59", "建立诉求分级分类办理机制"] {
        assert!(decided.contains(said), "{said}\n{decided}");
    }
    // the lock that came with it holds, and building writes nothing but what is built
    assert_eq!(files(&place), made);
}

#[test]
fn without_a_deployment_one_is_made_and_the_second_city_joins_it() {
    let place = Nowhere::new("new");
    fs::write(place.0.join("paidan.toml"), DEPLOYMENT).unwrap();
    let errors = run(&place.0, &["build"], "").stderr;
    assert!(
        text(&errors).contains("error[cli/no-policy]") && text(&errors).contains("mend: paidan new CITY"),
        "{}",
        text(&errors)
    );
    fs::remove_file(place.0.join("paidan.toml")).unwrap();
    let said = good(&place.0, &["new", "first", "--jurisdiction", "620500", "--title", "天水“\"12345\"”"]);
    assert!(said.contains("paidan.toml: made, with [city.first]") && said.contains("cases of 6205…"), "{said}");
    let rules = fs::read_to_string(place.0.join("policies/first/rules.toml")).unwrap();
    let rules: toml::Table = rules.parse().unwrap();
    let policy = &rules["policy"];
    assert_eq!(
        (policy["id"].as_str(), policy["title"].as_str(), policy["jurisdictions"][0].as_str()),
        (Some("first"), Some("天水“\"12345\"”"), Some("6205"))
    );
    let left: Vec<String> = files(&place.0).into_iter().filter(|(_, text)| text.contains("9999")).map(|(path, _)| path).collect();
    assert_eq!(left, Vec::<String>::new(), "the template's code is left there");

    let said = good(&place.0, &["new", "second", "--jurisdiction", "620502", "--at", "policies"]);
    assert!(said.contains("cases of 620502… are judged by `second`, not by `first`"), "{said}");
    assert!(said.contains("paidan build policies/second"), "{said}");
    let file: toml::Table = fs::read_to_string(place.0.join("paidan.toml")).unwrap().parse().unwrap();
    assert_eq!(file["city"].as_table().unwrap().keys().collect::<Vec<_>>(), ["first", "second"]);
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    let place = folder("new-bad");
    fs::write(place.join("paidan.toml"), format!("{DEPLOYMENT}{ENTRY}")).unwrap();
    fs::create_dir_all(place.join("policies/there")).unwrap();
    fs::create_dir_all(place.join("policies/new-city")).unwrap();
    fs::write(place.join("policies/new-city/rules.toml"), "[policy]\njurisdictions = [\"6205\", \"6206\"]\n").unwrap();
    let before = files(&place);
    for (args, code, said) in [
        (&["new", "Tianshui"][..], "cli/city-name", "`Tianshui` cannot be the name of a city"),
        (&["new", "tian--shui"], "cli/city-name", "single `-`"),
        (&["new", "天水"], "cli/city-name", "the Chinese name is the --title"),
        (&["new", "../x"], "cli/city-name", "lower case letters"),
        (&["new", "there"], "cli/city-exists", "policies/there is there already"),
        (&["new", "new-city"], "cli/city-exists", "paidan.toml has a city `new-city` already"),
        (&["new", "x", "--jurisdiction", "6206"], "cli/jurisdiction-served", "are judged by `new-city` already"),
        (&["new", "x", "--jurisdiction", "620500"], "cli/jurisdiction-served", "cases of 6205…"),
        (&["new", "x", "--jurisdiction", "甘肃"], "cli/jurisdiction", "`6205` a city"),
        (&["new", "x", "--sdk", "policies"], "cli/no-sdk", "a clone of Paidan's repository"),
        (&["new", "x", "--at", "nowhere"], "cli/file", "nowhere"),
        (&["new", "x", "--deployment", "policies"], "cli/no-deployment", "name a paidan.toml"),
    ] {
        let output = run(&place, args, "");
        let errors = text(&output.stderr);
        assert!(errors.contains(&format!("error[{code}]")) && errors.contains(said), "{args:?}: {errors}");
        assert_eq!(files(&place), before, "{args:?}");
    }
    fs::write(place.join("paidan.toml"), "format = 1\ncity = 3\n").unwrap();
    assert!(text(&run(&place, &["new", "x"], "").stderr).contains("error[cli/deployment]"));
    assert!(!place.join("policies/x").exists());
}

/// Which Cargo.toml a folder gets depends on the workspace that takes it in.
#[test]
fn a_member_of_a_workspace_is_no_workspace() {
    let sdk = root().display().to_string();
    let workspace = |members: &str| format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\nexclude = [\"left/out\"]\n");
    for (name, members, at, own) in [
        ("of-others", "\"policies/*\"", "policies", false),
        ("by-name", "\"rules/a\", \"rules/city-*\"", "rules", false),
        ("not-listed", "\"host/*\"", "policies", true),
        ("left-out", "\"left/*\"", "left/out", true),
    ] {
        let place = folder(&format!("new-{name}"));
        fs::write(place.join("paidan.toml"), DEPLOYMENT).unwrap();
        fs::write(place.join("Cargo.toml"), workspace(members)).unwrap();
        fs::create_dir_all(place.join(at)).unwrap();
        good(&place, &["new", "city-a", "--at", at, "--sdk", &sdk]);
        let made = files(&place.join(at).join("city-a"));
        let manifest: toml::Table = made["Cargo.toml"].parse().unwrap();
        assert_eq!((manifest.contains_key("workspace"), made.contains_key("Cargo.lock")), (own, own), "{name}");
        let found = place.join(at).join("city-a").join(manifest["dependencies"]["paidan-sdk"]["path"].as_str().unwrap());
        assert_eq!(found.canonicalize().unwrap(), root().join("policies/sdk"), "{name}");
    }
}

/// The template is locked to what everything else here is built and tested with.
#[test]
fn the_template_is_locked_to_the_same_versions() {
    let locked = |file: &str| -> Vec<(String, String)> {
        let lock: toml::Table = fs::read_to_string(root().join(file)).unwrap().parse().unwrap();
        let of = |package: &toml::Value, key: &str| package[key].as_str().unwrap().to_owned();
        lock["package"].as_array().unwrap().iter().map(|package| (of(package, "name"), of(package, "version"))).collect()
    };
    let ours = locked("Cargo.lock");
    let others: Vec<_> = locked("examples/new-city/Cargo.lock")
        .into_iter()
        .filter(|package| package.0 != "paidan-policy-new-city" && !ours.contains(package))
        .collect();
    assert_eq!(others, Vec::new(), "cargo update --manifest-path examples/new-city/Cargo.toml -p NAME --precise VERSION");
}
