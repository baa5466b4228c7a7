// The versions of the program: which runs, another brought, the one before.
import {useId, useState} from 'preact/hooks';
import {ask} from '../api';
import {useFetched} from '../fetched';
import {liveCalls} from '../lists';
import {Notice} from '../parts/notice';
import {confirm} from '../parts/questions';
import {say} from '../parts/toasts';
import type {Update} from '../types';
import {w} from '../words';
import {Facts} from './call-details';

export function Versions() {
  const update = useFetched<Update>('/update');
  const [busy, setBusy] = useState(false);
  const id = useId();
  const now = update.value;
  async function take(event: Event) {
    const input = event.currentTarget as HTMLInputElement;
    const file = input.files?.[0];
    if (!file) return;
    setBusy(true);
    const answer = await ask<Update>('PUT', '/update', file);
    setBusy(false);
    input.value = '';
    if (answer.ok) update.put(answer.value);
    else update.refuse(answer.problem);
  }
  async function start(path: string, action: string) {
    if (!await confirm(action, w.update.ends((liveCalls.items.value ?? []).length), action)) return;
    const answer = await ask<undefined>('POST', path);
    update.refuse(answer.ok ? null : answer.problem);
    if (answer.ok) say(w.update.starting);
  }
  if (!now) return <Notice problem={update.problem} />;
  if (!now.supported) return <p data-testid="update-none">{w.update.none}</p>;
  const {ready_version: ready, other_version: other, last} = now;
  return (
    <div data-testid="update">
      <Notice problem={update.problem} />
      <section class="card" aria-label={w.update.there}>
        <h2>{w.update.there}</h2>
        <Facts facts={[
          [w.update.runs, `${now.version ?? ''} (${now.slot ?? ''})${now.on_trial ? ` · ${w.update.trial}` : ''}`],
          [w.update.other, other || '—'], ...(last ? [[w.update.last, last] as [string, string]] : []),
        ]} />
        <button type="button" class="secondary" data-testid="update-restart" onClick={() => void start('/update/restart', w.update.restart)}>{w.update.restart}</button>{' '}
        {other && <button type="button" class="secondary" data-testid="update-rollback" onClick={() => void start('/update/rollback', w.update.back(other))}>{w.update.back(other)}</button>}
      </section>
      <section class="card" aria-label={w.update.bring}>
        <h2>{w.update.bring}</h2>
        <div class="field">
          <label for={id}>{w.update.file}</label>
          <input id={id} type="file" accept=".update" disabled={busy} data-testid="update-file" aria-describedby={`${id}-hint`} onChange={event => void take(event)} />
          <small id={`${id}-hint`}>{w.update.hint}</small>
        </div>
        <p role="status" data-testid="update-ready">{busy ? w.update.writing : ready ? w.update.ready(ready) : ''}</p>
      </section>
    </div>
  );
}
