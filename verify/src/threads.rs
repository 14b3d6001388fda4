//! Sharing work among threads.

/// Does a piece of work for each item, one thread an item; the last on the calling thread.
pub(crate) fn for_each<T: Send>(items: impl IntoIterator<Item = T>, work: impl Fn(T) + Sync) {
    let mut items: Vec<T> = items.into_iter().collect();
    let Some(last) = items.pop() else { return };
    if items.is_empty() {
        return work(last);
    }
    std::thread::scope(|scope| {
        for item in items {
            let work = &work;
            scope.spawn(move || work(item));
        }
        work(last);
    });
}
