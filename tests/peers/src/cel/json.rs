//! JSON as CEL values that borrow the text they were read from: the crate recommends a `Val` of one's own where copying into its
//! `Value` costs. An object is shared, for CEL copies each element of a list that it looks at.

use std::borrow::Cow;
use std::fmt;
use std::io::Write;
use std::sync::Arc;

use anyhow::{Result, bail};
use cel::ExecutionError;
use cel::common::traits::Indexer;
use cel::common::types::{CelBool, CelInt, CelList, CelMap, CelNull, CelString, MAP_TYPE, Type};
use cel::common::value::{CowVal, Val};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

type Boxed<'v> = Box<dyn Val + 'v>;

/// A JSON object: few keys, so they are looked through.
#[derive(Debug, Clone)]
pub(super) struct Record<'v>(Arc<[(Cow<'v, str>, Boxed<'v>)]>);

impl<'v> Record<'v> {
    pub(super) fn new(fields: Vec<(Cow<'v, str>, Boxed<'v>)>) -> Self {
        Self(fields.into())
    }
}

impl Val for Record<'_> {
    fn get_type(&self) -> &Type {
        Self::cel_type()
    }

    fn cel_type() -> &'static Type {
        &MAP_TYPE
    }

    fn as_indexer<'b, 'w>(&'b self) -> Option<&'b (dyn Indexer + 'w)>
    where
        Self: 'w,
    {
        Some(self)
    }

    fn as_container(&self) -> Option<&dyn cel::common::traits::Container> {
        Some(self)
    }

    fn clone_as_boxed<'w>(&self) -> Boxed<'w>
    where
        Self: 'w,
    {
        Box::new(self.clone())
    }
}

impl Record<'_> {
    fn find(&self, key: &dyn Val) -> Option<usize> {
        let key = key.downcast_ref::<CelString<'_>>()?.inner();
        self.0.iter().position(|(name, _)| name == key)
    }
}

impl Indexer for Record<'_> {
    fn get<'b, 'w>(&'b self, key: &dyn Val) -> Result<CowVal<'b, 'w>, ExecutionError>
    where
        Self: 'w,
    {
        match self.find(key) {
            Some(at) => Ok(CowVal::Borrowed(&*self.0[at].1)),
            None => Err(ExecutionError::no_such_key("a key that the object does not have")),
        }
    }

    fn steal<'w>(self: Box<Self>, key: &dyn Val) -> Result<Boxed<'w>, ExecutionError>
    where
        Self: 'w,
    {
        self.get(key).map(CowVal::into_owned)
    }
}

impl cel::common::traits::Container for Record<'_> {
    fn contains(&self, key: &dyn Val) -> Result<bool, ExecutionError> {
        Ok(self.find(key).is_some())
    }
}

/// Reads a case.
pub(super) fn read(text: &[u8]) -> Result<Boxed<'_>> {
    Ok(serde_json::from_slice::<Json<'_>>(text)?.0)
}

/// A value while it is read.
pub(super) struct Json<'v>(Boxed<'v>);

impl Json<'static> {
    /// Of data that no text is kept of.
    pub(super) fn of(value: serde_json::Value) -> Result<Boxed<'static>> {
        Ok(<Self as Deserialize>::deserialize(value)?.0)
    }
}

impl<'de: 'v, 'v> Deserialize<'de> for Json<'v> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<'v>(std::marker::PhantomData<&'v ()>);

        impl<'de: 'v, 'v> Visitor<'de> for Read<'v> {
            type Value = Json<'v>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON without fractions")
            }

            fn visit_unit<E>(self) -> Result<Json<'v>, E> {
                Ok(Json(Box::new(CelNull)))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Json<'v>, E> {
                Ok(Json(Box::new(CelBool::from(value))))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Json<'v>, E> {
                Ok(Json(Box::new(CelInt::from(value))))
            }

            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Json<'v>, E> {
                i64::try_from(value).map_err(E::custom).and_then(|value| self.visit_i64(value))
            }

            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Json<'v>, E> {
                Ok(Json(Box::new(CelString::from(value))))
            }

            fn visit_str<E>(self, value: &str) -> Result<Json<'v>, E> {
                Ok(Json(Box::new(CelString::from(value.to_owned()))))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json<'v>, A::Error> {
                let mut list: Vec<Boxed<'v>> = Vec::new();
                while let Some(item) = items.next_element::<Json<'v>>()? {
                    list.push(item.0);
                }
                Ok(Json(Box::new(CelList::from(list))))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Json<'v>, A::Error> {
                let mut record = Vec::with_capacity(8);
                while let Some((Key(name), value)) = fields.next_entry::<Key<'v>, Json<'v>>()? {
                    record.push((name, value.0));
                }
                Ok(Json(Box::new(Record::new(record))))
            }
        }

        deserializer.deserialize_any(Read(std::marker::PhantomData))
    }
}

/// A key, borrowed unless it has escapes.
struct Key<'v>(Cow<'v, str>);

impl<'de: 'v, 'v> Deserialize<'de> for Key<'v> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Cow<'de, str>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Cow<'de, str>, E> {
                Ok(Cow::Borrowed(value))
            }

            fn visit_str<E>(self, value: &str) -> Result<Cow<'de, str>, E> {
                Ok(Cow::Owned(value.to_owned()))
            }
        }

        deserializer.deserialize_str(Read).map(Key)
    }
}

/// Writes a value as JSON: what a plan consists of.
pub(super) fn write(value: &dyn Val, out: &mut Vec<u8>) -> Result<()> {
    if let Some(text) = value.downcast_ref::<CelString<'_>>() {
        serde_json::to_writer(out, text.inner())?;
    } else if let Some(number) = value.downcast_ref::<CelInt>() {
        write!(out, "{}", number.inner())?;
    } else if value.downcast_ref::<CelNull>().is_some() {
        out.extend_from_slice(b"null");
    } else if let Some(list) = value.downcast_ref::<CelList<'_>>() {
        separated(list.inner(), b"[]", out, |item, out| write(&**item, out))?;
    } else if let Some(map) = value.downcast_ref::<CelMap<'_>>() {
        separated(map.inner(), b"{}", out, |(key, value), out| {
            write(key.inner(), out)?;
            out.push(b':');
            write(&**value, out)
        })?;
    } else {
        bail!("{value:?} is no part of a plan");
    }
    Ok(())
}

fn separated<T>(
    items: impl IntoIterator<Item = T>,
    [open, close]: &[u8; 2],
    out: &mut Vec<u8>,
    mut each: impl FnMut(T, &mut Vec<u8>) -> Result<()>,
) -> Result<()> {
    out.push(*open);
    for (n, item) in items.into_iter().enumerate() {
        if n > 0 {
            out.push(b',');
        }
        each(item, out)?;
    }
    out.push(*close);
    Ok(())
}
