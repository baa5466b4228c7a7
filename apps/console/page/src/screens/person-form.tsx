// What can be changed of a person. The number stays: it is who they are to every phone.
import {useEffect, useState} from 'preact/hooks';
import {ask, extensionPath, get} from '../api';
import {extensions, nameOf} from '../lists';
import {faultOf, Field} from '../parts/field';
import {Notice} from '../parts/notice';
import {differences, save} from '../save';
import type {Extension, ExtensionChange, Problem} from '../types';
import {w} from '../words';

const fields = ['name', 'busy_to', 'no_answer_to', 'ring_seconds', 'limit'] as const;
type Key = typeof fields[number];

const labels: Record<Key, () => string> = {
  name: () => w.people.name,
  busy_to: () => w.people.busyTo,
  no_answer_to: () => w.people.noAnswerTo,
  ring_seconds: () => w.people.ringSeconds,
  limit: () => w.people.limit,
};

const textOf = (one: Extension): Record<Key, string> =>
  ({...one, ring_seconds: String(one.ring_seconds), limit: String(one.limit)});

interface PersonFormProps { before: Extension; etag: string; changed(): void }

export function PersonForm({before, etag, changed}: PersonFormProps) {
  const [text, setText] = useState<Record<Key, string>>(() => textOf(before));
  useEffect(() => setText(textOf(before)), [before]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const path = extensionPath(before.number);
  const door = {
    read: () => get<Extension>(path),
    write: (change: Partial<Extension>, seen: string) => ask<Extension>('PATCH', path, change satisfies ExtensionChange, seen),
    label: (key: keyof Extension) => labels[key as Key]?.() ?? key,
    changed,
  };
  const change = differences<Extension>(before, {
    name: text.name.trim(), busy_to: text.busy_to.trim(), no_answer_to: text.no_answer_to.trim(),
    ring_seconds: Number(text.ring_seconds), limit: Number(text.limit),
  });
  const changes = Object.keys(change).length > 0;
  async function submit(event: Event) {
    event.preventDefault();
    if (!changes) return;
    const saved = await save(door, before, change, etag, w.people.saved(text.name || before.number));
    setProblem('problem' in saved ? saved.problem : null);
  }
  const others = (extensions.items.value ?? []).map(one => one.number).filter(number => number !== before.number);
  const known = (number: string) => (number && nameOf(number) !== number ? nameOf(number) : undefined);
  const shared = (key: Key) => ({
    value: text[key], fault: faultOf(problem, key), label: labels[key](), testid: `person-${key}`,
    onValue: (value: string) => setText({...text, [key]: value}),
  });
  return (
    <form class="card" onSubmit={event => void submit(event)} aria-label={w.people.settings}>
      <h2>{w.people.settings}</h2>
      <Notice problem={problem} fields={fields} />
      <Field {...shared('name')} maxLength={64} />
      <div class="pair">
        <Field {...shared('busy_to')} term={w.people.busyTerm} hint={known(text.busy_to) ?? w.people.forwardHint} list={others} inputMode="tel" />
        <Field {...shared('no_answer_to')} term={w.people.noAnswerTerm} hint={known(text.no_answer_to) ?? w.people.forwardHint} list={others} inputMode="tel" />
        <Field {...shared('ring_seconds')} hint={w.people.ringHint} inputMode="numeric" type="number" />
        <Field {...shared('limit')} hint={w.people.limitHint} inputMode="numeric" type="number" />
      </div>
      <div class="buttons"><button type="submit" aria-disabled={!changes} data-testid="person-save">{w.common.save}</button></div>
    </form>
  );
}
