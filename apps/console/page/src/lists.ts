// The lists that more than one screen shows: loaded when first needed, loaded again when an event says
// that they changed (live.ts).
import {get} from './api';
import {cell} from './cell';
import type {Cell} from './cell';
import type {App, Extension, LiveCall, Problem, Registration, Room, Rule} from './types';

export interface List<T> {
  items: Cell<T[] | null>;  // null: not loaded yet
  problem: Cell<Problem | null>;
  readonly etag: string;  // of the items
  load(): Promise<void>;
}

function list<T, K extends string>(path: string, key: K): List<T> {
  const items = cell<T[] | null>(null);
  const problem = cell<Problem | null>(null);
  let turn = 0;
  let etag = '';
  async function load() {
    const mine = ++turn;
    const answer = await get<Record<K, T[]>>(path);
    if (mine !== turn) return;  // a later request knows better
    problem.set(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    etag = answer.etag;
    items.set(answer.value[key]);
  }
  return {items, problem, load, get etag() { return etag; }};
}

export const extensions = list<Extension, 'extensions'>('/extensions', 'extensions');
export const registrations = list<Registration, 'registrations'>('/registrations', 'registrations');
export const liveCalls = list<LiveCall, 'calls'>('/calls/live', 'calls');
export const rules = list<Rule, 'rules'>('/rules', 'rules');
export const rooms = list<Room, 'rooms'>('/rooms', 'rooms');
export const apps = list<App, 'apps'>('/apps', 'apps');

// Counts ended calls: whoever shows past calls watches it.
export const callsEnded = cell(0);
// The settings or the sounds were changed, here or elsewhere.
export const settingsChanged = cell(0);
export const soundsChanged = cell(0);

export function forgetLists(): void {
  for (const one of [extensions, registrations, liveCalls, rules, rooms, apps]) one.items.set(null);
}

// "Alice" where the number is known here, else what the phone or the network said.
export function nameOf(party: string): string {
  const person = extensions.items.value?.find(one => one.number === party);
  return person?.name || party;
}
export function fullNameOf(party: string): string {
  const name = nameOf(party);
  return name === party ? party : `${name} (${party})`;
}
