// One person: name, what becomes of calls, phones, passwords.
import {useEffect, useState} from 'preact/hooks';
import {ask, extensionPath, get} from '../api';
import {useCell} from '../cell';
import {extensions, registrations} from '../lists';
import {Connect} from '../parts/connect';
import {Copy} from '../parts/copy';
import {Notice} from '../parts/notice';
import {confirm} from '../parts/questions';
import {Screen} from '../parts/screen';
import {say} from '../parts/toasts';
import {go, hrefOf} from '../route';
import {dateTime} from '../says';
import type {Extension, ExtensionWithPassword, Problem} from '../types';
import {w} from '../words';
import {PersonForm} from './person-form';

interface Loaded { value: Extension; etag: string }

export function Person({number, connecting}: { number: string; connecting: boolean }) {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useCell(registrations.items);
  async function load() {
    const answer = await get<Extension>(extensionPath(number));
    if (!answer.ok) setProblem(answer.problem);
    else setLoaded(answer);
  }
  useEffect(() => { void load(); }, [number]);
  const title = loaded?.value.name || number;
  if (problem || !loaded) {
    return <Screen title={title} testid="person"><Notice problem={problem} />{!problem && <p aria-busy="true">{w.common.loading}</p>}</Screen>;
  }
  const there = (registrations.items.value ?? []).some(one => one.number === number);
  return (
    <Screen title={title} lead={w.people.numberIs(number)} testid="person"
      actions={<a href={hrefOf('people')} data-testid="people-back">{w.people.all}</a>}>
      {connecting
        ? <section class="card"><Connect number={number} name={title} there={there} /><p><a href={hrefOf('people', number)}>{w.common.done}</a></p></section>
        : <Phones number={number} />}
      <PersonForm before={loaded.value} etag={loaded.etag} changed={() => { void load(); void extensions.load(); }} />
      <Access number={number} name={title} changed={() => void load()} />
    </Screen>
  );
}

function Phones({number}: { number: string }) {
  const phones = (useCell(registrations.items) ?? []).filter(one => one.number === number);
  return (
    <section class="card" aria-label={w.people.phones}>
      <h2>{w.people.phones} <span class="term">{w.people.phonesTerm}</span></h2>
      {phones.length === 0 && <p class="muted">{w.people.noPhone}</p>}
      <ul class="rows" data-testid="person-phones">
        {phones.map(phone => (
          <li key={phone.contact}>
            <span class="dot there" />
            <span class="grow">
              {phone.user_agent || w.people.unnamedPhone}
              <small class="muted"><code>{phone.flow}</code> · {w.people.since(dateTime(phone.registered_at))} · {w.people.expires(phone.expires_in)}</small>
              <small class="muted"><code>{phone.contact}</code></small>
            </span>
          </li>
        ))}
      </ul>
      <p><a role="button" class="secondary" href={hrefOf('people', number, 'connect')} data-testid="person-connect">{w.people.connect}</a></p>
    </section>
  );
}

function Access({number, name, changed}: { number: string; name: string; changed(): void }) {
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  async function renew() {
    if (!await confirm(w.people.renew, w.people.renewAsk(name), w.people.renew)) return;
    const answer = await ask<ExtensionWithPassword>('PATCH', extensionPath(number), {renew_password: true});
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return;
    setPassword(answer.value.password ?? '');
    changed();
  }
  async function remove() {
    if (!await confirm(w.people.removeTitle(name), w.people.removeAsk(name), w.people.remove)) return;
    const answer = await ask('DELETE', extensionPath(number));
    if (!answer.ok) {
      setProblem(answer.problem);
      return;
    }
    say(w.people.removed(name));
    void extensions.load();
    go('people');
  }
  return (
    <section class="card" aria-label={w.people.access}>
      <h2>{w.people.access}</h2>
      <Notice problem={problem} />
      {password && <div role="status"><p>{w.people.passwordOnce}</p><dl><Copy label={w.people.password} value={password} testid="person-password" /></dl></div>}
      <div class="buttons">
        <button type="button" class="secondary" data-testid="person-renew" onClick={() => void renew()}>{w.people.renew}</button>
        <button type="button" class="danger" data-testid="person-remove" onClick={() => void remove()}>{w.people.remove}</button>
      </div>
    </section>
  );
}
