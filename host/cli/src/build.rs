//! `paidan build`: cities into components. Cargo compiles and knows what is fresh; this makes components of its modules.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use paidan_rules::Rules;
use serde::{Deserialize, Serialize};

use crate::component;
use crate::deployment::{self, Deployment};
use crate::error::{Exit, Failure, Outcome};
use crate::settings;
use crate::table::{self, Align};
use crate::toolchain::Toolchain;

#[derive(clap::Args)]
#[command(after_help = "Examples:
  paidan build                                         all of the deployment
  paidan build xining
  paidan build ./examples/new-city                     a policy folder anywhere
  paidan build xining --set 'term.d3=3 calendar days'   into <id>.set.wasm, not into service")]
pub struct Args {
    /// Cities by name, or folders with a rules.toml [default: all cities of the deployment]
    #[arg(value_name = "CITY|DIR")]
    cities: Vec<String>,
    /// Change a value of rules.toml for this build only
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A policy to build.
struct City {
    folder: PathBuf,
    package: String,
    rules: Rules,
}

/// What was built, as `--json` prints it.
#[derive(Serialize)]
struct Built {
    policy: String,
    version: String,
    file: PathBuf,
    bytes: usize,
    rules: usize,
    rules_digest: String,
    component_digest: String,
    changed: bool,
}

pub fn run(args: Args, deployment: Option<&Path>, out: &mut dyn Write) -> Outcome {
    let deployment = Deployment::find(deployment)?;
    let folders = match args.cities.is_empty() {
        true => deployment.cities()?,
        false => args.cities.iter().map(|city| deployment.city(city)).collect::<Outcome<_>>()?,
    };
    let cities = folders.into_iter().map(|folder| read(folder, &args.set)).collect::<Outcome<Vec<City>>>()?;
    if cities.is_empty() {
        return Err(Failure::new(
            "cli/no-policy",
            Exit::Input,
            format!("no city in {}", deployment.root.join("policies").display()),
        )
        .mend("paidan new CITY"));
    }
    let toolchain = Toolchain::find(&deployment)?;
    let mut built = Vec::new();
    // One call of cargo a workspace: a policy outside the tree has its own.
    let mut workspaces: BTreeMap<PathBuf, Vec<City>> = BTreeMap::new();
    for city in cities {
        workspaces.entry(workspace(&city.folder)?).or_default().push(city);
    }
    for (root, cities) in workspaces {
        let modules = compile(&deployment, &toolchain, &root, &cities, &args.set)?;
        for city in cities {
            // Read again: what was saved while the compiler ran is what it compiled.
            let city = read(city.folder, &args.set)?;
            built.push(place(&deployment, &modules, city, &args.set)?);
        }
    }
    match args.json {
        true => writeln!(out, "{}", serde_json::to_string_pretty(&built).unwrap_or_default())?,
        false => print(&deployment, &built, out)?,
    }
    Ok(Exit::Ok)
}

/// Reads the rules before any compiler runs: whoever mistyped them learns it at once, with line and mend.
fn read(folder: PathBuf, set: &[String]) -> Outcome<City> {
    #[derive(Deserialize)]
    struct Manifest {
        package: Package,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
    }
    let mut rules = Rules::read(&folder).map_err(|errors| Failure::passed_on(Exit::Refused, errors))?;
    settings::apply(&mut rules, set)?;
    let file = folder.join("Cargo.toml");
    let text = fs::read_to_string(&file).map_err(|error| Failure::file("read", &file, error))?;
    let manifest: Manifest = toml::from_str(&text)
        .map_err(|error| Failure::new("cli/manifest", Exit::Refused, format!("{} is no package: {error}", file.display())))?;
    Ok(City { folder, package: manifest.package.name, rules })
}

/// The workspace that a folder belongs to.
fn workspace(folder: &Path) -> Outcome<PathBuf> {
    let output = cargo(&[])
        .args(["locate-project", "--workspace", "--message-format=plain"])
        .current_dir(folder)
        .output()
        .map_err(no_cargo)?;
    let manifest = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    match manifest.parent() {
        Some(root) if output.status.success() => Ok(root.to_owned()),
        _ => {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(Failure::new(
                "cli/manifest",
                Exit::Refused,
                format!("cargo finds no package in {}: {}", folder.display(), said.trim()),
            ))
        }
    }
}

/// Compiles the cities of one workspace and answers their modules, by the package's manifest. Cargo's own progress and
/// messages go to standard error as they are.
fn compile(
    deployment: &Deployment,
    toolchain: &Toolchain,
    root: &Path,
    cities: &[City],
    set: &[String],
) -> Outcome<BTreeMap<PathBuf, PathBuf>> {
    #[derive(Deserialize)]
    struct Artifact {
        manifest_path: PathBuf,
        filenames: Vec<PathBuf>,
    }
    let mut cargo = cargo(&toolchain.env);
    cargo.args(["build", "--release", "--lib", "--message-format=json-render-diagnostics", "--target-dir"]);
    cargo.arg(deployment.target().join("guest")).args(&toolchain.args);
    for city in cities {
        cargo.args(["-p", &city.package]);
    }
    cargo.env("PAIDAN_SET", set.join("\n")).env("CARGO_ENCODED_RUSTFLAGS", flags(toolchain, root)).current_dir(root);
    let mut child = cargo.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(no_cargo)?;
    let mut modules = BTreeMap::new();
    for line in child.stdout.take().into_iter().flat_map(|stdout| BufReader::new(stdout).lines().map_while(Result::ok)) {
        // Lines of other kinds lack these fields.
        if let Ok(artifact) = serde_json::from_str::<Artifact>(&line) {
            let wasm = artifact.filenames.into_iter().find(|file| file.extension().is_some_and(|end| end == "wasm"));
            modules.extend(wasm.map(|wasm| (artifact.manifest_path, wasm)));
        }
    }
    match child.wait().map_err(no_cargo)?.success() {
        true => Ok(modules),
        false => Err(Failure::new("cli/build-failed", Exit::Refused, "the build failed (see above)")
            .mend("`cargo build` in the policy's folder says the same, natively")),
    }
}

/// The toolchain's flags, and names in place of this machine's folders: the same sources give the same bytes elsewhere.
fn flags(toolchain: &Toolchain, root: &Path) -> String {
    let own = toolchain.env.iter().filter(|(key, _)| key == "RUSTFLAGS").flat_map(|(_, value)| value.split_whitespace());
    let mut flags: Vec<String> = own.map(str::to_owned).collect();
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    for (folder, name) in [(Some(root.to_owned()), "policy"), (home, "cargo")] {
        flags.extend(folder.map(|folder| format!("--remap-path-prefix={}={name}", folder.display())));
    }
    flags.join("\x1f")
}

/// Makes the component. A what-if (`--set`) gets a name of its own: it never replaces what is in service.
fn place(deployment: &Deployment, modules: &BTreeMap<PathBuf, PathBuf>, city: City, set: &[String]) -> Outcome<Built> {
    let Some(module) = modules.get(&city.folder.join("Cargo.toml")) else {
        return Err(Failure::new(
            "cli/no-module",
            Exit::Refused,
            format!("package `{}` gives no WebAssembly module", city.package),
        )
        .mend(format!("in {}: [lib] crate-type = [\"cdylib\", \"rlib\"]", city.folder.join("Cargo.toml").display())));
    };
    let policy = &city.rules.policy;
    let name = deployment::folder_name(&city.folder);
    let file = deployment.component(&if set.is_empty() { name } else { format!("{name}.set") });
    let component = component::write(module, &file)?;
    Ok(Built {
        policy: policy.id.clone(),
        version: policy.version.clone(),
        file,
        bytes: component.bytes,
        rules: city.rules.rules.len(),
        rules_digest: city.rules.manifest_digest(),
        component_digest: component.digest,
        changed: component.changed,
    })
}

fn print(deployment: &Deployment, built: &[Built], out: &mut dyn Write) -> Outcome<()> {
    let rows = built.iter().map(|built| {
        let file = built.file.strip_prefix(&deployment.root).unwrap_or(&built.file);
        vec![
            built.policy.clone(),
            built.version.clone(),
            built.rules.to_string(),
            built.rules_digest.chars().take(12).collect(),
            format!("{} KiB", built.bytes.div_ceil(1024)),
            built.component_digest.chars().take(12).collect(),
            if built.changed { "built" } else { "unchanged" }.to_owned(),
            file.display().to_string(),
        ]
    });
    let heads = ["policy", "version", "rules", "rules digest", "size", "component digest", "", "file"];
    table::print(&heads, &[(2, Align::Right), (4, Align::Right)], rows, out)
}

fn cargo(env: &[(String, String)]) -> Command {
    let mut cargo = Command::new("cargo");
    // Run from a test, cargo's own variables would reach the inner cargo and make everything look changed.
    for (key, _) in env::vars_os() {
        let name = key.to_string_lossy();
        if name.starts_with("CARGO_PKG_")
            || matches!(
                &*name,
                "CARGO_MANIFEST_DIR"
                    | "CARGO_MANIFEST_PATH"
                    | "CARGO_PRIMARY_PACKAGE"
                    | "CARGO_TARGET_DIR"
                    | "CARGO_BUILD_TARGET"
            )
        {
            cargo.env_remove(&key);
        }
    }
    cargo.envs(env.iter().filter(|(key, _)| key != "RUSTFLAGS").map(|(key, value)| (key, value)));
    cargo
}

fn no_cargo(error: std::io::Error) -> Failure {
    Failure::new("cli/no-cargo", Exit::Host, format!("cannot run cargo: {error}"))
        .mend("install Rust: rustup, or the packages of the system")
}
