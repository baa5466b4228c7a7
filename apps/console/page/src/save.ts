// Saving: at once, with Undo, and never over what somebody else has changed meanwhile without asking.
import type {Answer} from './api';
import {settle} from './parts/questions';
import {say} from './parts/toasts';
import type {Problem} from './types';
import {w} from './words';

// How one thing is read and written. `write` changes what is named, if the thing still has `etag`.
export interface Door<T> {
  read(): Promise<Answer<T>>;
  write(change: Partial<T>, etag: string): Promise<Answer<T>>;
  label(key: keyof T): string;
  show?(key: keyof T, value: T[keyof T]): string;
  changed(): void;  // whoever shows it may load it again
}

export type Saved<T> = { value: T; etag: string; mine: boolean } | { problem: Problem };

export function differences<T extends object>(before: T, after: Partial<T>): Partial<T> {
  const change: Partial<T> = {};
  for (const key of Object.keys(after) as (keyof T)[]) {
    if (after[key] !== before[key]) change[key] = after[key]!;
  }
  return change;
}

function pick<T extends object>(from: T, like: Partial<T>): Partial<T> {
  const picked: Partial<T> = {};
  for (const key of Object.keys(like) as (keyof T)[]) picked[key] = from[key];
  return picked;
}

async function clash<T extends object>(door: Door<T>, before: T, change: Partial<T>): Promise<Saved<T> | { etag: string; now: T }> {
  const now = await door.read();
  if (!now.ok) return {problem: now.problem};
  const show = (key: keyof T, value: T[keyof T]) => door.show?.(key, value) ?? String(value);
  // Only what both have changed, and not alike, is a question.
  const keys = (Object.keys(change) as (keyof T)[])
    .filter(key => now.value[key] !== before[key] && now.value[key] !== change[key]);
  const clashes = keys.map(key => ({
    label: door.label(key), mine: show(key, change[key] as T[keyof T]), theirs: show(key, now.value[key]),
  }));
  if (clashes.length > 0 && !await settle(clashes)) {
    door.changed();
    return {value: now.value, etag: now.etag, mine: false};
  }
  return {etag: now.etag, now: now.value};
}

// `before` is what the change was made from; `said` tells in the past what was done.
export async function save<T extends object>(door: Door<T>, before: T, change: Partial<T>, etag: string,
                                             said: string, undoable = true): Promise<Saved<T>> {
  let from = before;
  let answer = await door.write(change, etag);
  while (!answer.ok && answer.problem.status === 412) {
    const settled = await clash(door, from, change);
    if (!('now' in settled)) return settled;
    from = settled.now;
    answer = await door.write(change, settled.etag);
  }
  if (!answer.ok) return {problem: answer.problem};
  const after = answer;
  door.changed();
  say(said, !undoable ? undefined : async () => {
    const undone = await save(door, after.value, pick(from, change), after.etag, w.common.undone, false);
    if ('problem' in undone) say(undone.problem.title);
  });
  return {value: after.value, etag: after.etag, mine: true};
}
