//! Copies over what is there already: whoever copies a center again and again, as checkers and judges do, allocates nothing.

/// [`Clone`] field by field, so that `clone_from` keeps the memory of every list in the type.
macro_rules! clone_by_field {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl Clone for $type {
            fn clone(&self) -> Self {
                Self { $($field: self.$field.clone()),* }
            }

            fn clone_from(&mut self, source: &Self) {
                $(self.$field.clone_from(&source.$field);)*
            }
        }
    };
}

pub(crate) use clone_by_field;
