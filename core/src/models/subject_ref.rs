//! Defines the types of the arguments that name what a call is about.

/// Defines an argument for one subject: its id and, if known, the name that errors show.
macro_rules! subject_ref {
    ($(#[$about:meta])* $reference:ident, $model:ident, $name:ident, $with_name:ident) => {
        $(#[$about])*
        ///
        /// Made from a `&str` or a `String`, or with `try_from` from the model, which can lack its `id`.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $reference {
            /// The id at Webex.
            pub id: String,
            /// The identifier on BroadWorks, for errors.
            pub $name: Option<String>,
        }

        impl $reference {
            /// Names it by its `id`.
            pub fn new(id: impl Into<String>) -> Self {
                Self { id: id.into(), $name: None }
            }

            /// Adds the identifier on BroadWorks, which errors then show.
            #[must_use]
            pub fn $with_name(mut self, $name: Option<String>) -> Self {
                self.$name = $name;
                self
            }
        }

        impl From<&str> for $reference {
            fn from(id: &str) -> Self {
                Self::new(id)
            }
        }

        impl From<String> for $reference {
            fn from(id: String) -> Self {
                Self::new(id)
            }
        }

        impl From<&String> for $reference {
            fn from(id: &String) -> Self {
                Self::new(id)
            }
        }

        impl From<&Self> for $reference {
            fn from(reference: &Self) -> Self {
                reference.clone()
            }
        }

        impl TryFrom<&$model> for $reference {
            type Error = Error;

            fn try_from(model: &$model) -> Result<Self> {
                let id = model.id.as_deref().filter(|id| !id.is_empty());
                let id = id.ok_or_else(|| Error::without_id(SubjectKind::$model))?;
                Ok(Self::new(id).$with_name(model.$name.clone()))
            }
        }

        impl From<$reference> for Subject {
            fn from(reference: $reference) -> Self {
                Self::new(SubjectKind::$model, reference.id).with_name(reference.$name)
            }
        }

        impl From<&$reference> for Subject {
            fn from(reference: &$reference) -> Self {
                reference.clone().into()
            }
        }
    };
}

pub(crate) use subject_ref;
