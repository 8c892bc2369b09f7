//! The lists of a manifest: the words in which cases are read and decisions speak.

use paidan_engine::contract::Manifest;

/// A list of a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Level,
    Unit,
    Stage,
    Mode,
    Role,
    Profile,
    Term,
    Clock,
    Ladder,
    Action,
    Violation,
    Metric,
    /// `GROUP.VALUE`
    Label,
    Channel,
    Kind,
    Category,
    Area,
    Event,
    Reason,
    Input,
}

impl List {
    /// Those that decisions speak in.
    pub(crate) const SAID: [Self; 13] = [
        Self::Level,
        Self::Unit,
        Self::Stage,
        Self::Mode,
        Self::Role,
        Self::Profile,
        Self::Term,
        Self::Clock,
        Self::Ladder,
        Self::Action,
        Self::Violation,
        Self::Metric,
        Self::Label,
    ];

    /// Those that cases are read by.
    pub(crate) const READ: [Self; 7] =
        [Self::Channel, Self::Kind, Self::Category, Self::Area, Self::Event, Self::Reason, Self::Input];

    /// As places begin.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Unit => "unit",
            Self::Stage => "stage",
            Self::Mode => "mode",
            Self::Role => "role",
            Self::Profile => "profile",
            Self::Term => "term",
            Self::Clock => "clock",
            Self::Ladder => "ladder",
            Self::Action => "action",
            Self::Violation => "violation",
            Self::Metric => "metric",
            Self::Label => "label",
            Self::Channel => "channel",
            Self::Kind => "kind",
            Self::Category => "category",
            Self::Area => "area",
            Self::Event => "event",
            Self::Reason => "reason",
            Self::Input => "input",
        }
    }

    /// Its ids and titles.
    pub(crate) fn entries(self, m: &Manifest) -> Vec<(String, String)> {
        macro_rules! of {
            ($list:expr) => {
                $list.iter().map(|entry| (entry.id.clone(), entry.title.clone())).collect()
            };
        }
        match self {
            Self::Level => of!(m.levels),
            Self::Unit => of!(m.units),
            Self::Stage => of!(m.stages),
            Self::Mode => of!(m.modes),
            Self::Role => of!(m.roles),
            Self::Profile => of!(m.profiles),
            Self::Term => of!(m.terms),
            Self::Clock => of!(m.clocks),
            Self::Ladder => of!(m.ladders),
            Self::Action => of!(m.actions),
            Self::Violation => of!(m.violations),
            Self::Metric => of!(m.metrics),
            Self::Channel => of!(m.channels),
            Self::Kind => of!(m.kinds),
            Self::Category => of!(m.categories),
            Self::Area => of!(m.areas),
            Self::Event => of!(m.events),
            Self::Reason => of!(m.reasons),
            Self::Input => of!(m.inputs),
            Self::Label => {
                let values = |group: &paidan_engine::contract::GroupDef| {
                    let (id, title) = (group.id.clone(), group.title.clone());
                    let value = move |value: &paidan_engine::contract::Name| {
                        (format!("{id}.{}", value.id), format!("{title}：{}", value.title))
                    };
                    group.values.iter().map(value).collect::<Vec<_>>()
                };
                m.groups.iter().flat_map(values).collect()
            }
        }
    }
}
