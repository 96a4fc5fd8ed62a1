//! Things kept for good and named by a number of their own type.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// The name of a thing in an [`Arena`].
pub(super) trait Id: Copy {
    fn new(number: usize) -> Self;
    fn number(self) -> usize;
}

/// Declares a type of names.
macro_rules! id {
    ($(#[$doc:meta])* $visibility:vis $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility struct $name(usize);

        impl crate::scheduler::arena::Id for $name {
            fn new(number: usize) -> Self {
                Self(number)
            }

            fn number(self) -> usize {
                self.0
            }
        }
    };
}
pub(super) use id;

/// A list that only grows, so that a name stays good.
#[derive(Debug)]
pub(super) struct Arena<I, T> {
    entries: Vec<T>,
    names: PhantomData<I>,
}

impl<I: Id, T> Arena<I, T> {
    pub(super) fn new() -> Self {
        Self { entries: Vec::new(), names: PhantomData }
    }

    pub(super) fn push(&mut self, entry: T) -> I {
        self.entries.push(entry);
        I::new(self.entries.len() - 1)
    }

    pub(super) fn get(&self, id: I) -> Option<&T> {
        self.entries.get(id.number())
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = I> + use<I, T> {
        (0..self.entries.len()).map(I::new)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (I, &T)> {
        self.entries.iter().enumerate().map(|(number, entry)| (I::new(number), entry))
    }
}

impl<I: Id, T> Index<I> for Arena<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        self.entries.get(id.number()).unwrap_or_else(|| unreachable!("a name made by push"))
    }
}

impl<I: Id, T> IndexMut<I> for Arena<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        self.entries.get_mut(id.number()).unwrap_or_else(|| unreachable!("a name made by push"))
    }
}
