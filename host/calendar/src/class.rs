//! What kind of day a date is.

/// The four kinds of day. Two would not do: a duty line may work on weekends and rest on statutory holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayClass {
    /// 工作日: an ordinary working day.
    Workday,
    /// 调休上班日: a weekend day worked in exchange for another day.
    MakeupWorkday,
    /// 休息日: a weekend day, or a weekday off in exchange.
    Rest,
    /// 法定节假日: a holiday by law.
    Statutory,
}

impl DayClass {
    pub const ALL: [DayClass; 4] = [DayClass::Workday, DayClass::MakeupWorkday, DayClass::Rest, DayClass::Statutory];

    /// `workday`, `makeup-workday`, `rest` or `statutory`.
    pub fn as_str(self) -> &'static str {
        match self {
            DayClass::Workday => "workday",
            DayClass::MakeupWorkday => "makeup-workday",
            DayClass::Rest => "rest",
            DayClass::Statutory => "statutory",
        }
    }
}

/// The classes of day that a profile counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ClassSet(u8);

impl ClassSet {
    /// How many sets there are.
    pub(crate) const COUNT: usize = 1 << DayClass::ALL.len();

    /// Every class: such a profile asks nothing of a calendar.
    pub fn all() -> ClassSet {
        DayClass::ALL.into_iter().collect()
    }

    #[inline]
    pub fn contains(self, class: DayClass) -> bool {
        self.0 & (1 << class as u8) != 0
    }

    #[inline]
    pub(crate) fn is_all(self) -> bool {
        self == ClassSet::all()
    }

    /// A number below [`ClassSet::COUNT`].
    #[inline]
    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl FromIterator<DayClass> for ClassSet {
    fn from_iter<I: IntoIterator<Item = DayClass>>(classes: I) -> ClassSet {
        ClassSet(classes.into_iter().fold(0, |set, class| set | (1 << class as u8)))
    }
}
