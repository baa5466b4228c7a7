// A value that parts of the page watch. All that several screens share lives in cells; what belongs to
// one screen is its own state.
import {useEffect, useState} from 'preact/hooks';

export interface Cell<T> {
  readonly value: T;
  set(next: T): void;
  watch(told: (value: T) => void): () => void;
}

export function cell<T>(first: T): Cell<T> {
  let value = first;
  const watchers = new Set<(value: T) => void>();
  return {
    get value() { return value; },
    set(next) {
      value = next;
      for (const told of [...watchers]) told(next);
    },
    watch(told) {
      watchers.add(told);
      return () => { watchers.delete(told); };
    },
  };
}

export function useCell<T>(watched: Cell<T>): T {
  const [value, setValue] = useState(() => watched.value);
  useEffect(() => {
    setValue(() => watched.value);  // it may have changed between drawing and watching
    return watched.watch(next => setValue(() => next));
  }, [watched]);
  return value;
}
